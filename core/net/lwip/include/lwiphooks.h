/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LWIPHOOKS_H
#define LWIPHOOKS_H

/* The functions that lwIP calls to ask for decisions (LWIP_HOOK_*). */

struct netif;
struct pbuf;
struct ip4_addr;

/* Returns non-zero, with the packet freed, if an IPv4 packet does not count on the
 * interface through which it came. */
int glue_drop_foreign(struct pbuf *pbuf, struct netif *netif);

/* Returns the interface with the narrowest of the routes that DHCP servers have
 * told and that lead to an address, or NULL if there is none. */
struct netif *glue_route(const struct ip4_addr *to);
/* Returns who gets what leaves an interface for an address that is not on its
 * network: a router that the DHCP server has told, the address itself, or NULL
 * for the router of all the rest. */
const struct ip4_addr *glue_router(struct netif *netif,
				   const struct ip4_addr *to);

#endif /* LWIPHOOKS_H */
