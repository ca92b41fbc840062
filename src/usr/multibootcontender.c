/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#define ERRFILE_multibootcontender ( ERRFILE_OTHER | 0x00780000 )

#include <stddef.h>
#include <stdlib.h>
#include <errno.h>
#include <ipxe/list.h>
#include <ipxe/iobuf.h>
#include <ipxe/timer.h>
#include <ipxe/netdevice.h>
#include <usr/multibootcompat.h>
#include <usr/multibootrace.h>

/** @file
 *
 * A contender: one network device on its way through the race
 *
 * The device is frozen while it is open, so that the rest of the stack leaves
 * its frames alone. However the race ends for a device, it is closed or unfrozen.
 * multiboot_states[], at the end of this file, says what is done in each state.
 *
 */

/**
 * Check whether any contender's device is open
 *
 * @v race		Race
 * @ret open		The device of a contender that can still win is open
 */
int multiboot_any_open ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;

	for_each_contender ( contender, race ) {
		if ( multiboot_racing ( contender ) )
			return 1;
	}
	return 0;
}

/**
 * Open a contender's device
 *
 * @v race		Race
 * @v contender		Contender that is closed
 *
 * If there is not enough memory, the contender waits until another device is
 * closed. The next device is tried all the same, as it may need less. One that is
 * open for a message is opened anew, so that its rank is that of the firmware, and
 * none is open beside it in turn.
 */
void multiboot_open ( struct multiboot_race *race,
		      struct multiboot_contender *contender ) {
	struct multiboot_port *port = &contender->port;
	unsigned long now;
	int rc;

	multiboot_unhold ( race, ( race->options->in_turn ? NULL :
				   contender->netdev ) );
	rc = netdev_open ( contender->netdev );
	if ( ( rc != 0 ) && multiboot_unhold ( race, NULL ) )
		rc = netdev_open ( contender->netdev );
	if ( rc != 0 ) {
		if ( multiboot_is_error ( rc, ENOMEM ) &&
		     multiboot_any_open ( race ) )
			port->starved = 1;
		else
			multiboot_fail_error ( race, contender, "cannot open: ",
					       rc );
		return;
	}
	netdev_rx_freeze ( contender->netdev );
	multiboot_enter ( race, contender, MULTIBOOT_LINK );
	now = contender->since;
	if ( ! port->open_rank )
		contender->record.started_at = now;
	/* A device that had to wait for memory gets as much time as the
	 * others had */
	if ( port->starved && ( ! race->options->timeout ) )
		race->limits.round = ( ( now - race->clock.round_at ) +
				       MULTIBOOT_TIMEOUT );
	port->starved = 0;
	port->told = 0;
	port->opened_at = now;
	port->answered_at = ( now - MULTIBOOT_ANSWER_PACE );
	port->open_rank = ++(race->opened);
	contender->exchange.began_at = now;
	/* A request has the identifier of its offer (RFC 2131 4.4.1) */
	if ( list_empty ( &contender->hand.offers ) )
		contender->exchange.xid = random();
}

/**
 * Choose how long to wait before a message is sent again
 *
 * @v sent		How many have been sent before the last one
 * @ret ticks		1, 2, 4 seconds, then 8, each up to an eighth less or more
 *
 * By chance, so that machines which start at the same moment do not go on in step
 * (RFC 2131 section 4.1).
 */
static unsigned long multiboot_pace ( unsigned int sent ) {
	unsigned long ticks = MULTIBOOT_PACE_MAX;

	if ( sent < 3 )
		ticks = ( TICKS_PER_SEC << sent );
	return ( ticks - ( ticks / 8 ) +
		 ( ( random() & 0xffff ) % ( ticks / 4 ) ) );
}

