/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#include <stddef.h>
#include <stdint.h>
#include <ipxe/tables.h>
#include <ipxe/netdevice.h>
#include <usr/multibootcompat.h>
#include <usr/multibootonce.h>

/** @file
 *
 * One race a start of the machine
 *
 * The firmware of a machine starts the ROMs of all its network cards, one after
 * another, and each would run the same race. A race that has failed leaves a mark,
 * where the platform has a place for it, that the next start of the machine finds
 * cleared.
 *
 */

/** First value and factor of the hash (FNV-1a with 32 bits) */
#define MULTIBOOT_ONCE_BASIS 0x811c9dc5
#define MULTIBOOT_ONCE_PRIME 0x01000193

/**
 * Find out what tells a race from others
 *
 * @ret race		A number, which is not 0, that follows from the addresses of
 *			all network devices
 *
 * Images with different drivers see different devices. A race of some of them says
 * nothing about the others.
 */
static uint32_t multiboot_once_race ( void ) {
	struct net_device *netdev;
	const char *c;
	uint32_t race = MULTIBOOT_ONCE_BASIS;

	for_each_netdev ( netdev ) {
		for ( c = netdev_addr ( netdev ) ; *c ; c++ )
			race = ( ( race ^ ( ( uint8_t ) *c ) ) *
				 MULTIBOOT_ONCE_PRIME );
	}
	return ( race ? race : 1 );
}

/**
 * Check whether a race of these network devices has failed already
 *
 * @ret failed		One has failed since the machine was started
 */
int multiboot_once_failed ( void ) {
	struct multiboot_mark *mark;

	for_each_table_entry ( mark, MULTIBOOT_MARKS ) {
		if ( mark->known ( multiboot_once_race() ) )
			return 1;
	}
	return 0;
}

/**
 * Note that a race of these network devices has failed
 */
void multiboot_once_note ( void ) {
	struct multiboot_mark *mark;

	for_each_table_entry ( mark, MULTIBOOT_MARKS )
		mark->note ( multiboot_once_race() );
}
