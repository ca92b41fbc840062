/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _USR_MULTIBOOTVLAN_H
#define _USR_MULTIBOOTVLAN_H

/** @file
 *
 * Tagged contenders: VLANs (IEEE 802.1Q) on network devices
 *
 */

FILE_LICENCE ( GPL2_OR_LATER );

#include <usr/multibootrace.h>

/** Most VLANs that "--vlan" takes */
#define MULTIBOOT_MAX_VLANS 8

/** Count the VLANs in a list */
extern int multiboot_count_vlans ( const char *list );
/** Take the first VLAN off a list */
extern int multiboot_next_vlan ( const char **list, unsigned int *tag );
/** Write the name of a device, or of a VLAN on it */
extern void multiboot_vlan_name ( char *name, struct net_device *netdev,
				  unsigned int tag );
/** Find the device that a device is a VLAN on, if it is one */
extern struct net_device * multiboot_vlan_trunk ( struct net_device *netdev,
						  unsigned int *tag );
/** Open the device of a winner's VLAN, and have the firmware make it before */
extern int multiboot_vlan_open ( struct multiboot_contender *winner );
/** Close the device of a winner's VLAN, and have the firmware remove it if it has
 * made it */
extern void multiboot_vlan_close ( struct multiboot_contender *winner );

#endif /* _USR_MULTIBOOTVLAN_H */
