/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#define ERRFILE_multibootstate ( ERRFILE_OTHER | 0x007a0000 )

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <ipxe/list.h>
#include <ipxe/netdevice.h>
#include <usr/multibootrace.h>

/** @file
 *
 * The state of a contender, and what it has in hand
 *
 * Every change of state goes through multiboot_enter(). multiboot_states[] lists
 * the changes that are possible, and docs/race.md draws them.
 *
 */

/**
 * Enter a state
 *
 * @v race		Race
 * @v contender		Contender
 * @v state		State, which may be the one it is in
 *
 * The listener is called at once and shows the record, which therefore has to be
 * up to date before.
 */
void multiboot_enter ( struct multiboot_race *race,
		       struct multiboot_contender *contender,
		       enum multiboot_state state ) {
	enum multiboot_state from = contender->state;

	contender->state = state;
	contender->since = multiboot_now ( race );
	race->listener->entered ( race, contender, from );
}

/**
 * Tell something about a contender
 *
 * @v race		Race
 * @v contender		Contender
 * @v text		What has happened
 */
void multiboot_tell ( struct multiboot_race *race,
		      struct multiboot_contender *contender,
		      const char *text ) {
	race->listener->told ( race, contender, text );
}

/**
 * Tell something about a contender that may happen again and again
 *
 * @v race		Race
 * @v contender		Contender
 * @v what		The flag MULTIBOOT_TOLD_... of this event
 * @v text		What has happened; the user is told once each time the
 *			device is opened
 */
void multiboot_tell_once ( struct multiboot_race *race,
			   struct multiboot_contender *contender,
			   unsigned int what, const char *text ) {
	if ( ! ( contender->port.told & what ) )
		multiboot_tell ( race, contender, text );
	contender->port.told |= what;
}

/**
 * Check whether the switch does not forward the contender's frames yet
 *
 * @v race		Race
 * @v contender		Contender
 * @ret blocked		The port is blocked, as far as is known
 */
int multiboot_is_blocked ( struct multiboot_race *race,
			   struct multiboot_contender *contender ) {
	return ( contender->port.blocked &&
		 ! multiboot_due ( multiboot_now ( race ),
				   contender->port.blocked_until ) );
}

/**
 * Find the offer that a contender would request
 *
 * @v contender		Contender
 * @ret offer		Its first bootable offer, or NULL if it has none
 */
struct multiboot_reply *
multiboot_best_offer ( struct multiboot_contender *contender ) {
	struct multiboot_reply *reply;

	list_for_each_entry ( reply, &contender->hand.offers, list ) {
		if ( reply->flags & MULTIBOOT_BOOTABLE )
			return reply;
	}
	/* A proxyDHCP server makes any lease bootable */
	if ( contender->hand.proxy )
		return list_first_entry ( &contender->hand.offers,
					  struct multiboot_reply, list );
	return NULL;
}

/**
 * Check whether a contender requests an offer that names nothing to boot
 *
 * @v contender		Contender with a chosen offer
 * @ret bare		It does, so that the acknowledgement alone may name it
 */
int multiboot_is_bare ( struct multiboot_contender *contender ) {
	struct multiboot_hand *hand = &contender->hand;

	return ( ! ( ( hand->chosen->flags & ( MULTIBOOT_BOOTABLE |
					       MULTIBOOT_PXE_SERVER ) ) ||
		     hand->proxy ) );
}

/**
 * Go back to waiting after an offer that names nothing to boot was requested
 *
 * @v race		Race
 * @v contender		Contender that requests it
 */
void multiboot_asked ( struct multiboot_race *race,
		       struct multiboot_contender *contender ) {
	contender->hand.chosen->flags |= MULTIBOOT_ASKED;
	contender->hand.chosen = NULL;
	multiboot_enter ( race, contender, MULTIBOOT_OFFERED );
}

/**
 * Drop the chosen offer and the lease for it
 *
 * @v contender		Contender
 */
void multiboot_drop_chosen ( struct multiboot_contender *contender ) {
	struct multiboot_reply *chosen = contender->hand.chosen;

	contender->hand.chosen = NULL;
	if ( chosen ) {
		list_del ( &chosen->list );
		multiboot_reply_put ( chosen );
	}
	multiboot_reply_put ( contender->hand.lease );
	contender->hand.lease = NULL;
}

/**
 * Drop all replies in hand
 *
 * @v contender		Contender
 */
void multiboot_drop_all ( struct multiboot_contender *contender ) {
	struct multiboot_reply *reply;
	struct multiboot_reply *tmp;

	multiboot_drop_chosen ( contender );
	list_for_each_entry_safe ( reply, tmp, &contender->hand.offers, list ) {
		list_del ( &reply->list );
		multiboot_reply_put ( reply );
	}
	multiboot_reply_put ( contender->hand.proxy );
	contender->hand.proxy = NULL;
}

