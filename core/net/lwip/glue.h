/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_NET_LWIP_GLUE_H
#define CORE_NET_LWIP_GLUE_H

#include <lwip/err.h>

struct net_device;
struct netif;

/* The interface of an open device, or NULL. */
struct netif *glue_netif(struct net_device *netdev);
/* lwIP's error as ours: 0 or a negative error. */
int glue_error(err_t err);

#endif /* CORE_NET_LWIP_GLUE_H */
