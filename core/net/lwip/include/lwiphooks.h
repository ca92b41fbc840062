/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LWIPHOOKS_H
#define LWIPHOOKS_H

/* What lwIP asks us on its way (LWIP_HOOK_*). */

struct netif;
struct pbuf;

/* Whether an IPv4 packet that came through this interface is none of its
 * business; it is freed then. */
int glue_drop_foreign(struct pbuf *pbuf, struct netif *netif);

#endif /* LWIPHOOKS_H */
