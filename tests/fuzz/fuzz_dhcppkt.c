/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A DHCP reply: taken in as the client does, read as settings, changed, and
 * searched for a PXE menu. */

#include "fuzz.h"
#include <ipxe/dhcp.h>
#include <core/dhcpclient.h>
#include <ipxe/netdevice.h>

REACHES(dhcppkt_fetch, dhcppkt_store, pxe_menu_exists);

static struct net_device *nic(void)
{
	static struct device dev;
	static struct net_device *netdev;

	if (netdev)
		return netdev;
	netdev = alloc_etherdev(0);
	netdev->dev = &dev;
	if (register_netdev(netdev) != 0)
		__builtin_trap();
	return netdev;
}

static void read_all(struct dhcp_packet *pkt)
{
	uint8_t value[256];
	unsigned int tag;

	for (tag = 0; tag < 256; tag++)
		dhcppkt_fetch(pkt, tag, value, tag);
	for (tag = 0; tag < 256; tag++)
		dhcppkt_fetch(pkt, DHCP_ENCAP_OPT(43, tag), value, tag);
}

/* Stores and removes options. What was stored can be read back, and the packet
 * stays within its memory. */
static void change(struct dhcp_packet *pkt)
{
	uint8_t value[4];

	if (dhcppkt_store(pkt, DHCP_HOST_NAME, "name", 4) == 0 &&
	    (dhcppkt_fetch(pkt, DHCP_HOST_NAME, value, 4) < 4))
		__builtin_trap();
	dhcppkt_store(pkt, DHCP_ENCAP_OPT(43, 71), "\1\2\3\4", 4);
	dhcppkt_store(pkt, DHCP_MESSAGE_TYPE, NULL, 0);
	if ((size_t)dhcppkt_len(pkt) > pkt->alloc_len)
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct net_device *netdev = nic();
	struct dhcp_packet *pkt;
	unsigned int msgtype;
	struct dhcphdr hdr;
	uint8_t *reply;

	if (size < sizeof(hdr) || size > 4096)
		return 0;
	reply = malloc(size);
	memcpy(reply, data, size);
	memcpy(&hdr, data, sizeof(hdr));
	hdr.op = BOOTP_REPLY;
	hdr.xid = 1;
	hdr.magic = htonl(DHCP_MAGIC_COOKIE);
	memcpy(hdr.chaddr, netdev->ll_addr, 6);
	memcpy(reply, &hdr, sizeof(hdr));
	pkt = dhcp_parse_reply(netdev, 1, reply, size, &msgtype);
	free(reply);
	if (!pkt)
		return 0;
	read_all(pkt);
	register_settings(&pkt->settings, netdev_settings(netdev),
			  DHCP_SETTINGS_NAME);
	pxe_menu_exists(netdev);
	unregister_settings(&pkt->settings);
	change(pkt);
	read_all(pkt);
	dhcppkt_put(pkt);
	return 0;
}
