/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_IFMGMT_H
#define USR_IFMGMT_H

struct net_device;
struct net_device_configurator;

/* With messages for people. */
int ifopen ( struct net_device *netdev );
void ifclose ( struct net_device *netdev );
void ifstat ( struct net_device *netdev );
/* Waits for the link and runs DHCP on the device; timeout in ticks (0: the
 * default). Ctrl-C ends it with -ECANCELED. */
int ifconf ( struct net_device *netdev,
	     struct net_device_configurator *configurator,
	     unsigned long timeout );
int iflinkwait ( struct net_device *netdev, unsigned long timeout,
		 int verbose );

#endif /* USR_IFMGMT_H */