/**
 * Send a DHCPDISCOVER or DHCPREQUEST, if one is due
 *
 * @v race		Race
 * @v contender		Contender with link
 *
 * They are sent after about 0, 1, 3 and 7 seconds, then every 8 seconds. If the
 * first DHCPDISCOVER has brought nothing to boot, other clients of the same machine
 * may still get something: from the second one on it is sent as theirs as well.
 */
static void multiboot_send ( struct multiboot_race *race,
			     struct multiboot_contender *contender ) {
	struct multiboot_exchange *exchange = &contender->exchange;
	unsigned long now = multiboot_now ( race );
	unsigned long delay;
	unsigned int secs;

	if ( ! multiboot_due ( now, exchange->next_at ) )
		return;
	secs = ( ( now - exchange->began_at ) / TICKS_PER_SEC );
	exchange->tx_rc = multiboot_dhcp_send ( contender->netdev,
						contender->tag, exchange->xid,
						secs,
						contender->hand.chosen );
	if ( exchange->sent && ( ! contender->hand.chosen ) )
		multiboot_dhcp_ask_more ( contender->netdev, contender->tag,
					  exchange->xid, secs );
	delay = multiboot_pace ( exchange->sent );
	if ( ( delay > MULTIBOOT_PACE_BLOCKED ) &&
	     multiboot_is_blocked ( race, contender ) )
		delay = MULTIBOOT_PACE_BLOCKED;
	exchange->sent++;
	exchange->next_at = ( now + delay );
}

/**
 * Request an offer
 *
 * @v race		Race
 * @v contender		Contender that has the offer in hand
 * @v offer		Offer to request
 *
 * It becomes the last one in the hand: after a failure the others are tried first.
 */
void multiboot_request ( struct multiboot_race *race,
			 struct multiboot_contender *contender,
			 struct multiboot_reply *offer ) {
	list_del ( &offer->list );
	list_add_tail ( &offer->list, &contender->hand.offers );
	contender->hand.chosen = offer;
	multiboot_enter ( race, contender, MULTIBOOT_REQUEST );
	if ( ! multiboot_is_bare ( contender ) ) {
		contender->record.tried = 1;
		if ( ( contender->since - race->shared_at ) >=
		     MULTIBOOT_REQUEST_SHORT )
			race->shared_at = contender->since;
	}
	contender->exchange.next_at = contender->since;
	contender->exchange.sent = 0;
	if ( offer->type != MULTIBOOT_BOOTP )
		multiboot_send ( race, contender );
}

/**
 * Check whether a contender waits for a proxyDHCP offer
 *
 * @v race		Race
 * @v contender		Contender with an offer
 * @ret waits		The contender waits for one
 */
static int multiboot_in_window ( struct multiboot_race *race,
				 struct multiboot_contender *contender ) {
	struct multiboot_hand *hand = &contender->hand;
	struct multiboot_reply *reply;

	list_for_each_entry ( reply, &hand->offers, list ) {
		if ( reply->flags & ( MULTIBOOT_NO_PROXY |
				      MULTIBOOT_PXE_SERVER ) )
			return 0;
	}
	return ( ( multiboot_now ( race ) - hand->first_offer_at ) <
		 MULTIBOOT_PROXY_WINDOW );
}

/**
 * Check whether waiting for a contender can still lead to a boot
 *
 * @v race		Race
 * @v contender		Contender
 * @ret pending		Non-zero if waiting can still lead to a boot
 *
 * The race does not wait for a contender whose offers have nothing to boot, but
 * goes on receiving its frames while it waits for others.
 */
int multiboot_pending ( struct multiboot_race *race,
			struct multiboot_contender *contender ) {
	if ( contender->state == MULTIBOOT_OFFERED )
		return ( ( multiboot_best_offer ( contender ) != NULL ) ||
			 multiboot_in_window ( race, contender ) );
	return multiboot_alive ( contender );
}

/**
 * Find a lease with nothing to boot whose acknowledgement may name a file
 *
 * @v contender		Contender
 * @ret offer		Offer that has not been requested yet, or NULL
 *
 * A BOOTP server has said all it has to say.
 */
