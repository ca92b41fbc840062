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
#include <usr/multibootreport.h>

/** @file
 *
 * One line a contender, updated in place
 *
 * The lines are drawn only on a terminal that can update them. The terminal is asked
 * for the position of its cursor (ECMA-48 section 8.3.35, device status report 6).
 * An answer tells that the terminal understands cursor movements, and in which row
 * the lines are. If no answer comes, as from a log file, messages remain plain
 * lines. A race that is over within a second never asks.
 *
 */

/** Values of "able": the terminal has not been asked */
#define MULTIBOOT_LIVE_UNKNOWN 0
/** The terminal does not answer, or is too small */
#define MULTIBOOT_LIVE_NO -1
/** The terminal answers, and has room for the lines */
#define MULTIBOOT_LIVE_YES 1

/** How long a race has to last before the terminal is asked */
#define MULTIBOOT_LIVE_DELAY TICKS_PER_SEC
/** How long an answer may take */
#define MULTIBOOT_LIVE_ANSWER ( TICKS_PER_SEC / 8 )
/** Time between two updates */
#define MULTIBOOT_LIVE_PACE ( TICKS_PER_SEC / 2 )
/** Width of a line */
#define MULTIBOOT_LIVE_WIDTH 78
/** Most lines that are drawn: they have to fit on a screen of 25 */
#define MULTIBOOT_LIVE_LINES 20

/**
 * Take in a character of the terminal's answer
 *
 * @v answer		Answer so far, updated: how many parts of it have come,
 *			and the row
 * @v c			Character
 * @ret done		The answer is complete
 *
 * The answer is ESC [ row ; column R. A character that does not fit begins it anew.
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
		/* One at a time: an input without end must not outlast the
		 * limit */
		if ( ! iskey() )
			continue;
		c = getchar();
		if ( c == CTRL_C )
			multiboot_note_cancel ( race );
		if ( multiboot_live_answer ( answer, c ) )
			return answer[1];
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
	const struct multiboot_state_desc *desc =
		&multiboot_states[contender->state];
	struct multiboot_record *record = &contender->record;
	char shown[MULTIBOOT_SHOWN_LEN];
	const char *live = desc->live;

	if ( ( contender->state == MULTIBOOT_DISCOVER ) &&
	     multiboot_is_blocked ( race, contender ) )
		live = "port may be blocked by the switch, waiting";
	switch ( desc->detail ) {
	case MULTIBOOT_DETAIL_TIME:
		snprintf ( text, len, "%s, %ld s", live,
			   ( ( multiboot_now ( race ) - contender->since ) /
			     TICKS_PER_SEC ) );
		break;
	case MULTIBOOT_DETAIL_ADDRESS:
		snprintf ( text, len, "%s %s", live,
			   inet_ntoa ( record->address ) );
		break;
	case MULTIBOOT_DETAIL_OFFER:
		snprintf ( text, len, "%s %s: %s", live,
			   inet_ntoa ( record->server ),
			   ( record->name[0] ?
			     multiboot_shown ( shown, record->name ) :
			     "nothing to boot" ) );
		break;
	case MULTIBOOT_DETAIL_REASON:
		live = record->reason;
		/* Fall through */
	default:
		snprintf ( text, len, "%s", live );
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
	unsigned int row = race->live.top;
	size_t used;

	for_each_contender ( contender, race ) {
		used = snprintf ( text, sizeof ( text ), "%s: ",
				  contender->name );
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
 * Find out whether the terminal can update lines, and make room for them
 *
 * @v race		Race
 */
static void multiboot_live_begin ( struct multiboot_race *race ) {
	unsigned int row;
	unsigned int i;

	/* The terminal has to answer once before room is made, so that one
	 * which does not answer stays as it was */
	if ( ( race->count > MULTIBOOT_LIVE_LINES ) ||
	     ( ( race->live.able == MULTIBOOT_LIVE_UNKNOWN ) &&
	       ( multiboot_live_row ( race ) == 0 ) ) ) {
		race->live.able = MULTIBOOT_LIVE_NO;
		return;
	}
	for ( i = 0 ; i < race->count ; i++ )
		printf ( "\n" );
	row = multiboot_live_row ( race );
	if ( row <= race->count ) {
		race->live.able = MULTIBOOT_LIVE_NO;
		return;
	}
	race->live.able = MULTIBOOT_LIVE_YES;
	race->live.top = ( row - race->count );
}

/**
 * Update the lines, if it is time and the terminal is able to
 *
 * @v race		Race
 */
void multiboot_live_poll ( struct multiboot_race *race ) {
	unsigned long now = currticks();

	if ( race->options->quiet || ( race->live.able == MULTIBOOT_LIVE_NO ) ||
	     ( ( now - race->clock.started_at ) < MULTIBOOT_LIVE_DELAY ) ||
	     ( race->live.top &&
	       ( ( now - race->live.drawn_at ) < MULTIBOOT_LIVE_PACE ) ) )
		return;
	race->live.drawn_at = now;
	if ( ! race->live.top )
		multiboot_live_begin ( race );
	if ( race->live.top )
		multiboot_live_draw ( race );
}

/**
 * Draw the lines for the last time, so that further text is printed below them
 *
 * @v race		Race
 */
void multiboot_live_end ( struct multiboot_race *race ) {
	if ( race->live.top )
		multiboot_live_draw ( race );
	race->live.top = 0;
}

/**
 * Update the lines at once, if there are any
 *
 * @v race		Race
 * @ret live		There are live lines, so that a message need not be
 *			printed
 */
int multiboot_live_update ( struct multiboot_race *race ) {
	if ( ! race->live.top )
		return 0;
	multiboot_live_draw ( race );
	return 1;
}
