/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#define ERRFILE_multibootrace ( ERRFILE_OTHER | 0x00710000 )

#include <stddef.h>
#include <stdio.h>
#include <unistd.h>
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

/** How often keys are looked at: asking a BIOS for them is slow */
#define MULTIBOOT_KEY_TIME ( TICKS_PER_SEC / 20 )
/** Keys that are taken at a time: a line that never falls silent must not stop
 * the race */
#define MULTIBOOT_KEYS_MAX 32
/** How soon a second Ctrl-C has to follow the first to end the command */
#define MULTIBOOT_CANCEL_TIME TICKS_PER_SEC

/**
 * Open the devices that may be opened
 *
 * @v race		Race
 *
 * When devices are opened in turn, one is opened once all others are closed.
 */
static void multiboot_open_some ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;

	for_each_contender ( contender, race ) {
		if ( ! race->may_open )
			return;
		if ( contender->state != MULTIBOOT_CLOSED )
			continue;
		if ( race->options->in_turn && multiboot_any_open ( race ) )
			return;
		multiboot_open ( race, contender );
	}
	race->may_open = 0;
}

/**
 * Check whether there is a preferred contender to wait for
 *
 * @v race		Race
 * @v best		Best contender so far
 * @ret preferred	There is one before the best; without --settle, it has a
 *			link
 */
static int multiboot_any_preferred ( struct multiboot_race *race,
				     struct multiboot_contender *best ) {
	struct multiboot_contender *contender;

	for_each_contender ( contender, race ) {
		if ( contender == best )
			break;
		if ( ( ! race->options->settle.given ) &&
		     ( contender->state != MULTIBOOT_DISCOVER ) &&
		     ( contender->state != MULTIBOOT_OFFERED ) )
			continue;
		if ( multiboot_pending ( race, contender ) &&
		     ( ! multiboot_best_offer ( contender ) ) )
			return 1;
	}
	return 0;
}

/**
 * Find out how long equal servers may differ, in this race
 *
 * @v best		Contender with the first bootable offer
 * @ret ms		Time that its offer took, within limits; in milliseconds,
 *			which are about as long as ticks
 */
static unsigned int multiboot_jitter ( struct multiboot_contender *best ) {
	unsigned long took = ( best->hand.first_offer_at -
			       best->exchange.began_at );

	if ( took > MULTIBOOT_SETTLE_MAX )
		return MULTIBOOT_SETTLE_MAX;
	return ( ( took < MULTIBOOT_SETTLE_MIN ) ? MULTIBOOT_SETTLE_MIN : took );
}

/**
 * Wait for contenders that are preferred to the best one so far
 *
 * @v race		Race
 * @v best		Best contender so far
 * @ret waits		The best contender is to wait still
 *
 * The default wait is a few milliseconds, so that the same one of several equal
 * servers wins each time. mdelay() measures it, as the firmware's timer may have
 * longer steps than that.
 */
static int multiboot_settles ( struct multiboot_race *race,
			       struct multiboot_contender *best ) {
	struct multiboot_settling *settling = &race->settling;
	unsigned long now = multiboot_now ( race );

	if ( ! settling->active ) {
		settling->active = 1;
		settling->since = now;
		settling->left = multiboot_jitter ( best );
	}
	now -= settling->since;
	if ( ! multiboot_any_preferred ( race, best ) )
		return 0;
	if ( race->options->settle.given )
		return ( now < race->options->settle.value );
	if ( ( ! settling->left ) || ( now >= MULTIBOOT_SETTLE_TICKS ) )
		return 0;
	settling->left--;
	mdelay ( 1 );
	return 1;
}

/**
 * Request a lease that names nothing to boot
 *
 * @v race		Race
 * @v at_once		Do not wait for anything better
 *
 * Some servers name the file in the acknowledgement alone. That is asked for
 * once, after the wait for a proxyDHCP server, and when no other contender with
 * a link may still get something better.
 */
static void multiboot_request_bare ( struct multiboot_race *race,
				     int at_once ) {
	struct multiboot_contender *contender;
	struct multiboot_contender *first = NULL;

	for_each_contender ( contender, race ) {
		if ( ( ! at_once ) &&
		     ( contender->state != MULTIBOOT_CLOSED ) &&
		     ( contender->state != MULTIBOOT_LINK ) &&
		     multiboot_pending ( race, contender ) )
			return;
		if ( ( ! first ) && multiboot_unasked ( contender ) )
			first = contender;
	}
	if ( first )
		multiboot_request ( race, first, multiboot_unasked ( first ) );
}

