/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Which packets count on which interface. lwIP takes a packet for any of its
 * addresses from any interface (the weak model of RFC 1122 3.3.4.2), so that a
 * machine on one wire could answer for a server on another. Here a packet
 * counts only where it is addressed to the interface it came through, and only
 * if what we send to its sender leaves there too (RFC 3704 2.2).
 */

#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <lwip/ip.h>
#include <lwip/prot/ip4.h>
#include <lwip/prot/udp.h>
#include "lwiphooks.h"

#define DHCP_CLIENT_PORT 68

/* Returns non-zero if a packet is a whole datagram for the DHCP client. Such packets
 * count on every interface, as the client has no address yet and its sockets know
 * their device. The frame is long enough for these headers (net_rx()). */
static int is_dhcp(const struct ip_hdr *ip)
{
	const struct udp_hdr *udp = (const void *)((const uint8_t *)ip +
						   IPH_HL_BYTES(ip));

	return IPH_PROTO(ip) == IP_PROTO_UDP &&
	       !(IPH_OFFSET(ip) & PP_HTONS(IP_OFFMASK | IP_MF)) &&
	       udp->dest == PP_HTONS(DHCP_CLIENT_PORT);
}

static int is_for(const struct ip_hdr *ip, struct netif *netif)
{
	const ip4_addr_t *ours = netif_ip4_addr(netif);
	ip4_addr_t to = { ip->dest.addr };
	ip4_addr_t from = { ip->src.addr };

	if (ip4_addr_isany(ours) ||
	    (!ip4_addr_cmp(&to, ours) && !ip4_addr_isbroadcast(&to, netif)))
		return 0;
	return ip4_addr_netcmp(&from, ours, netif_ip4_netmask(netif)) ||
	       ip4_route(&from) == netif;
}

int glue_drop_foreign(struct pbuf *pbuf, struct netif *netif)
{
	const struct ip_hdr *ip = pbuf->payload;

	if (is_dhcp(ip) || is_for(ip, netif))
		return 0;
	pbuf_free(pbuf);
	return 1;
}
