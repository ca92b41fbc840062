/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * TCP connections of a client on lwIP's raw API (<core/net.h>). lwIP does not
 * allow a connection to be freed inside its own callbacks without telling it,
 * so that a close in a callback is only noted and done when the callback
 * returns.
 */

#include <errno.h>
#include <stdlib.h>
#include <core/net.h>
#include <ipxe/netdevice.h>
#include <lwip/tcp.h>
#include "glue.h"

struct net_tcp {
	struct tcp_pcb *pcb;	/* NULL: lwIP has freed it */
	const struct net_tcp_operations *op;
	void *ctx;
	unsigned int busy;	/* callbacks on the stack */
	int closing;		/* by net_tcp_close() in one of them */
};

/* Detaches from lwIP. Non-zero: lwIP had to abort the connection. */
static int detach(struct net_tcp *tcp)
{
	struct tcp_pcb *pcb = tcp->pcb;

	if (!pcb)
		return 0;
	tcp->pcb = NULL;
	tcp_arg(pcb, NULL);
	tcp_recv(pcb, NULL);
	tcp_err(pcb, NULL);
	if (pcb->state == ESTABLISHED || pcb->state == CLOSE_WAIT) {
		if (tcp_close(pcb) == ERR_OK)
			return 0;
	}
	tcp_abort(pcb);
	return 1;
}

/* The end of a callback: what lwIP has to be returned. */
static err_t leave(struct net_tcp *tcp)
{
	int aborted;

	if (--tcp->busy || !tcp->closing)
		return ERR_OK;
	aborted = detach(tcp);
	free(tcp);
	return aborted ? ERR_ABRT : ERR_OK;
}

static err_t connected(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct net_tcp *tcp = arg;

	tcp->busy++;
	tcp->op->connected(tcp->ctx);
	return leave(tcp);
}

static err_t received(void *arg, struct tcp_pcb *pcb, struct pbuf *pbuf,
		      err_t err)
{
	struct net_tcp *tcp = arg;
	struct pbuf *part;

	tcp->busy++;
	if (!pbuf) {
		tcp->op->closed(tcp->ctx, 0);
		return leave(tcp);
	}
	for (part = pbuf; part && !tcp->closing; part = part->next)
		tcp->op->rx(tcp->ctx, part->payload, part->len);
	tcp_recved(pcb, pbuf->tot_len);
	pbuf_free(pbuf);
	return leave(tcp);
}

static void failed(void *arg, err_t err)
{
	struct net_tcp *tcp = arg;
	int rc = err == ERR_RST ? -ECONNRESET :
		 err == ERR_ABRT ? -ETIMEDOUT : glue_error(err);

	/* The connection is gone already. */
	tcp->pcb = NULL;
	tcp->busy++;
	tcp->op->closed(tcp->ctx, rc);
	leave(tcp);
}

int net_tcp_open(struct net_tcp **new, struct in_addr to, unsigned int port,
		 const struct net_tcp_operations *op, void *ctx)
{
	struct net_tcp *tcp = zalloc(sizeof(*tcp));
	struct net_device *netdev = net_route(to);
	ip_addr_t ip = { to.s_addr };
	int rc;

	*new = NULL;
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
	tcp_arg(tcp->pcb, tcp);
	tcp_recv(tcp->pcb, received);
	tcp_err(tcp->pcb, failed);
	rc = glue_error(tcp_connect(tcp->pcb, &ip, port, connected));
	if (rc != 0)
		goto err_connect;
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
	if (!tcp)
		return;
	if (tcp->busy) {
		tcp->closing = 1;
		return;
	}
	detach(tcp);
	free(tcp);
}
