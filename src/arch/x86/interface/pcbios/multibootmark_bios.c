/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#include <stdint.h>
#include <realmode.h>
#include <usr/multibootcompat.h>
#include <usr/multibootonce.h>

/** @file
 *
 * Where a BIOS lets a race that has failed be noted
 *
 * The BIOS data area has 16 bytes at 0040:00f0 that programs can leave messages for
 * each other in. A BIOS clears them when the machine is started. They hold the
 * numbers of up to four races here.
 *
 */

/** Segment of the BIOS data area */
#define MULTIBOOT_MARK_SEG 0x0040

/** Offset of the bytes for messages between programs */
#define MULTIBOOT_MARK_OFF 0x00f0

/** Number of races that can be noted */
#define MULTIBOOT_MARK_MAX 4

/**
 * Find a race among those that were noted
 *
 * @v race		Number of the race, or 0 to find a free place
 * @ret place		Place of the number, or MULTIBOOT_MARK_MAX if it is not there
 */
static unsigned int multiboot_mark_find ( uint32_t race ) {
	uint32_t noted;
	unsigned int i;

	for ( i = 0 ; i < MULTIBOOT_MARK_MAX ; i++ ) {
		get_real ( noted, MULTIBOOT_MARK_SEG,
			   ( MULTIBOOT_MARK_OFF + ( i * sizeof ( noted ) ) ) );
		if ( noted == race )
			break;
	}
	return i;
}

/**
 * Check whether a race was noted
 *
 * @v race		Number of the race
 * @ret known		It was noted
 */
static int multiboot_mark_known ( uint32_t race ) {
	return ( multiboot_mark_find ( race ) < MULTIBOOT_MARK_MAX );
}

/**
 * Note that a race has failed
 *
 * @v race		Number of the race
 *
 * Without a free place nothing is noted, as the bytes may be somebody else's.
 */
static void multiboot_mark_note ( uint32_t race ) {
	unsigned int i = multiboot_mark_find ( 0 );

	if ( ( i < MULTIBOOT_MARK_MAX ) && ( ! multiboot_mark_known ( race ) ) )
		put_real ( race, MULTIBOOT_MARK_SEG,
			   ( MULTIBOOT_MARK_OFF + ( i * sizeof ( race ) ) ) );
}

/** The place that a BIOS has */
struct multiboot_mark multiboot_mark_bios __multiboot_mark = {
	.known = multiboot_mark_known,
	.note = multiboot_mark_note,
};
