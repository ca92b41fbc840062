/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_IFMGMT_H
#define USR_IFMGMT_H

struct net_device;
struct net_device_configurator;

/* Opens a device. Returns 0, or a negative error after a message. */
int ifopen ( struct net_device *netdev );
/* Closes a device. */
void ifclose ( struct net_device *netdev );
/* Prints the driver, the addresses, the link and the counters of a device. */
void ifstat ( struct net_device *netdev );
/* Waits for the link of a device and configures the device, by DHCP if
 * configurator is NULL. It gives up after timeout ticks; 0 stands for the
 * default. Returns 0, or a negative error after a message: -ECANCELED for
 * Ctrl-C. */
int ifconf ( struct net_device *netdev,
	     struct net_device_configurator *configurator,
	     unsigned long timeout );
/* Waits for the link of a device, for timeout ticks at most; 0 stands for the
 * default. It prints what it waits for, with verbose also if the link is up
 * already. Returns 0, -ETIMEDOUT, or -ECANCELED for Ctrl-C. */
int iflinkwait ( struct net_device *netdev, unsigned long timeout,
		 int verbose );

#endif /* USR_IFMGMT_H */
