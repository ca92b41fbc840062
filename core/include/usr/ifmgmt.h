/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_IFMGMT_H
#define USR_IFMGMT_H

struct net_device;
struct net_device_configurator;

/* Opens a device. Returns 0, or a negative error after a message. */
int ifopen ( struct net_device *netdev );
/* Closes a device. */
void ifclose ( struct net_device *netdev );
/* Prints what there is to know of a device. */
void ifstat ( struct net_device *netdev );
/* Waits for the link and configures a device, by DHCP if configurator is NULL.
 * timeout in ticks (0: the default). Returns 0, or a negative error after a
 * message: -ECANCELED for Ctrl-C. */
int ifconf ( struct net_device *netdev,
	     struct net_device_configurator *configurator,
	     unsigned long timeout );
/* Waits for the link of a device. timeout in ticks (0: the default); verbose
 * prints a line in any case. Returns 0, -ETIMEDOUT or -ECANCELED (Ctrl-C). */
int iflinkwait ( struct net_device *netdev, unsigned long timeout,
		 int verbose );

#endif /* USR_IFMGMT_H */
