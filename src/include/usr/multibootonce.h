/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _USR_MULTIBOOTONCE_H
#define _USR_MULTIBOOTONCE_H

/** @file
 *
 * One race a start of the machine
 *
 */

FILE_LICENCE ( GPL2_OR_LATER );

#include <stdint.h>
#include <ipxe/tables.h>

/** A place where a platform can note that a race has failed, and which the next start
 * of the machine finds cleared */
struct multiboot_mark {
	/** Returns non-zero if a race with that number, which is not 0, was noted */
	int ( * known ) ( uint32_t race );
	/** Notes that a race with that number, which is not 0, has failed */
	void ( * note ) ( uint32_t race );
};

/** The places that this platform has: none, or one */
#define MULTIBOOT_MARKS __table ( struct multiboot_mark, "multiboot_marks" )

/** Declares a place that this platform has */
#define __multiboot_mark __table_entry ( MULTIBOOT_MARKS, 01 )

/** Check whether a race of these network devices has failed already */
extern int multiboot_once_failed ( void );

/** Note that a race of these network devices has failed */
extern void multiboot_once_note ( void );

#endif /* _USR_MULTIBOOTONCE_H */
