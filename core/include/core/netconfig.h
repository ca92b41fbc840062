/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_NETCONFIG_H
#define CORE_NETCONFIG_H

#include <ipxe/tables.h>

struct net_device;

/* A way to configure a device ("ifconf --configurator NAME"). */
struct net_device_configurator {
	/* What it is called in commands. */
	const char *name;
	/* Configures an open device within limit ticks; 0 stands for a limit of
	 * its own. Returns 0, or a negative error after a message. */
	int (*configure)(struct net_device *netdev, unsigned long limit);
};

#define NET_DEVICE_CONFIGURATORS \
	__table(struct net_device_configurator, "net_device_configurators")
#define __net_device_configurator \
	__table_entry(NET_DEVICE_CONFIGURATORS, 01)

#endif /* CORE_NETCONFIG_H */
