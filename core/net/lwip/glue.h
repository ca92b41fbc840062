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
/* Non-zero while lwIP works on a frame or on its timers. Its callbacks then
 * only note what has happened, because lwIP does not expect calls that change
 * its state. glue_deliver() tells the owners afterwards. */
extern unsigned int glue_inside;
/* Asserts that lwIP is not at work, in functions that change its state. */
#define GLUE_OUTSIDE() \
	LWIP_ASSERT("the stack is not called from its callbacks", !glue_inside)
/* Tells the owners of connections and sockets, and whoever waits for an
 * address, what has been noted. They may call any function of <core/net.h>. */
void glue_deliver(void);
/* Tells the owners of TCP connections what has been noted. */
void glue_tcp_deliver(void);
/* Tells the owner of a UDP socket what has been noted. */
void glue_udp_deliver(void);
/* Tells whoever waits for an address what has been noted. */
void glue_dns_deliver(void);
/* How many random ports to try for one that is not in use. */
#define GLUE_PORT_TRIES 16
/* Returns a port that nobody can guess (RFC 6056 section 3.3.1), for a socket
 * whose owner does not ask for a certain one. The port may be in use. */
unsigned int glue_random_port(void);
/* Runs those of lwIP's timers that are due. */
void glue_timers(void);

/* Returns the error number for an error of lwIP's: 0, or a negative error. */
int glue_error(err_t err);
/* Starts to look at ICMP messages on unreachable ports and machines. Called
 * once. */
void glue_unreachable_init(void);
/* Notes for the socket on our port that its datagram to an address and port has
 * not arrived, if that is where it has sent its last datagram. Ports are in
 * host order; rc is the error that the owner is told. */
void glue_udp_error(unsigned int port, struct in_addr to, unsigned int to_port,
		    int rc);
/* Notes for the connection from our port to an address and port that it cannot be
 * opened, if it has not been opened yet and its first segment had that sequence
 * number. Ports are in host order; rc is the error that the owner is told. */
void glue_tcp_error(unsigned int port, struct in_addr to, unsigned int to_port,
		    uint32_t seq, int rc);

#endif /* CORE_NET_LWIP_GLUE_H */
