/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NETDEV_H
#define NETDEV_H

#include <ipxe/netdevice.h>

/* What the parts of the device layer offer each other. */

/* Prepares the settings block of a device (netdev_settings.c). */
void netdev_settings_init(struct net_device *netdev);

/* Reads from a received frame whether the port of the switch passes frames
 * (linkblock.c). */
void link_block_rx(struct net_device *netdev, const void *frame, size_t len);

#endif /* NETDEV_H */
