/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#define ERRFILE_multibootrace ( ERRFILE_OTHER | 0x00710000 )

#include <stddef.h>
#include <stdio.h>
#include <ipxe/keys.h>
#include <ipxe/timer.h>
#include <ipxe/console.h>
#include <ipxe/netdevice.h>
#include <usr/multibootrace.h>

/** @file
 *
 * The race: which network device gets a lease with something to boot first
 *
 * One loop sweeps over the contenders: it lets each device deliver its frames,
 * takes in the replies, sends what is due and moves the contender through its
 * states. After each sweep the most preferred contender with a bootable offer,
 * if there is one, is chosen to request it; the others go on meanwhile.
 *
 */

/**
 * Count open devices
 *
 * @v race		Race
 * @ret count		Contenders whose device is open
 */
unsigned int multiboot_num_open ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;
	unsigned int count = 0;

	for_each_contender ( contender, race ) {
		if ( multiboot_alive ( contender ) &&
		     ( contender->state != MULTIBOOT_CLOSED ) )
			count++;
	}
	return count;
}

/**
 * Open what may be opened
 *
 * @v race		Race
 */
static void multiboot_open_some ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;

	for_each_contender ( contender, race ) {
		if ( ! race->may_open )
			return;
		if ( contender->state != MULTIBOOT_CLOSED )
			continue;
		if ( race->options->in_turn && multiboot_num_open ( race ) )
			return;
		multiboot_open ( race, contender );
	}
	race->may_open = 0;
}

/**
 * Choose the contender that requests its offer, if it is time
 *
 * @v race		Race
 * @v at_once		Do not wait for more preferred ones
 */
static void multiboot_choose ( struct multiboot_race *race, int at_once ) {
	struct multiboot_contender *contender;
	struct multiboot_contender *best = NULL;
	unsigned long now = multiboot_now ( race );
	int better = 0;

	for_each_contender ( contender, race ) {
		if ( ( contender->state == MULTIBOOT_REQUEST ) ||
		     ( contender->state == MULTIBOOT_BOUND ) )
			return;
		if ( best )
			continue;
		if ( ( contender->state == MULTIBOOT_OFFERED ) &&
		     multiboot_best_offer ( contender ) )
			best = contender;
		else if ( multiboot_pending ( race, contender ) )
			better = 1;
	}
	if ( ! best ) {
		race->settling = 0;
		return;
	}
	if ( ! race->settling ) {
		race->settling = 1;
		race->settling_since = now;
	}
	if ( better && ( ! at_once ) &&
	     ( ( now - race->settling_since ) < race->options->settle ) )
		return;
	race->settling = 0;
	best->offer = multiboot_best_offer ( best );
	best->had_boot = 1;
	best->state = MULTIBOOT_REQUEST;
	best->requested = now;
	best->next = now;
	best->sent = 0;
	multiboot_send ( race, best );
}

/**
 * Note a Ctrl-C
 *
 * @v race		Race
 */
void multiboot_note_cancel ( struct multiboot_race *race ) {
	unsigned long now = currticks();

	race->skip = 1;
	if ( race->cancel_seen &&
	     ( ( now - race->cancel_at ) < MULTIBOOT_CANCEL_TIME ) )
		race->cancelled = 1;
	race->cancel_seen = 1;
	race->cancel_at = now;
}

/**
 * Look at the keyboard, once in a while
 *
 * @v race		Race
 */
static void multiboot_keys ( struct multiboot_race *race ) {
	unsigned long now = currticks();

	if ( ( now - race->keys_at ) < MULTIBOOT_KEY_TIME )
		return;
	race->keys_at = now;
	while ( iskey() ) {
		if ( getchar() == CTRL_C )
			multiboot_note_cancel ( race );
	}
}

/**
 * Check whether a request is under way
 *
 * @v race		Race
 * @ret requesting	One is
 */
static int multiboot_requesting ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;

	for_each_contender ( contender, race ) {
		if ( contender->state == MULTIBOOT_REQUEST )
			return 1;
	}
	return 0;
}

/**
 * Give up what is going on
 *
 * @v race		Race
 *
 * That is the contender that requests a lease, or the one whose turn it is.
 * Where all of them are waited for at once, an offer in hand is taken;
 * without one, all are given up.
 */
static void multiboot_skip ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;

	race->skip = 0;
	for_each_contender ( contender, race ) {
		if ( contender->state == MULTIBOOT_REQUEST ) {
			multiboot_fail ( race, contender, "cancelled" );
			return;
		}
	}
	multiboot_choose ( race, 1 );
	if ( multiboot_requesting ( race ) )
		return;
	for_each_contender ( contender, race ) {
		if ( ! multiboot_alive ( contender ) )
			continue;
		if ( race->options->in_turn &&
		     ( contender->state == MULTIBOOT_CLOSED ) )
			continue;
		multiboot_fail ( race, contender, "cancelled" );
	}
	race->given_up = ( ! race->options->in_turn );
}