struct multiboot_reply *
multiboot_unasked ( struct multiboot_contender *contender ) {
	struct multiboot_reply *offer;

	if ( contender->state != MULTIBOOT_OFFERED )
		return NULL;
	list_for_each_entry ( offer, &contender->hand.offers, list ) {
		if ( ( offer->type != MULTIBOOT_BOOTP ) &&
		     ( ! ( offer->flags & MULTIBOOT_ASKED ) ) )
			return offer;
	}
	return NULL;
}

/**
 * Check whether a contender whose leases have nothing to boot is listened to
 * when nothing else is left
 *
 * @v race		Race
 * @v contender		Contender
 * @ret listens		It is: a second server may be slow to answer
 *
 * A server that knows that there is no other one saves that time.
 */
int multiboot_listens ( struct multiboot_race *race,
			struct multiboot_contender *contender ) {
	struct multiboot_reply *offer;

	if ( contender->state != MULTIBOOT_OFFERED )
		return 0;
	list_for_each_entry ( offer, &contender->hand.offers, list ) {
		if ( offer->flags & MULTIBOOT_NO_PROXY )
			return 0;
	}
	return ( ( multiboot_now ( race ) - contender->exchange.began_at ) <
		 race->limits.dhcp );
}

/**
 * Take out a contender that has waited long enough
 *
 * @v race		Race
 * @v contender		Contender that can still win
 *
 * multiboot_states[] has the reason for each state, which is used unless a more
 * exact one is known.
 */
void multiboot_expire ( struct multiboot_race *race,
			struct multiboot_contender *contender ) {
	const char *text = multiboot_states[contender->state].expiry;

	if ( ( contender->state == MULTIBOOT_CLOSED ) &&
	     contender->port.starved ) {
		text = "not enough memory";
	} else if ( contender->state == MULTIBOOT_CLOSED ) {
		contender->record.not_opened = 1;
	} else if ( ( contender->state == MULTIBOOT_OFFERED ) &&
		    multiboot_best_offer ( contender ) ) {
		text = multiboot_states[MULTIBOOT_CLOSED].expiry;
	} else if ( contender->state != MULTIBOOT_DISCOVER ) {
		/* The reason for the state is exact enough */
	} else if ( multiboot_is_blocked ( race, contender ) ) {
		text = "no offer, port blocked by the switch";
	} else if ( contender->exchange.tx_rc != 0 ) {
		multiboot_fail_error ( race, contender, "cannot send: ",
				       contender->exchange.tx_rc );
		return;
	}
	multiboot_fail ( race, contender, text );
}

/**
 * Note that a contender has lost its link
 *
 * @v race		Race
 * @v contender		Contender that had a link
 *
 * A contender that cannot keep its link while it requests must not hold up the
 * others for ever.
 */
static void multiboot_link_lost ( struct multiboot_race *race,
				  struct multiboot_contender *contender ) {
	struct multiboot_hand *hand = &contender->hand;

	if ( ( contender->state == MULTIBOOT_REQUEST ) &&
	     ( ++(hand->failures) >= MULTIBOOT_MAX_FAILURES ) ) {
		multiboot_fail ( race, contender, "link lost" );
		return;
	}
	hand->chosen = NULL;
	multiboot_enter ( race, contender, MULTIBOOT_LINK );
	contender->exchange.began_at = contender->since;
	multiboot_tell_once ( race, contender, MULTIBOOT_TOLD_LOST,
			      "link lost" );
}

/**
 * Check whether any contender waits for its turn to be opened
 *
 * @v race		Race
 * @ret waits		A contender that can still win is closed
 */
static int multiboot_any_closed ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;

	for_each_contender ( contender, race ) {
		if ( contender->state == MULTIBOOT_CLOSED )
			return 1;
	}
	return 0;
}

