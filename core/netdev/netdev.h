/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NETDEV_H
#define NETDEV_H

#include <ipxe/netdevice.h>

/* What the parts of the device layer have among themselves. */

/* Prepares the device's settings block (netdev_settings.c). */
void netdev_settings_init(struct net_device *netdev);

/* Looks at a received frame for what it says about the switch's port
 * (linkblock.c). */
void link_block_rx(struct net_device *netdev, const void *frame, size_t len);

#endif /* NETDEV_H */
