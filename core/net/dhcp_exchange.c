/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Exchanges of the DHCP client (<core/dhcpclient.h>): sending a request again
 * until an answer is accepted, or the time is over (RFC 2131 section 4.1).
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/dhcpclient.h>
#include <core/net.h>
#include <ipxe/netdevice.h>
#include <ipxe/timer.h>

/* Longest reply that is accepted, in bytes. This is far above the length that
 * requests allow servers. */
#define MAX_REPLY 4096

int dhcp_usable_address(struct in_addr addr)
{
	unsigned int first = ntohl(addr.s_addr) >> 24;

	return first != 0 && first != 127 && first < 224;
}

struct in_addr dhcp_server_id(struct dhcp_packet *pkt)
{
	struct in_addr addr = { INADDR_ANY };

	if (dhcppkt_fetch(pkt, DHCP_SERVER_IDENTIFIER, &addr,
			  sizeof(addr)) != sizeof(addr))
		addr.s_addr = INADDR_ANY;
	return addr;
}

int dhcp_is_pxe(struct dhcp_packet *pkt)
{
	static const char class[] = "PXEClient";
	char text[sizeof(class) - 1];

	return dhcppkt_fetch(pkt, DHCP_VENDOR_CLASS_ID, text, sizeof(text)) >=
	       (int)sizeof(text) && memcmp(text, class, sizeof(text)) == 0;
}

struct dhcp_packet *dhcp_parse_reply(struct net_device *netdev, uint32_t xid,
				     const void *data, size_t len,
				     unsigned int *msgtype)
{
	struct {
		struct dhcp_packet pkt;
		struct dhcphdr hdr;
	} *reply;
	/* The header is copied because received bytes may not be aligned. */
	struct dhcphdr hdr;
	size_t addr_len = netdev->ll_protocol->ll_addr_len;
	uint8_t type = 0;
	int rc;

	if (len < sizeof(hdr) || len > MAX_REPLY)
		return NULL;
	memcpy(&hdr, data, sizeof(hdr));
	/* BOOTP servers that know no options leave zeros in their place
	 * (RFC 951). */
	if (!hdr.magic)
		len = sizeof(hdr);
	if (hdr.op != BOOTP_REPLY || hdr.xid != xid ||
	    (hdr.magic && hdr.magic != htonl(DHCP_MAGIC_COOKIE)) ||
	    addr_len > sizeof(hdr.chaddr) ||
	    memcmp(hdr.chaddr, netdev->ll_addr, addr_len) != 0)
		return NULL;
	/* The packet comes first in the allocation, so that freeing it frees
	 * all. */
	reply = malloc(sizeof(*reply) + len - sizeof(hdr));
	if (!reply)
		return NULL;
	memcpy(&reply->hdr, data, len);
	dhcppkt_init(&reply->pkt, &reply->hdr, len);
	rc = dhcppkt_fetch(&reply->pkt, DHCP_MESSAGE_TYPE, &type,
			   sizeof(type));
	if (rc != -ENOENT && (rc != sizeof(type) || type == DHCP_IS_BOOTP)) {
		dhcppkt_put(&reply->pkt);
		return NULL;
	}
	*msgtype = type;
	return &reply->pkt;
}

/* Takes a datagram and gives it to the owner of the exchange if it is an answer
 * to the request. */
static void rx(void *ctx, struct in_addr from, unsigned int port,
	       const void *data, size_t len)
{
	struct dhcp_exchange *ex = ctx;
	struct dhcp_packet *pkt;
	unsigned int msgtype;

	if (ex->rc != -EINPROGRESS ||
	    (port != BOOTPS_PORT && port != PXE_PORT))
		return;
	pkt = dhcp_parse_reply(ex->netdev, ex->xid, data, len, &msgtype);
	if (!pkt)
		return;
	DBGC(ex, "dhcp: %s: message type %d from %s\n", ex->netdev->name,
	     msgtype, inet_ntoa(from));
	ex->rx(ex, pkt, msgtype, from);
	dhcppkt_put(pkt);
}

/* Sends the request to all servers. Returns 0, or a negative error if the
 * request cannot be made. Errors of sending are ignored, as the request is sent
 * again anyway, as if it had been lost on the wire. */
static int send(struct dhcp_exchange *ex)
{
	uint8_t data[DHCP_REQUEST_LEN];
	struct dhcp_packet pkt;
	unsigned int i;
	int rc;

	rc = dhcp_create_request(&pkt, ex->netdev, ex->msgtype, ex->xid,
				 ex->ciaddr, data, sizeof(data));
	if (rc == 0 && ex->fill)
		rc = ex->fill(ex, &pkt);
	if (rc != 0)
		return rc;
	pkt.dhcphdr->secs = htons((currticks() - ex->began) / TICKS_PER_SEC);
	for (i = 0; i < ex->num_to; i++)
		net_udp_send(ex->udp, ex->to[i], ex->port, data,
			     dhcppkt_len(&pkt));
	return 0;
}

/* Runs the exchange: lets the owner look at its timers, and sends the request
 * when it is time. Returns -EINPROGRESS, or the result of the exchange. */
static int poll(struct job *job)
{
	struct dhcp_exchange *ex = container_of(job, struct dhcp_exchange,
						job);
	unsigned long now = currticks();
	int rc;

	if (ex->rc == -EINPROGRESS && ex->tick)
		ex->tick(ex);
	if (ex->rc != -EINPROGRESS)
		return ex->rc;
	if (now - ex->start >= ex->limit) {
		ex->rc = -ETIMEDOUT;
		return ex->rc;
	}
	if (ex->tries && now - ex->sent < ex->interval)
		return ex->rc;
	/* Requests are sent after 0, 1, 3, 7, 15... seconds. */
	ex->interval = ex->tries ? 2 * ex->interval : TICKS_PER_SEC;
	ex->tries++;
	ex->sent = now;
	rc = send(ex);
	if (rc != 0)
		ex->rc = rc;
	return ex->rc;
}

void dhcp_exchange_start(struct dhcp_exchange *ex)
{
	ex->job.poll = poll;
	ex->xid = random();
	ex->start = currticks();
	ex->tries = 0;
	ex->rc = -EINPROGRESS;
}

int dhcp_exchange_open(struct dhcp_exchange *ex, struct net_device *netdev)
{
	memset(ex, 0, sizeof(*ex));
	ex->netdev = netdev;
	ex->began = currticks();
	return net_udp_open(&ex->udp, netdev, BOOTPC_PORT, rx, ex);
}

void dhcp_exchange_close(struct dhcp_exchange *ex)
{
	net_udp_close(ex->udp);
	ex->udp = NULL;
}
