/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#define ERRFILE_multibootvlan ( ERRFILE_OTHER | 0x007f0000 )

#include <stdint.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <ipxe/errortab.h>
#include <ipxe/netdevice.h>
#include <usr/multibootcompat.h>
#include <usr/multibootvlan.h>

/** @file
 *
 * Tagged contenders: VLANs (IEEE 802.1Q) on network devices
 *
 * A tagged contender races on the raw frames of its trunk, beside those without a
 * tag. Only the winner needs a device of its own, which the firmware's command
 * "vcreate" makes: such a device is named after its trunk, as in "net0-20".
 *
 */

#define ENOTSUP_MULTIBOOT_VLAN __einfo_error ( EINFO_ENOTSUP_MULTIBOOT_VLAN )
#define EINFO_ENOTSUP_MULTIBOOT_VLAN					\
	__einfo_uniqify ( EINFO_ENOTSUP, 0x02,				\
			  "no VLANs in this firmware (no vcreate)" )

/** Texts of the errors above */
struct errortab multibootvlan_errors[] __errortab = {
	__einfo_errortab ( EINFO_ENOTSUP_MULTIBOOT_VLAN ),
};

/**
 * Take the first VLAN off a list
 *
 * @v list		List, comma separated, or NULL; updated to what is left of it,
 *			or to NULL
 * @v tag		VLAN to fill in, or 0 if the list is invalid
 * @ret taken		There was one
 */
int multiboot_next_vlan ( const char **list, unsigned int *tag ) {
	const char *c = *list;

	if ( ! c )
		return 0;
	for ( *tag = 0 ; ( *c >= '0' ) && ( *c <= '9' ) ; c++ ) {
		*tag = ( ( *tag * 10 ) + ( *c - '0' ) );
		if ( *tag > MULTIBOOT_VLAN_MAX )
			break;
	}
	*list = NULL;
	if ( *c == ',' )
		*list = ( c + 1 );
	else if ( *c )
		*tag = 0;
	return 1;
}

/**
 * Count the VLANs in a list
 *
 * @v list		List of "--vlan", or NULL
 * @ret count		Number of VLANs, or negative error
 *
 * Returns -EINVAL, after a message, for anything but 1 to MULTIBOOT_MAX_VLANS
 * numbers from 1 to MULTIBOOT_VLAN_MAX.
 */
int multiboot_count_vlans ( const char *list ) {
	const char *rest = list;
	unsigned int tag;
	int count = 0;

	while ( multiboot_next_vlan ( &rest, &tag ) ) {
		if ( tag && ( count++ < MULTIBOOT_MAX_VLANS ) )
			continue;
		printf ( "multiboot: --vlan %s: not a list of at most %d VLANs "
			 "from 1 to %d\n", list, MULTIBOOT_MAX_VLANS,
			 MULTIBOOT_VLAN_MAX );
		return -EINVAL;
	}
	return count;
}

/**
 * Write the name of a device, or of a VLAN on it
 *
 * @v name		Buffer of MULTIBOOT_DEVICE_LEN bytes
 * @v netdev		Network device
 * @v tag		VLAN, or 0 for the device itself
 */
void multiboot_vlan_name ( char *name, struct net_device *netdev,
			   unsigned int tag ) {
	size_t used = snprintf ( name, MULTIBOOT_DEVICE_LEN, "%s",
				 netdev->name );

	if ( tag && ( used < MULTIBOOT_DEVICE_LEN ) )
		snprintf ( ( name + used ), ( MULTIBOOT_DEVICE_LEN - used ),
			   "-%d", tag );
}

/**
 * Find the device that a device is a VLAN on, if it is one
 *
 * @v netdev		Network device
 * @v tag		VLAN to fill in
 * @ret trunk		Device that has its frames, or NULL if it is no VLAN
 */
struct net_device * multiboot_vlan_trunk ( struct net_device *netdev,
					   unsigned int *tag ) {
	char name[MULTIBOOT_DEVICE_LEN];
	char *c;

	snprintf ( name, sizeof ( name ), "%s", netdev->name );
	c = strchr ( name, '-' );
	if ( ! c )
		return NULL;
	*( c++ ) = '\0';
	for ( *tag = 0 ; *c && ( *tag <= MULTIBOOT_VLAN_MAX ) ; c++ )
		*tag = ( ( *tag * 10 ) + ( *c - '0' ) );
	return find_netdev ( name );
}

/**
 * Open the device of a winner's VLAN, and have the firmware make it before
 *
 * @v winner		Winner, with its own device open and not frozen
 * @ret rc		Return status code
 *
 * Does nothing if the winner is not tagged. The device is opened last, so that it
 * is "netX".
 */
int multiboot_vlan_open ( struct multiboot_contender *winner ) {
	struct net_device *netdev;
	char command[48];
	int rc;

	if ( ! winner->tag )
		return 0;
	netdev = find_netdev ( winner->name );
	if ( ! netdev ) {
		snprintf ( command, sizeof ( command ), "vcreate --tag %d %s",
			   winner->tag, winner->netdev->name );
		if ( ( rc = system ( command ) ) != 0 )
			return ( ( multiboot_is_error ( rc, ENOEXEC ) ||
				   multiboot_is_error ( rc, ENOTSUP ) ) ?
				 -ENOTSUP_MULTIBOOT_VLAN : rc );
		winner->vlan_made = 1;
		netdev = find_netdev ( winner->name );
		if ( ! netdev )
			return -ENODEV;
	}
	winner->vlan = netdev;
	netdev_close ( netdev );
	if ( ( rc = netdev_open ( winner->netdev ) ) != 0 )
		return rc;
	return netdev_open ( netdev );
}

/**
 * Close the device of a winner's VLAN, and have the firmware remove it if it has
 * made it
 *
 * @v winner		Winner that has not booted
 */
void multiboot_vlan_close ( struct multiboot_contender *winner ) {
	char command[32];

	if ( winner->vlan ) {
		netdev_close ( winner->vlan );
		snprintf ( command, sizeof ( command ), "vdestroy %s",
			   winner->name );
		if ( winner->vlan_made )
			system ( command );
	}
	winner->vlan = NULL;
	winner->vlan_made = 0;
}