/**
 * Check whether a contender has used up its turn
 *
 * @v race		Race
 * @v contender		Contender with link
 * @ret over		The contender has used up its turn
 *
 * A link that comes and goes starts the wait for an offer again each time, and
 * a port that the switch blocks has no limit for that wait. When devices are opened
 * in turn, the next one must not wait for ever because of that. The last one may
 * wait until the round is over. The limits are added in two steps, as the user
 * chooses them and their sum may wrap.
 */
static int multiboot_turn_over ( struct multiboot_race *race,
				 struct multiboot_contender *contender ) {
	struct multiboot_limits *limits = &race->limits;
	unsigned long waited = ( multiboot_now ( race ) -
				 contender->port.opened_at );

	if ( ( ! race->options->in_turn ) ||
	     ( contender->state == MULTIBOOT_REQUEST ) ||
	     multiboot_best_offer ( contender ) ||
	     ( ! multiboot_any_closed ( race ) ) )
		return 0;
	if ( waited < limits->link )
		return 0;
	waited -= limits->link;
	return ( ( waited >= limits->dhcp ) &&
		 ( ( waited - limits->dhcp ) >= MULTIBOOT_REQUEST_TIMEOUT ) );
}

/**
 * Check that a contender can go on asking
 *
 * @v race		Race
 * @v contender		Contender that had a link
 * @ret may_ask		The contender can go on; otherwise it has already left
 *			its state
 */
static int multiboot_may_ask ( struct multiboot_race *race,
			       struct multiboot_contender *contender ) {
	if ( ! netdev_link_ok ( contender->netdev ) ) {
		multiboot_link_lost ( race, contender );
		return 0;
	}
	if ( multiboot_turn_over ( race, contender ) ) {
		multiboot_expire ( race, contender );
		return 0;
	}
	return 1;
}

/**
 * Ask for offers
 *
 * @v race		Race
 * @v contender		Contender with or without offers
 *
 * A contender that has an offer with something to boot asks for no more.
 */
static void multiboot_poll_offer ( struct multiboot_race *race,
				   struct multiboot_contender *contender ) {
	if ( ( ! multiboot_may_ask ( race, contender ) ) ||
	     multiboot_best_offer ( contender ) )
		return;
	multiboot_send ( race, contender );
	if ( ( contender->state == MULTIBOOT_DISCOVER ) &&
	     ( ( multiboot_now ( race ) - contender->exchange.began_at ) >=
	       race->limits.dhcp ) &&
	     ( ! multiboot_is_blocked ( race, contender ) ) )
		multiboot_expire ( race, contender );
}

/**
 * Find out how long a link may stay down
 *
 * @v race		Race
 * @ret ticks		Time limit, which is shorter if another device needs the
 *			memory
 */
static unsigned long multiboot_link_patience ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;

	for_each_contender ( contender, race ) {
		if ( contender->port.starved &&
		     ( contender->state == MULTIBOOT_CLOSED ) &&
		     ( race->limits.link > MULTIBOOT_LINK_SHORT ) )
			return MULTIBOOT_LINK_SHORT;
	}
	return race->limits.link;
}

/**
 * Wait for a contender's link
 *
 * @v race		Race
 * @v contender		Contender
 *
 * The first DHCPDISCOVER is sent as soon as there is a link.
 */
static void multiboot_poll_link ( struct multiboot_race *race,
				  struct multiboot_contender *contender ) {
	if ( netdev_link_ok ( contender->netdev ) ) {
		contender->record.had_link = 1;
		contender->port.blocked = 0;
		multiboot_discover ( race, contender );
		multiboot_poll_offer ( race, contender );
	} else if ( ( multiboot_now ( race ) - contender->since ) >=
		    multiboot_link_patience ( race ) ) {
		multiboot_expire ( race, contender );
	}
}

