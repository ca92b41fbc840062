/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#define ERRFILE_multibootlive ( ERRFILE_OTHER | 0x00770000 )

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <ipxe/in.h>
#include <ipxe/keys.h>
#include <ipxe/timer.h>
#include <ipxe/console.h>
#include <ipxe/netdevice.h>
#include <usr/multibootrace.h>

/** @file
 *
 * One line a contender, updated in place
 *
 * Only on a terminal that can: it is asked for the position of its cursor
 * (ECMA-48 8.3.35, device status report 6), which tells both that somebody is
 * there to understand cursor movements and where the lines stand. Where no
 * answer comes, as from a log file or a console that knows no reports,
 * messages stay plain lines. A race that is over within a second never asks.
 *
 */

/** The terminal has not been asked */
#define MULTIBOOT_LIVE_UNKNOWN 0
/** It does not answer, or is too small */
#define MULTIBOOT_LIVE_NO -1
/** It answers */
#define MULTIBOOT_LIVE_YES 1

/** How long a race has to last before the terminal is asked */
#define MULTIBOOT_LIVE_DELAY TICKS_PER_SEC
/** How long an answer may take */
#define MULTIBOOT_LIVE_ANSWER ( TICKS_PER_SEC / 8 )
/** Time between two updates */
#define MULTIBOOT_LIVE_PACE ( TICKS_PER_SEC / 2 )
/** Width of a line */
#define MULTIBOOT_LIVE_WIDTH 78
/** Most lines that fit a screen */
#define MULTIBOOT_LIVE_LINES 20

/**
 * Take in a character of the terminal's answer
 *
 * @v answer		Answer so far: state, row
 * @v c			Character
 * @ret done		The answer is complete
 *
 * It reads ESC [ row ; column R.
 */
static int multiboot_live_answer ( unsigned int answer[2], int c ) {
	if ( c == ESC ) {
		answer[0] = 1;
		answer[1] = 0;
	} else if ( ( answer[0] == 1 ) && ( c == '[' ) ) {
		answer[0] = 2;
	} else if ( ( answer[0] == 2 ) && ( c >= '0' ) && ( c <= '9' ) &&
		    ( answer[1] < 1000 ) ) {
		answer[1] = ( ( answer[1] * 10 ) + ( c - '0' ) );
	} else if ( ( answer[0] == 2 ) && ( c == ';' ) ) {
		answer[0] = 3;
	} else if ( ( answer[0] == 3 ) && ( c == 'R' ) ) {
		return 1;
	} else if ( ! ( ( answer[0] == 3 ) && ( c >= '0' ) && ( c <= '9' ) ) ) {
		answer[0] = 0;
	}
	return 0;
}

/**
 * Ask the terminal for the row of its cursor
 *
 * @v race		Race
 * @ret row		Row, beginning with 1, or 0 without an answer
 */
static unsigned int multiboot_live_row ( struct multiboot_race *race ) {
	unsigned int answer[2] = { 0, 0 };
	unsigned long started = currticks();
	int c;

	printf ( "\033[6n" );
	do {
		while ( iskey() ) {
			c = getchar();
			if ( c == CTRL_C )
				multiboot_note_cancel ( race );
			if ( multiboot_live_answer ( answer, c ) )
				return answer[1];
		}
	} while ( ( currticks() - started ) < MULTIBOOT_LIVE_ANSWER );
	return 0;
}

/**
 * Describe what a contender is doing
 *
 * @v race		Race
 * @v contender		Contender
 * @v text		Buffer
 * @v len		Length of buffer
 */