/**
 * Choose the contender that requests its offer, if it is time
 *
 * @v race		Race
 * @v at_once		Do not wait for preferred contenders
 *
 * The choice is the first contender with a bootable offer among those whose
 * requests have failed least often. Contenders before it are preferred to it, and
 * may be waited for.
 */
static void multiboot_choose ( struct multiboot_race *race, int at_once ) {
	struct multiboot_contender *contender;
	struct multiboot_contender *best = NULL;

	for_each_contender ( contender, race ) {
		if ( ( contender->state == MULTIBOOT_REQUEST ) ||
		     ( contender->state == MULTIBOOT_BOUND ) )
			return;
		if ( ( contender->state == MULTIBOOT_OFFERED ) &&
		     multiboot_best_offer ( contender ) &&
		     ( ( ! best ) || ( contender->hand.failures <
				       best->hand.failures ) ) )
			best = contender;
	}
	if ( best && ( ! at_once ) && multiboot_settles ( race, best ) )
		return;
	race->settling.active = 0;
	if ( best )
		multiboot_request ( race, best, multiboot_best_offer ( best ) );
	else if ( ! race->keyboard.skip )
		multiboot_request_bare ( race, at_once );
}

/**
 * Note a Ctrl-C
 *
 * @v race		Race
 */
void multiboot_note_cancel ( struct multiboot_race *race ) {
	struct multiboot_keyboard *keyboard = &race->keyboard;
	unsigned long now = currticks();

	keyboard->skip = 1;
	if ( keyboard->cancel_seen &&
	     ( ( now - keyboard->cancel_at ) < MULTIBOOT_CANCEL_TIME ) )
		keyboard->cancelled = 1;
	keyboard->cancel_seen = 1;
	keyboard->cancel_at = now;
}

/**
 * Look at the keyboard, if it is time to
 *
 * @v race		Race
 */
static void multiboot_keys ( struct multiboot_race *race ) {
	unsigned int left = MULTIBOOT_KEYS_MAX;
	unsigned long now = currticks();

	if ( ( now - race->keyboard.read_at ) < MULTIBOOT_KEY_TIME )
		return;
	race->keyboard.read_at = now;
	while ( left-- && iskey() ) {
		if ( getchar() == CTRL_C )
			multiboot_note_cancel ( race );
	}
}

/**
 * Find the contender that requests its offer
 *
 * @v race		Race
 * @ret contender	Contender, or NULL if no request is under way
 */
static struct multiboot_contender *
multiboot_requesting ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;

	for_each_contender ( contender, race ) {
		if ( contender->state == MULTIBOOT_REQUEST )
			return contender;
	}
	return NULL;
}

/**
 * Give up the current step of the race
 *
 * @v race		Race
 *
 * The contender that requests a lease is given up, or else the one whose turn it
 * is. If all contenders are waited for at once, an offer in hand is requested. If
 * there is none, all contenders are given up.
 */
static void multiboot_skip ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;

	if ( ( contender = multiboot_requesting ( race ) ) != NULL ) {
		race->keyboard.skip = 0;
		multiboot_fail ( race, contender, "cancelled" );
		return;
	}
	multiboot_choose ( race, 1 );
	race->keyboard.skip = 0;
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
 * Freeze the devices of all contenders that can still win
 *
 * @v race		Race
 *
 * A script or "autoboot" that was booted may have closed devices that were left
 * open. These are to be opened again. A device that it has closed and opened is no
 * longer frozen.
 */
static void multiboot_freeze ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;

	for_each_contender ( contender, race ) {
		contender->port.guarded = 0;
		if ( ! multiboot_racing ( contender ) )
			continue;
		if ( netdev_is_open ( contender->netdev ) ) {
			netdev_rx_freeze ( contender->netdev );
		} else {
			multiboot_enter ( race, contender, MULTIBOOT_CLOSED );
			race->may_open = 1;
		}
	}
}