/**
 * Begin to ask for an offer, or to ask again
 *
 * @v race		Race
 * @v contender		Contender with link
 *
 * A contender that has kept offers need not wait for one.
 */
void multiboot_discover ( struct multiboot_race *race,
			  struct multiboot_contender *contender ) {
	struct multiboot_exchange *exchange = &contender->exchange;

	contender->hand.chosen = NULL;
	multiboot_enter ( race, contender,
			  ( list_empty ( &contender->hand.offers ) ?
			    MULTIBOOT_DISCOVER : MULTIBOOT_OFFERED ) );
	exchange->began_at = contender->since;
	exchange->next_at = contender->since;
	exchange->sent = 0;
}

/**
 * Check whether a contender's device is in use
 *
 * @v race		Race
 * @v contender		Contender that needs it no longer
 * @ret used		A contender with another tag uses the device, or a message
 *			may have to be sent from it
 */
static int multiboot_is_used ( struct multiboot_race *race,
			       struct multiboot_contender *contender ) {
	struct multiboot_contender *other;

	for_each_contender ( other, race ) {
		if ( ( other->netdev == contender->netdev ) &&
		     ( other->port.held ||
		       ( ( other != contender ) &&
			 ( multiboot_racing ( other ) ||
			   ( other->state == MULTIBOOT_BOOTED ) ) ) ) )
			return 1;
	}
	return 0;
}

/**
 * Give a contender's device back to the rest of the stack, closed, unless it is
 * used
 *
 * @v race		Race
 * @v contender		Contender
 */
static void multiboot_release ( struct multiboot_race *race,
				struct multiboot_contender *contender ) {
	contender->hand.chosen = NULL;
	if ( ! multiboot_is_used ( race, contender ) ) {
		netdev_rx_unfreeze ( contender->netdev );
		/* What was booted may have closed the device */
		if ( netdev_is_open ( contender->netdev ) )
			netdev_close ( contender->netdev );
	}
	race->may_open = 1;
}

/**
 * Close a contender's device
 *
 * @v race		Race
 * @v contender		Contender that can still win
 *
 * It keeps its offers, and may be opened again.
 */
void multiboot_close ( struct multiboot_race *race,
		       struct multiboot_contender *contender ) {
	multiboot_release ( race, contender );
	if ( contender->state != MULTIBOOT_CLOSED )
		multiboot_enter ( race, contender, MULTIBOOT_CLOSED );
}

/**
 * Close the devices that stay open for a message
 *
 * @v race		Race
 * @v netdev		The one to close, or NULL for all
 * @ret closed		There were any
 */
int multiboot_unhold ( struct multiboot_race *race,
		       struct net_device *netdev ) {
	struct multiboot_contender *contender;
	int closed = 0;

	for_each_contender ( contender, race ) {
		if ( ( ! contender->port.held ) ||
		     ( netdev && ( contender->netdev != netdev ) ) )
			continue;
		contender->port.held = 0;
		multiboot_release ( race, contender );
		closed = 1;
	}
	return closed;
}

/**
 * Take a contender out of the race
 *
 * @v race		Race
 * @v contender		Contender that can still win
 * @v reason		Why it is out
 *
 * If its lease has named a log server, its device stays open until another one
 * boots or needs the memory: a link that is up need not be waited for.
 */
void multiboot_fail ( struct multiboot_race *race,
		      struct multiboot_contender *contender,
		      const char *reason ) {
	struct multiboot_record *record = &contender->record;

	record->ended_at = multiboot_now ( race );
	record->ended = 1;
	snprintf ( record->reason, sizeof ( record->reason ), "%s", reason );
	multiboot_drop_all ( contender );
	contender->port.held = ( contender->logger.server.s_addr != 0 );
	multiboot_release ( race, contender );
	multiboot_enter ( race, contender, MULTIBOOT_FAILED );
}

/**
 * Take a contender out of the race because of an error
 *
 * @v race		Race
 * @v contender		Contender that can still win
 * @v what		What has failed, up to the text of the error
 * @v rc		What it has failed with
 */
void multiboot_fail_error ( struct multiboot_race *race,
			    struct multiboot_contender *contender,
			    const char *what, int rc ) {
	char reason[MULTIBOOT_REASON_LEN];

	snprintf ( reason, sizeof ( reason ), "%s%s", what,
		   multiboot_strerror ( rc ) );
	multiboot_fail ( race, contender, reason );
}