/**
 * Find out how long a request may go without an answer
 *
 * @v race		Race
 * @v requesting	Contender that requests
 * @ret ticks		Time limit, which is shorter if there is another offer to
 *			request
 *
 * Any number of servers that never acknowledge must not keep the right one waiting.
 * As long as there are contenders whose requests have not failed yet, all requests
 * share the time of one short request.
 */
static unsigned long
multiboot_patience ( struct multiboot_race *race,
		     struct multiboot_contender *requesting ) {
	struct multiboot_contender *contender;
	unsigned long ticks = MULTIBOOT_REQUEST_TIMEOUT;
	unsigned int untried = 0;

	if ( multiboot_best_offer ( requesting ) != requesting->hand.chosen )
		ticks = MULTIBOOT_REQUEST_SHORT;
	for_each_contender ( contender, race ) {
		if ( ( contender->state != MULTIBOOT_OFFERED ) ||
		     ( ! multiboot_best_offer ( contender ) ) )
			continue;
		ticks = MULTIBOOT_REQUEST_SHORT;
		if ( ! contender->hand.failures )
			untried++;
	}
	if ( untried ) {
		ticks -= ( requesting->since - race->shared_at );
		ticks /= untried;
		if ( ticks < MULTIBOOT_REQUEST_MIN )
			ticks = MULTIBOOT_REQUEST_MIN;
	}
	return ticks;
}

/**
 * Go on with the request of an offer that names nothing to boot
 *
 * @v race		Race
 * @v contender		Contender
 *
 * It is given up when it is not answered, and as soon as there is something
 * better.
 */
static void multiboot_poll_bare ( struct multiboot_race *race,
				  struct multiboot_contender *contender ) {
	unsigned long waited = ( multiboot_now ( race ) - contender->since );
	struct multiboot_contender *other;
	int better = 0;

	for_each_contender ( other, race ) {
		if ( ( ( other == contender ) ||
		       ( other->state == MULTIBOOT_OFFERED ) ) &&
		     multiboot_best_offer ( other ) )
			better = 1;
	}
	if ( better || ( waited >= MULTIBOOT_REQUEST_SHORT ) )
		multiboot_asked ( race, contender );
}

/**
 * Continue a request
 *
 * @v race		Race
 * @v contender		Contender
 *
 * A request that is not answered in time gives way to another contender or to the
 * next offer of this device. Its offer is kept if it had less than the usual time.
 */
static void multiboot_poll_request ( struct multiboot_race *race,
				     struct multiboot_contender *contender ) {
	struct multiboot_hand *hand = &contender->hand;
	unsigned long waited;

	if ( hand->chosen->type == MULTIBOOT_BOOTP ) {
		dhcppkt_get ( &hand->chosen->dhcppkt );
		multiboot_bind ( race, contender, hand->chosen );
		return;
	}
	if ( ! multiboot_may_ask ( race, contender ) )
		return;
	multiboot_send ( race, contender );
	if ( multiboot_is_bare ( contender ) ) {
		multiboot_poll_bare ( race, contender );
		return;
	}
	waited = ( multiboot_now ( race ) - contender->since );
	if ( waited < multiboot_patience ( race, contender ) )
		return;
	if ( ++(hand->failures) < MULTIBOOT_MAX_FAILURES ) {
		if ( waited >= MULTIBOOT_REQUEST_SHORT )
			multiboot_drop_chosen ( contender );
		if ( multiboot_best_offer ( contender ) ) {
			multiboot_discover ( race, contender );
			return;
		}
	}
	multiboot_expire ( race, contender );
}

/**
 * Take in a contender's frames, then do what its state asks for
 *
 * @v race		Race
 * @v contender		Contender
 */
