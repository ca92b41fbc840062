/* SPDX-License-Identifier: GPL-2.0-or-later */

/* UDP sockets and ICMP echo on lwIP's raw API (<core/net.h>). */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <core/net.h>
#include <lwip/icmp.h>
#include <lwip/inet_chksum.h>
#include <lwip/netif.h>
#include <lwip/prot/icmp.h>
#include <lwip/raw.h>
#include <lwip/udp.h>
#include "glue.h"

/* Longest UDP datagram. */
#define MAX_DATAGRAM 65535

/* A UDP socket. */
struct net_udp {
	/* lwIP's socket. */
	struct udp_pcb *pcb;
	/* The device that the socket belongs to, or NULL for all devices. */
	struct net_device *netdev;
	/* Takes the datagrams that come. */
	net_udp_rx_t rx;
	/* Takes reports that a datagram has not arrived, or is NULL. */
	net_udp_error_t error;
	/* A pointer that only the owner uses. */
	void *ctx;
	/* Address to which the last datagram was sent. */
	struct in_addr to;
	/* Port to which the last datagram was sent, in host order. */
	unsigned int to_port;
	/* The socket that was opened before this one, or NULL. */
	struct net_udp *next;
};

/* All open sockets, the last one that was opened first. */
static struct net_udp *sockets;

int glue_error(err_t err)
{
	static const struct {
		err_t err;
		int rc;
	} errors[] = {
		{ ERR_OK, 0 },
		{ ERR_MEM, -ENOMEM },
		{ ERR_BUF, -ENOBUFS },
		{ ERR_TIMEOUT, -ETIMEDOUT },
		{ ERR_RTE, -ENETUNREACH },
		{ ERR_INPROGRESS, -EINPROGRESS },
		{ ERR_VAL, -EINVAL },
		{ ERR_WOULDBLOCK, -EAGAIN },
		{ ERR_USE, -EADDRINUSE },
		{ ERR_ALREADY, -EALREADY },
		{ ERR_ISCONN, -EISCONN },
		{ ERR_CONN, -ENOTCONN },
		{ ERR_ABRT, -ECONNABORTED },
		{ ERR_RST, -ECONNRESET },
		{ ERR_CLSD, -ENOTCONN },
		{ ERR_ARG, -EINVAL },
	};
	unsigned int i;

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		if (errors[i].err == err)
			return errors[i].rc;
	}
	return -EIO;
}

/* Returns the bytes of a datagram in one piece: in the frame, or in *copy, an
 * allocation into which they are copied if they are not in one piece. */
static const void *flatten(struct pbuf *pbuf, void **copy)
{
	*copy = NULL;
	if (pbuf->len == pbuf->tot_len)
		return pbuf->payload;
	*copy = malloc(pbuf->tot_len);
	if (*copy)
		pbuf_copy_partial(pbuf, *copy, pbuf->tot_len, 0);
	return *copy;
}

/* The datagram that has come with the frame that lwIP works on. There is one at most,
 * as a frame holds or completes no more. */
static struct {
	/* The socket that the datagram is for, or NULL without a datagram. */
	struct net_udp *udp;
	/* The bytes of the datagram. */
	struct pbuf *pbuf;
	/* Address of the sender. */
	struct in_addr from;
	/* Port of the sender, in host order. */
	unsigned int port;
} arrived;

static void udp_rx(void *arg, struct udp_pcb *pcb, struct pbuf *pbuf,
		   const ip_addr_t *from, u16_t port)
{
	arrived.udp = arg;
	arrived.pbuf = pbuf;
	arrived.from.s_addr = from->addr;
	arrived.port = port;
}

/* The report, in an ICMP message, that a datagram has not arrived. */
static struct {
	/* Port of the socket that has sent the datagram, in host order. */
	unsigned int port;
	/* Address to which the datagram was sent. */
	struct in_addr to;
	/* Port to which the datagram was sent, in host order. */
	unsigned int to_port;
	/* The error that the message stands for, or 0 without a message. */
	int rc;
} lost;

void glue_udp_error(unsigned int port, struct in_addr to, unsigned int to_port,
		    int rc)
{
	lost.port = port;
	lost.to = to;
	lost.to_port = to_port;
	lost.rc = rc;
}

static void deliver_error(void)
{
	struct net_udp *udp = sockets;
	int rc = lost.rc;

	lost.rc = 0;
	while (udp && (udp->pcb->local_port != lost.port || !udp->error ||
		       udp->to.s_addr != lost.to.s_addr ||
		       udp->to_port != lost.to_port))
		udp = udp->next;
	if (udp)
		udp->error(udp->ctx, lost.to, lost.to_port, rc);
}

static void deliver_datagram(void)
{
	struct net_udp *udp = arrived.udp;
	const void *data;
	void *copy;

	arrived.udp = NULL;
	data = flatten(arrived.pbuf, &copy);
	if (data)
		udp->rx(udp->ctx, arrived.from, arrived.port, data,
			arrived.pbuf->tot_len);
	free(copy);
	pbuf_free(arrived.pbuf);
}

void glue_udp_deliver(void)
{
	if (lost.rc)
		deliver_error();
	if (arrived.udp)
		deliver_datagram();
}

unsigned int glue_random_port(void)
{
	return 0xc000 | (random() & 0x3fff);
}

static int bind(struct udp_pcb *pcb, unsigned int port)
{
	unsigned int tries = port ? 1 : GLUE_PORT_TRIES;
	err_t err;

	do {
		err = udp_bind(pcb, IP4_ADDR_ANY,
			       port ? port : glue_random_port());
	} while (err == ERR_USE && --tries);
	return glue_error(err);
}

