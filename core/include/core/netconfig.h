/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_NETCONFIG_H
#define CORE_NETCONFIG_H

#include <ipxe/tables.h>

struct net_device;

/* A way to configure a device, as "ifconf --configurator NAME" chooses it. */
struct net_device_configurator {
	/* Its name in commands. */
	const char *name;
	/* Configures an open device within limit ticks; 0 stands for the
	 * default limit. Returns 0, or a negative error after a message. */
	int (*configure)(struct net_device *netdev, unsigned long limit);
};

/* The table of configurators. */
#define NET_DEVICE_CONFIGURATORS \
	__table(struct net_device_configurator, "net_device_configurators")
/* Makes a configurator an entry of the table. */
#define __net_device_configurator \
	__table_entry(NET_DEVICE_CONFIGURATORS, 01)

#endif /* CORE_NETCONFIG_H */