void multiboot_poll ( struct multiboot_race *race,
		      struct multiboot_contender *contender ) {
	const struct multiboot_state_desc *desc;
	struct io_buffer *iobuf;
	unsigned int i;

	if ( ! multiboot_states[contender->state].poll )
		return;
	netdev_poll ( contender->netdev );
	for ( i = 0 ; i < MULTIBOOT_MAX_FRAMES ; i++ ) {
		if ( ! multiboot_alive ( contender ) )
			return;
		iobuf = netdev_rx_dequeue ( contender->netdev );
		if ( ! iobuf )
			break;
		multiboot_rx ( race, contender, iobuf );
	}
	/* The frames may have changed the contender's state */
	desc = &multiboot_states[contender->state];
	if ( desc->poll )
		desc->poll ( race, contender );
}

/** The bit of the member "next" that stands for a state */
#define MULTIBOOT_BIT( state ) ( 1 << MULTIBOOT_ ## state )

/** The description of each state */
const struct multiboot_state_desc multiboot_states[MULTIBOOT_NUM_STATES] = {
	[MULTIBOOT_CLOSED] = {
		.expiry = "no time left for it",
		.live = "waiting for its turn",
		.next = ( MULTIBOOT_BIT ( LINK ) | MULTIBOOT_BIT ( FAILED ) |
			  MULTIBOOT_BIT ( EXCLUDED ) ),
	},
	[MULTIBOOT_LINK] = {
		.poll = multiboot_poll_link,
		.expiry = "link down",
		.live = "waiting for link",
		.detail = MULTIBOOT_DETAIL_TIME,
		.next = ( MULTIBOOT_BIT ( CLOSED ) | MULTIBOOT_BIT ( DISCOVER ) |
			  MULTIBOOT_BIT ( OFFERED ) | MULTIBOOT_BIT ( FAILED ) ),
	},
	[MULTIBOOT_DISCOVER] = {
		.poll = multiboot_poll_offer,
		.expiry = "no offer",
		.live = "waiting for an offer",
		.detail = MULTIBOOT_DETAIL_TIME,
		.next = ( MULTIBOOT_BIT ( CLOSED ) | MULTIBOOT_BIT ( LINK ) |
			  MULTIBOOT_BIT ( DISCOVER ) |
			  MULTIBOOT_BIT ( OFFERED ) | MULTIBOOT_BIT ( FAILED ) ),
	},
	[MULTIBOOT_OFFERED] = {
		.poll = multiboot_poll_offer,
		.expiry = "lease, nothing to boot",
		.live = "offer of",
		.detail = MULTIBOOT_DETAIL_OFFER,
		.next = ( MULTIBOOT_BIT ( CLOSED ) | MULTIBOOT_BIT ( LINK ) |
			  MULTIBOOT_BIT ( REQUEST ) | MULTIBOOT_BIT ( FAILED ) ),
	},
	[MULTIBOOT_REQUEST] = {
		.poll = multiboot_poll_request,
		.expiry = "offer, but no acknowledgement",
		.live = "requesting",
		.detail = MULTIBOOT_DETAIL_ADDRESS,
		.next = ( MULTIBOOT_BIT ( CLOSED ) | MULTIBOOT_BIT ( LINK ) |
			  MULTIBOOT_BIT ( DISCOVER ) |
			  MULTIBOOT_BIT ( OFFERED ) | MULTIBOOT_BIT ( BOUND ) |
			  MULTIBOOT_BIT ( FAILED ) ),
	},
	[MULTIBOOT_BOUND] = {
		.live = "offer of",
		.detail = MULTIBOOT_DETAIL_OFFER,
		.next = ( MULTIBOOT_BIT ( BOOTED ) | MULTIBOOT_BIT ( FAILED ) ),
	},
	[MULTIBOOT_BOOTED] = {
		.detail = MULTIBOOT_DETAIL_REASON,
	},
	[MULTIBOOT_FAILED] = {
		.detail = MULTIBOOT_DETAIL_REASON,
		.next = MULTIBOOT_BIT ( CLOSED ),
	},
	[MULTIBOOT_EXCLUDED] = {
		.detail = MULTIBOOT_DETAIL_REASON,
	},
};