int net_udp_open(struct net_udp **new, struct net_device *netdev,
		 unsigned int port, net_udp_rx_t rx, void *ctx)
{
	struct netif *netif = netdev ? glue_netif(netdev) : NULL;
	struct net_udp *udp;
	int rc;

	GLUE_OUTSIDE();
	*new = NULL;
	if (netdev && !netif)
		return -ENETDOWN;
	udp = zalloc(sizeof(*udp));
	if (!udp)
		return -ENOMEM;
	udp->netdev = netdev;
	udp->rx = rx;
	udp->ctx = ctx;
	udp->pcb = udp_new();
	if (!udp->pcb) {
		rc = -ENOMEM;
		goto err_pcb;
	}
	rc = bind(udp->pcb, port);
	if (rc != 0)
		goto err_bind;
	if (netif)
		udp_bind_netif(udp->pcb, netif);
	udp_recv(udp->pcb, udp_rx, udp);
	udp->next = sockets;
	sockets = udp;
	*new = udp;
	return 0;

err_bind:
	udp_remove(udp->pcb);
err_pcb:
	free(udp);
	return rc;
}

void net_udp_on_error(struct net_udp *udp, net_udp_error_t error)
{
	udp->error = error;
}

void net_udp_close(struct net_udp *udp)
{
	struct net_udp **prev = &sockets;

	GLUE_OUTSIDE();
	if (!udp)
		return;
	while (*prev != udp)
		prev = &(*prev)->next;
	*prev = udp->next;
	if (arrived.udp == udp) {
		arrived.udp = NULL;
		pbuf_free(arrived.pbuf);
	}
	udp_remove(udp->pcb);
	free(udp);
}

int net_udp_send(struct net_udp *udp, struct in_addr to, unsigned int port,
		 const void *data, size_t len)
{
	struct netif *netif = NULL;
	ip_addr_t ip = { to.s_addr };
	struct pbuf *pbuf;
	err_t err;

	GLUE_OUTSIDE();
	if (len > MAX_DATAGRAM)
		return -EMSGSIZE;
	if (udp->netdev) {
		netif = glue_netif(udp->netdev);
		if (!netif)
			return -ENETDOWN;
	}
	pbuf = pbuf_alloc(PBUF_TRANSPORT, len, PBUF_RAM);
	if (!pbuf)
		return -ENOMEM;
	memcpy(pbuf->payload, data, len);
	udp->to = to;
	udp->to_port = port;
	if (netif)
		err = udp_sendto_if_src(udp->pcb, pbuf, &ip, port, netif,
					netif_ip_addr4(netif));
	else
		err = udp_sendto(udp->pcb, pbuf, &ip, port);
	pbuf_free(pbuf);
	return glue_error(err);
}

/* A socket for ICMP echo. */
struct net_ping {
	/* lwIP's socket. */
	struct raw_pcb *pcb;
	/* Identifier that marks the requests and answers of this socket. */
	uint16_t id;
	/* Takes the answers. */
	net_ping_rx_t rx;
	/* A pointer that only the owner uses. */
	void *ctx;
};

/* Takes the answers to requests of this socket, and leaves all other packets to
 * lwIP. Returns non-zero if the packet was such an answer. */
static u8_t ping_rx(void *arg, struct raw_pcb *pcb, struct pbuf *pbuf,
		    const ip_addr_t *from)
{
	struct net_ping *ping = arg;
	const size_t ip_len = ip_current_header_tot_len();
	struct in_addr addr = { from->addr };
	struct icmp_echo_hdr echo;
	size_t len;

	if (pbuf->tot_len < ip_len + sizeof(echo))
		return 0;
	pbuf_copy_partial(pbuf, &echo, sizeof(echo), ip_len);
	if (echo.type != ICMP_ER || echo.id != ping->id)
		return 0;
	len = pbuf->tot_len - ip_len - sizeof(echo);
	pbuf_free(pbuf);
	ping->rx(ping->ctx, addr, ntohs(echo.seqno), len);
	return 1;
}

int net_ping_open(struct net_ping **new, net_ping_rx_t rx, void *ctx)
{
	struct net_ping *ping = zalloc(sizeof(*ping));

	*new = NULL;
	if (!ping)
		return -ENOMEM;
	ping->pcb = raw_new(IP_PROTO_ICMP);
	if (!ping->pcb) {
		free(ping);
		return -ENOMEM;
	}
	ping->id = random();
	ping->rx = rx;
	ping->ctx = ctx;
	raw_recv(ping->pcb, ping_rx, ping);
	*new = ping;
	return 0;
}

int net_ping_send(struct net_ping *ping, struct in_addr to, unsigned int seq,
		  size_t len)
{
	ip_addr_t ip = { to.s_addr };
	struct icmp_echo_hdr *echo;
	struct pbuf *pbuf;
	uint8_t *payload;
	size_t i;
	int rc;

	GLUE_OUTSIDE();
	if (len > MAX_DATAGRAM - sizeof(*echo) - IP_HLEN)
		return -EMSGSIZE;
	pbuf = pbuf_alloc(PBUF_IP, sizeof(*echo) + len, PBUF_RAM);
	if (!pbuf)
		return -ENOMEM;
	echo = pbuf->payload;
	memset(echo, 0, sizeof(*echo));
	echo->type = ICMP_ECHO;
	echo->id = ping->id;
	echo->seqno = htons(seq);
	payload = (uint8_t *)(echo + 1);
	for (i = 0; i < len; i++)
		payload[i] = i;
	echo->chksum = inet_chksum(echo, pbuf->len);
	rc = glue_error(raw_sendto(ping->pcb, pbuf, &ip));
	pbuf_free(pbuf);
	return rc;
}

void net_ping_close(struct net_ping *ping)
{
	if (!ping)
		return;
	raw_remove(ping->pcb);
	free(ping);
}
