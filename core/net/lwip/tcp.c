/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * TCP connections of a client on lwIP's raw API (<core/net.h>). lwIP's
 * callbacks note what has happened in the connection, and its owner is told
 * when lwIP is done (glue_tcp_deliver()): it may close the connection then, and
 * open others.
 */

#include <errno.h>
#include <stdlib.h>
#include <core/net.h>
#include <ipxe/netdevice.h>
#include <lwip/tcp.h>
#include "glue.h"

/* The kinds of news for the owner of a connection. The owner is told that of the
 * lowest bit first. */
#define CONNECTED 1
#define RECEIVED 2
#define CLOSED 4

/* A TCP connection. */
struct net_tcp {
	/* lwIP's connection, or NULL once lwIP has freed it. */
	struct tcp_pcb *pcb;
	/* The functions of the owner. */
	const struct net_tcp_operations *op;
	/* A pointer that only the owner uses. */
	void *ctx;
	/* The news that the owner has not been told yet: CONNECTED, RECEIVED,
	 * CLOSED. */
	unsigned int news;
	/* The bytes that RECEIVED stands for, or NULL. */
	struct pbuf *received;
	/* The result that CLOSED stands for: 0, or a negative error. */
	int rc;
	/* The connection that was opened before this one, or NULL. */
	struct net_tcp *next;
};

static struct net_tcp *connections;

/* The connection whose owner is given bytes at this moment, or NULL if there is none
 * or if the owner has closed it. */
static struct net_tcp *reading;

/* Gives back everything that lwIP has of a connection. */
static void detach(struct net_tcp *tcp)
{
	struct tcp_pcb *pcb = tcp->pcb;

	if (!pcb)
		return;
	tcp_arg(pcb, NULL);
	tcp_recv(pcb, NULL);
	tcp_err(pcb, NULL);
	if (pcb->state != ESTABLISHED && pcb->state != CLOSE_WAIT)
		tcp_abort(pcb);
	else if (tcp_close(pcb) != ERR_OK)
		tcp_abort(pcb);
}

static err_t connected(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct net_tcp *tcp = arg;

	tcp->news |= CONNECTED;
	return ERR_OK;
}

static err_t received(void *arg, struct tcp_pcb *pcb, struct pbuf *pbuf,
		      err_t err)
{
	struct net_tcp *tcp = arg;

	if (!pbuf) {
		tcp->news |= CLOSED;
		return ERR_OK;
	}
	/* The window is opened here rather than when the owner has taken the
	 * bytes, so that the ACK of the segment already offers all of it: the
	 * bytes are taken as soon as lwIP has returned. */
	tcp_recved(pcb, pbuf->tot_len);
	if (tcp->news & RECEIVED)
		pbuf_cat(tcp->received, pbuf);
	else
		tcp->received = pbuf;
	tcp->news |= RECEIVED;
	return ERR_OK;
}

static void failed(void *arg, err_t err)
{
	struct net_tcp *tcp = arg;

	/* lwIP has freed the connection before it calls this. */
	tcp->pcb = NULL;
	tcp->news |= CLOSED;
	tcp->rc = err == ERR_RST ? -ECONNRESET :
		  err == ERR_ABRT ? -ETIMEDOUT : glue_error(err);
}

void glue_tcp_error(unsigned int port, struct in_addr to, unsigned int to_port,
		    uint32_t seq, int rc)
{
	struct net_tcp *tcp;

	for (tcp = connections; tcp; tcp = tcp->next) {
		struct tcp_pcb *pcb = tcp->pcb;

		if (!pcb || pcb->state != SYN_SENT || pcb->local_port != port ||
		    pcb->remote_ip.addr != to.s_addr ||
		    pcb->remote_port != to_port || pcb->lastack != seq)
			continue;
		tcp->news |= CLOSED;
		tcp->rc = rc;
	}
}