/**
 * Sweep over all contenders
 *
 * @v race		Race
 * @ret bound		Contender that has got a lease, or NULL
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
 * @ret pending		There is a contender to wait for
 *
 * Contenders that are not waited for are taken out when there is nothing left to
 * wait for or to listen to, or when others are closed and may need the memory
 * that they hold. In turn, their leases are requested before.
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
	if ( pending && ( ! closed ) )
		return 1;
	for_each_contender ( contender, race ) {
		if ( ( ! multiboot_alive ( contender ) ) ||
		     multiboot_pending ( race, contender ) )
			continue;
		if ( multiboot_unasked ( contender ) ?
		     ( ( ! closed ) || race->options->in_turn ) :
		     ( ( ! closed ) && multiboot_listens ( race, contender ) ) )
			pending = 1;
		else
			multiboot_expire ( race, contender );
	}
	return pending;
}

/**
 * Take out all contenders that still wait when a round is over
 *
 * @v race		Race
 */
static void multiboot_end_round ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;

	for_each_contender ( contender, race ) {
		if ( ! multiboot_alive ( contender ) )
			continue;
		/* Closing a blocked port would restart the switch's timers,
		 * and it would be blocked in the next round as well */
		if ( race->more_rounds && ( ! race->options->in_turn ) &&
		     multiboot_is_blocked ( race, contender ) )
			continue;
		multiboot_expire ( race, contender );
	}
}

/**
 * Check whether the round's time is over
 *
 * @v race		Race
 * @ret late		The round's time is over
 *
 * The default time is longer if a contender whose port was blocked still asks for
 * an offer.
 */
static int multiboot_late ( struct multiboot_race *race ) {
	unsigned long took = ( multiboot_now ( race ) - race->clock.round_at );
	struct multiboot_contender *contender;

	if ( took < race->limits.round )
		return 0;
	if ( race->options->timeout || race->options->in_turn ||
	     ( took >= MULTIBOOT_TIMEOUT_BLOCKED ) )
		return 1;
	for_each_contender ( contender, race ) {
		if ( ( contender->state == MULTIBOOT_DISCOVER ) &&
		     ( contender->port.told & MULTIBOOT_TOLD_BLOCKED ) )
			return 0;
	}
	return 1;
}

/**
 * Run the race until there is a winner
 *
 * @v race		Race
 * @ret winner		Contender with a lease and something to boot, or NULL
 *			if there is none in this round
 *
 * When the round's time is over, the best offer in hand is requested all the same,
 * after a lease that names nothing to boot if it comes while that is requested. This
 * function therefore returns up to two times MULTIBOOT_REQUEST_TIMEOUT and once
 * MULTIBOOT_REQUEST_SHORT later.
 */
struct multiboot_contender * multiboot_run ( struct multiboot_race *race ) {
	struct multiboot_contender *requesting;
	struct multiboot_contender *winner;
	unsigned int chances = 2;
	int late;

	multiboot_freeze ( race );
	while ( 1 ) {
		multiboot_keys ( race );
		race->listener->sweeping ( race );
		if ( race->keyboard.cancelled )
			return NULL;
		if ( race->keyboard.skip )
			multiboot_skip ( race );
		late = multiboot_late ( race );
		if ( ! late )
			multiboot_open_some ( race );
		if ( ( winner = multiboot_sweep ( race ) ) != NULL )
			return winner;
		if ( multiboot_requesting ( race ) )
			continue;
		if ( ! multiboot_any_pending ( race ) )
			return NULL;
		if ( chances )
			multiboot_choose ( race, late );
		if ( ! late )
			continue;
		requesting = multiboot_requesting ( race );
		if ( ! requesting ) {
			multiboot_end_round ( race );
			return NULL;
		}
		chances = ( multiboot_is_bare ( requesting ) ?
			    ( chances - 1 ) : 0 );
	}
}

/**
 * Wait between rounds
 *
 * @v race		Race
 * @v ticks		How long to wait
 *
 * Ports that are open because the switch blocks them are listened to: the wait
 * ends early when one of them has something to boot, or with Ctrl-C.
 */
void multiboot_pause ( struct multiboot_race *race, unsigned long ticks ) {
	struct multiboot_contender *contender;
	unsigned long started = currticks();

	multiboot_freeze ( race );
	while ( ( ( currticks() - started ) < ticks ) &&
		( ! race->keyboard.skip ) && ( ! race->keyboard.cancelled ) ) {
		multiboot_keys ( race );
		multiboot_sweep ( race );
		for_each_contender ( contender, race ) {
			if ( multiboot_best_offer ( contender ) )
				return;
		}
	}
	race->keyboard.skip = 0;
}
