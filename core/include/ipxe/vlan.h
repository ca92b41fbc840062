/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_VLAN_H
#define IPXE_VLAN_H

struct net_device;

/*
 * VLANs (IEEE 802.1Q). The VLAN 20 on net0 is a net device of its own, named
 * net0-20, with the address and the hardware device of net0, its trunk. To open
 * it opens the trunk, and it is closed with the trunk. It gets the trunk's frames
 * that have its tag, without the tag, unless the trunk is frozen.
 */

/* The smallest and the largest identifier of a VLAN (IEEE 802.1Q 9.6): 0 stands for
 * no VLAN, and 4095 is reserved. */
#define VLAN_TAG_MIN 1
#define VLAN_TAG_MAX 4094
/* The highest priority of frames (IEEE 802.1Q 6.9.3). */
#define VLAN_PRIORITY_MAX 7

/* Makes the VLAN with that identifier on a device, closed. Its frames are sent
 * with that priority. Returns 0, or a negative error: -EINVAL for a tag or a
 * priority out of range, -ENOTSUP if the trunk is a VLAN itself or not Ethernet,
 * -EEXIST if there is this VLAN already, -ENOMEM. */
int vlan_create ( struct net_device *trunk, unsigned int tag,
		  unsigned int priority );
/* Closes a VLAN and removes it. Returns 0, or -ENOTSUP if the device is none. */
int vlan_destroy ( struct net_device *netdev );

#endif /* IPXE_VLAN_H */