/**
 * Freeze what takes part: those that stayed open during a download were not
 *
 * @v race		Race
 *
 * What has been booted meanwhile, a script or "autoboot", may have closed
 * them: they are to be opened again.
 */
static void multiboot_freeze ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;

	for_each_contender ( contender, race ) {
		if ( ( ! multiboot_alive ( contender ) ) ||
		     ( contender->state == MULTIBOOT_CLOSED ) )
			continue;
		if ( netdev_is_open ( contender->netdev ) ) {
			netdev_rx_freeze ( contender->netdev );
		} else {
			contender->state = MULTIBOOT_CLOSED;
			race->may_open = 1;
		}
	}
}

/**
 * Sweep over all contenders
 *
 * @v race		Race
 * @ret bound		Contender that got a lease, or NULL
 */
static struct multiboot_contender *
multiboot_sweep ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;
	struct multiboot_contender *bound = NULL;

	for_each_contender ( contender, race ) {
		multiboot_poll ( race, contender );
		if ( contender->state == MULTIBOOT_BOUND )
			bound = contender;
	}
	return bound;
}

/**
 * Check whether there is anything to wait for
 *
 * @v race		Race
 * @ret pending		There is
 *
 * Those that lack memory get that of those that nobody waits for.
 */
static int multiboot_any_pending ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;
	int pending = 0;
	int closed = 0;

	for_each_contender ( contender, race ) {
		if ( contender->state == MULTIBOOT_CLOSED )
			closed = 1;
		if ( multiboot_pending ( race, contender ) )
			pending = 1;
	}
	for_each_contender ( contender, race ) {
		if ( multiboot_alive ( contender ) &&
		     ( closed || ! pending ) &&
		     ( ! multiboot_pending ( race, contender ) ) )
			multiboot_expire ( race, contender );
	}
	return pending;
}

/**
 * End a round: whoever still waits has waited long enough
 *
 * @v race		Race
 */
static void multiboot_end_round ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;

	for_each_contender ( contender, race ) {
		if ( ! multiboot_alive ( contender ) )
			continue;
		/* Closing a blocked port restarts the switch's timers */
		if ( race->more_rounds && ( ! race->options->in_turn ) &&
		     multiboot_is_blocked ( race, contender ) )
			continue;
		multiboot_expire ( race, contender );
	}
}

/**
 * Sweep until there is a winner, or nothing to wait for
 *
 * @v race		Race
 * @ret winner		Contender with a lease and something to boot, or NULL
 */
static struct multiboot_contender *
multiboot_loop ( struct multiboot_race *race ) {
	struct multiboot_contender *winner;
	int last_chance = 1;
	int late;

	while ( 1 ) {
		multiboot_keys ( race );
		multiboot_live_poll ( race );
		if ( race->cancelled )
			return NULL;
		if ( race->skip )
			multiboot_skip ( race );
		late = ( ( multiboot_now ( race ) - race->round_started ) >=
			 race->timeout );
		if ( ! late )
			multiboot_open_some ( race );
		if ( ( winner = multiboot_sweep ( race ) ) != NULL )
			return winner;
		if ( multiboot_requesting ( race ) )
			continue;
		if ( ! multiboot_any_pending ( race ) )
			return NULL;
		if ( last_chance )
			multiboot_choose ( race, late );
		if ( ! late )
			continue;
		last_chance = 0;
		if ( ! multiboot_requesting ( race ) ) {
			multiboot_end_round ( race );
			return NULL;
		}
	}
}

/**
 * Run the race until there is a winner
 *
 * @v race		Race
 * @ret winner		Contender with a lease and something to boot, or NULL
 *			if there is none in this round
 *
 * When the round's time is over, the best offer in hand gets its last chance:
 * it ends at the latest two times MULTIBOOT_REQUEST_TIMEOUT after that.
 */
struct multiboot_contender * multiboot_run ( struct multiboot_race *race ) {
	struct multiboot_contender *winner;

	multiboot_freeze ( race );
	winner = multiboot_loop ( race );
	multiboot_live_end ( race );
	return winner;
}

/**
 * Wait between rounds
 *
 * @v race		Race
 * @v ticks		How long
 *
 * Ports that are open because the switch blocks them are listened to: the wait
 * ends when one of them has something to boot, and with Ctrl-C.
 */
void multiboot_pause ( struct multiboot_race *race, unsigned long ticks ) {
	struct multiboot_contender *contender;
	unsigned long started = currticks();

	multiboot_freeze ( race );
	while ( ( ( currticks() - started ) < ticks ) && ( ! race->skip ) &&
		( ! race->cancelled ) ) {
		multiboot_keys ( race );
		multiboot_sweep ( race );
		for_each_contender ( contender, race ) {
			if ( multiboot_best_offer ( contender ) )
				return;
		}
	}
	race->skip = 0;
}
