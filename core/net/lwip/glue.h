/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_NET_LWIP_GLUE_H
#define CORE_NET_LWIP_GLUE_H

#include <ipxe/in.h>
#include <lwip/err.h>

struct net_device;
struct netif;

/* The interface of an open device, or NULL. */
struct netif *glue_netif(struct net_device *netdev);
/* lwIP's error as ours: 0 or a negative error. */
int glue_error(err_t err);
/* Has sockets told of unreachable ports and machines; once. */
void glue_unreachable_init(void);
/* A datagram from our port to that address and port has not arrived: tells the
 * socket, if one has sent it. Ports in host order. */
void glue_udp_error(unsigned int port, struct in_addr to, unsigned int to_port,
		    int rc);

#endif /* CORE_NET_LWIP_GLUE_H */
