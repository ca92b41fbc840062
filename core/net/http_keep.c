/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The connection that one HTTP answer leaves to the next request (RFC 9112
 * section 9.3). There is one at most, as files come one after the other and
 * mostly from one server. It is closed when its server sends anything unasked or
 * closes it, after some seconds, and when the device loses the address that it
 * was made with.
 */

#include <ipxe/http.h>
#include <ipxe/init.h>
#include <core/net.h>
#include <ipxe/netdevice.h>
#include <ipxe/process.h>
#include <ipxe/timer.h>
#include "http.h"

/* The connection that is kept for the next request. */
static struct {
	/* The connection, or NULL if none is kept. */
	struct net_tcp *tcp;
	/* Address of the server. */
	struct in_addr server;
	/* Port of the server, in host order. */
	unsigned int port;
	/* The device that led to the server when the connection was kept. */
	struct net_device *netdev;
	/* Tick at which the connection was kept. */
	unsigned long since;
	/* Ticks that the connection is kept at most. */
	unsigned long limit;
} idle;

void http_close_idle(void)
{
	net_tcp_close(idle.tcp);
	idle.tcp = NULL;
}

/* Closes the connection when bytes come without a request, so that they are not
 * mistaken for the answer to the next one. */
static void idle_rx(void *ctx, const void *data, size_t len)
{
	http_close_idle();
}

static void idle_closed(void *ctx, int rc)
{
	http_close_idle();
}

static const struct net_tcp_operations idle_operations = {
	.rx = idle_rx,
	.closed = idle_closed,
};

static void expire(void)
{
	if (idle.tcp && currticks() - idle.since >= idle.limit)
		http_close_idle();
}

void http_keep(struct net_tcp *tcp, struct in_addr server, unsigned int port,
	       unsigned int seconds)
{
	http_close_idle();
	net_tcp_attach(tcp, &idle_operations, NULL);
	idle.tcp = tcp;
	idle.server = server;
	idle.port = port;
	idle.netdev = net_route(server);
	idle.since = currticks();
	idle.limit = seconds * TICKS_PER_SEC;
	expire();
}

struct net_tcp *http_take(struct in_addr server, unsigned int port)
{
	struct net_tcp *tcp;

	/* By now the connection may have ended, or may be too old. */
	if (idle.tcp)
		step();
	if (idle.server.s_addr != server.s_addr || idle.port != port ||
	    idle.netdev != net_route(server))
		http_close_idle();
	tcp = idle.tcp;
	idle.tcp = NULL;
	return tcp;
}

struct step_fn http_idle_step __step_fn(STEP_NORMAL) = {
	.step = expire,
};

/* The connection is closed before the devices are. */
struct init_fn http_idle_init __init_fn(INIT_LATE) = {
	.shutdown = http_close_idle,
};