/* Gives the owner the bytes that have come, until the owner closes the connection. */
static void deliver_received(struct net_tcp *tcp)
{
	struct pbuf *pbuf = tcp->received;
	struct pbuf *part;

	reading = tcp;
	for (part = pbuf; part && reading; part = part->next)
		tcp->op->rx(tcp->ctx, part->payload, part->len);
	reading = NULL;
	pbuf_free(pbuf);
}

/* Tells the owner the first news of its connection. */
static void deliver(struct net_tcp *tcp)
{
	unsigned int first = tcp->news & -tcp->news;

	tcp->news -= first;
	if (first == CONNECTED)
		tcp->op->connected(tcp->ctx);
	else if (first == RECEIVED)
		deliver_received(tcp);
	else
		tcp->op->closed(tcp->ctx, tcp->rc);
}

void glue_tcp_deliver(void)
{
	struct net_tcp *tcp = connections;

	while (tcp) {
		if (!tcp->news) {
			tcp = tcp->next;
			continue;
		}
		deliver(tcp);
		/* The owner may have closed any of the connections, so that the
		 * list is gone through from its start. */
		tcp = connections;
	}
}

static int bind(struct tcp_pcb *pcb)
{
	unsigned int tries = GLUE_PORT_TRIES;
	err_t err;

	do {
		err = tcp_bind(pcb, IP4_ADDR_ANY, glue_random_port());
	} while (err == ERR_USE && --tries);
	return glue_error(err);
}

int net_tcp_open(struct net_tcp **new, struct in_addr to, unsigned int port,
		 const struct net_tcp_operations *op, void *ctx)
{
	struct net_device *netdev = net_route(to);
	ip_addr_t ip = { to.s_addr };
	struct net_tcp *tcp;
	int rc;

	GLUE_OUTSIDE();
	*new = NULL;
	/* lwIP would send nothing and wait for an answer. */
	if (!net_reachable(to))
		return -ENETUNREACH;
	tcp = zalloc(sizeof(*tcp));
	if (!tcp)
		return -ENOMEM;
	if (netdev)
		netdev_set_rx_large(netdev, 1);
	tcp->op = op;
	tcp->ctx = ctx;
	tcp->pcb = tcp_new();
	if (!tcp->pcb) {
		rc = -ENOMEM;
		goto err_pcb;
	}
	rc = bind(tcp->pcb);
	if (rc != 0)
		goto err_connect;
	tcp_arg(tcp->pcb, tcp);
	tcp_recv(tcp->pcb, received);
	tcp_err(tcp->pcb, failed);
	rc = glue_error(tcp_connect(tcp->pcb, &ip, port, connected));
	if (rc != 0)
		goto err_connect;
	tcp->next = connections;
	connections = tcp;
	*new = tcp;
	return 0;

err_connect:
	detach(tcp);
err_pcb:
	free(tcp);
	return rc;
}

void net_tcp_attach(struct net_tcp *tcp, const struct net_tcp_operations *op,
		    void *ctx)
{
	tcp->op = op;
	tcp->ctx = ctx;
}

int net_tcp_send(struct net_tcp *tcp, const void *data, size_t len)
{
	err_t err;

	GLUE_OUTSIDE();
	if (!tcp->pcb)
		return -ENOTCONN;
	if (len > tcp_sndbuf(tcp->pcb))
		return -ENOBUFS;
	err = tcp_write(tcp->pcb, data, len, TCP_WRITE_FLAG_COPY);
	if (err == ERR_OK)
		err = tcp_output(tcp->pcb);
	return err == ERR_MEM ? -ENOBUFS : glue_error(err);
}

void net_tcp_close(struct net_tcp *tcp)
{
	struct net_tcp **prev = &connections;

	GLUE_OUTSIDE();
	if (!tcp)
		return;
	while (*prev != tcp)
		prev = &(*prev)->next;
	*prev = tcp->next;
	if (reading == tcp)
		reading = NULL;
	if (tcp->news & RECEIVED)
		pbuf_free(tcp->received);
	detach(tcp);
	free(tcp);
}