static void multiboot_live_text ( struct multiboot_race *race,
				  struct multiboot_contender *contender,
				  char *text, size_t len ) {
	unsigned long secs = ( ( multiboot_now ( race ) - contender->since ) /
			       TICKS_PER_SEC );

	if ( contender->state == MULTIBOOT_CLOSED ) {
		snprintf ( text, len, "waiting for its turn" );
	} else if ( contender->state == MULTIBOOT_LINK ) {
		snprintf ( text, len, "waiting for link, %ld s", secs );
	} else if ( contender->state == MULTIBOOT_DISCOVER ) {
		snprintf ( text, len, "%s, %ld s",
			   ( multiboot_is_blocked ( race, contender ) ?
			     "port may be blocked by the switch, waiting" :
			     "waiting for an offer" ), secs );
	} else if ( contender->state == MULTIBOOT_REQUEST ) {
		snprintf ( text, len, "requesting %s",
			   inet_ntoa ( contender->address ) );
	} else if ( contender->reason[0] ) {
		snprintf ( text, len, "%s", contender->reason );
	} else {
		snprintf ( text, len, "offer of %s: %s",
			   inet_ntoa ( contender->server ),
			   ( contender->name[0] ? contender->name :
			     "nothing to boot" ) );
	}
}

/**
 * Draw all lines
 *
 * @v race		Race
 */
static void multiboot_live_draw ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;
	char text[MULTIBOOT_LIVE_WIDTH + 1];
	unsigned int row = race->live_top;
	size_t used;

	for_each_contender ( contender, race ) {
		used = snprintf ( text, sizeof ( text ), "%s: ",
				  contender->netdev->name );
		multiboot_live_text ( race, contender, ( text + used ),
				      ( sizeof ( text ) - used ) );
		used = strlen ( text );
		memset ( ( text + used ), ' ', ( sizeof ( text ) - 1 - used ) );
		text[ sizeof ( text ) - 1 ] = '\0';
		printf ( "\033[%d;1H%s", row++, text );
	}
	printf ( "\033[%d;1H", row );
}

/**
 * Find out whether the terminal can, and make room for the lines
 *
 * @v race		Race
 */
static void multiboot_live_begin ( struct multiboot_race *race ) {
	unsigned int row;
	unsigned int i;

	/* An answer before there are lines, so that none are left behind */
	if ( ( race->count > MULTIBOOT_LIVE_LINES ) ||
	     ( ( race->live == MULTIBOOT_LIVE_UNKNOWN ) &&
	       ( multiboot_live_row ( race ) == 0 ) ) ) {
		race->live = MULTIBOOT_LIVE_NO;
		return;
	}
	for ( i = 0 ; i < race->count ; i++ )
		printf ( "\n" );
	row = multiboot_live_row ( race );
	if ( row <= race->count ) {
		race->live = MULTIBOOT_LIVE_NO;
		return;
	}
	race->live = MULTIBOOT_LIVE_YES;
	race->live_top = ( row - race->count );
}

/**
 * Update the lines, if it is time and the terminal can
 *
 * @v race		Race
 */
void multiboot_live_poll ( struct multiboot_race *race ) {
	unsigned long now = currticks();

	if ( race->options->quiet || ( race->live == MULTIBOOT_LIVE_NO ) ||
	     ( ( now - race->started ) < MULTIBOOT_LIVE_DELAY ) ||
	     ( race->live_top &&
	       ( ( now - race->live_at ) < MULTIBOOT_LIVE_PACE ) ) )
		return;
	race->live_at = now;
	if ( ! race->live_top )
		multiboot_live_begin ( race );
	if ( race->live_top )
		multiboot_live_draw ( race );
}

/**
 * Leave the lines as they are: what follows is printed below them
 *
 * @v race		Race
 */
void multiboot_live_end ( struct multiboot_race *race ) {
	if ( race->live_top )
		multiboot_live_draw ( race );
	race->live_top = 0;
}

/**
 * Check whether messages have lines to go to
 *
 * @v race		Race
 * @ret live		They have: they need not be printed
 */
int multiboot_live ( struct multiboot_race *race ) {
	if ( ! race->live_top )
		return 0;
	/* Told at once */
	multiboot_live_draw ( race );
	return 1;
}
