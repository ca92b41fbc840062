/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_NET_LWIP_GLUE_H
#define CORE_NET_LWIP_GLUE_H

#include <ipxe/in.h>
#include <lwip/debug.h>
#include <lwip/err.h>

struct net_device;
struct netif;

/* Returns the interface of an open device, or NULL. */
struct netif *glue_netif(struct net_device *netdev);
/* Non-zero while lwIP is at work on a frame or on its timers. What it calls
 * then only notes what has happened: lwIP does not expect that its state changes
 * under it. glue_deliver() tells the owners afterwards. */
extern unsigned int glue_inside;
#define GLUE_OUTSIDE() \
	LWIP_ASSERT("the stack is not called from its callbacks", !glue_inside)
/* Tells the owners of connections and sockets, and whoever waits for an
 * address, what has been noted. They may call everything. */
void glue_deliver(void);
void glue_tcp_deliver(void);
void glue_udp_deliver(void);
void glue_dns_deliver(void);
/* A port that nobody can guess (RFC 6056 3.3.1), for a socket that wants any. It
 * may be in use: GLUE_PORT_TRIES of them are enough to find one that is not. */
#define GLUE_PORT_TRIES 16
unsigned int glue_random_port(void);
/* Runs those of lwIP's timers that are due. */
void glue_timers(void);

/* Returns 0 or a negative error for an error of lwIP's. */
int glue_error(err_t err);
/* Makes sockets be told of unreachable ports and machines. Called once. */
void glue_unreachable_init(void);
/* Tells the socket on a port of ours, if it has sent the last datagram
 * there, that a datagram to that address and port has not arrived. Ports are
 * in host order. */
void glue_udp_error(unsigned int port, struct in_addr to, unsigned int to_port,
		    int rc);

#endif /* CORE_NET_LWIP_GLUE_H */
