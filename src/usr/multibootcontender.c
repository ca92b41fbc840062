/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#define ERRFILE_multibootcontender ( ERRFILE_OTHER | 0x00780000 )

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
 * The device is frozen while it is open, so that the stack leaves its frames
 * alone. Every way out closes or unfreezes it.
 *
 */

/**
 * Check for a port that the switch does not let us use yet
 *
 * @v race		Race
 * @v contender		Contender
 * @ret blocked		The port is blocked
 */
int multiboot_is_blocked ( struct multiboot_race *race,
			   struct multiboot_contender *contender ) {
	return ( contender->blocked &&
		 ! multiboot_due ( multiboot_now ( race ),
				   contender->blocked_until ) );
}

/**
 * Drop the offer that was requested, and the lease that came of it
 *
 * @v contender		Contender
 */
void multiboot_drop_offer ( struct multiboot_contender *contender ) {
	struct multiboot_reply *offer = contender->offer;

	contender->offer = NULL;
	if ( offer ) {
		list_del ( &offer->list );
		multiboot_reply_put ( offer );
	}
	multiboot_reply_put ( contender->lease );
	contender->lease = NULL;
}

/**
 * Drop all offers
 *
 * @v contender		Contender
 */
void multiboot_drop_offers ( struct multiboot_contender *contender ) {
	struct multiboot_reply *reply;
	struct multiboot_reply *tmp;

	multiboot_drop_offer ( contender );
	list_for_each_entry_safe ( reply, tmp, &contender->offers, list ) {
		list_del ( &reply->list );
		multiboot_reply_put ( reply );
	}
	multiboot_reply_put ( contender->proxy );
	contender->proxy = NULL;
}

/**
 * Close a contender's device
 *
 * @v race		Race
 * @v contender		Contender
 *
 * It keeps its offers, and may be opened again if it is still in the race.
 */
void multiboot_close ( struct multiboot_race *race,
		       struct multiboot_contender *contender ) {
	if ( multiboot_alive ( contender ) )
		contender->state = MULTIBOOT_CLOSED;
	contender->offer = NULL;
	netdev_rx_unfreeze ( contender->netdev );
	if ( ! netdev_is_open ( contender->netdev ) )
		return;
	netdev_close ( contender->netdev );
	race->may_open = 1;
}

/**
 * Take a contender out of the race
 *
 * @v race		Race
 * @v contender		Contender
 * @v reason		Why
 */
void multiboot_fail ( struct multiboot_race *race,
		      struct multiboot_contender *contender,
		      const char *reason ) {
	contender->state = MULTIBOOT_FAILED;
	contender->ended = multiboot_now ( race );
	contender->done = 1;
	snprintf ( contender->reason, sizeof ( contender->reason ), "%s",
		   reason );
	multiboot_drop_offers ( contender );
	multiboot_close ( race, contender );
	multiboot_say ( race, contender, contender->reason );
}

/**
 * Tell something about a contender that may happen over and over
 *
 * @v race		Race
 * @v contender		Contender
 * @v what		MULTIBOOT_TOLD_LOST and so on
 * @v text		What there is to tell, once each time it is opened
 */
void multiboot_tell ( struct multiboot_race *race,
			     struct multiboot_contender *contender,
			     unsigned int what, const char *text ) {
	if ( ! ( contender->told & what ) )
		multiboot_say ( race, contender, text );
	contender->told |= what;
}

/**
 * Find the offer that a contender would request
 *
 * @v contender		Contender
 * @ret offer		Its first bootable offer, or NULL
 */
struct multiboot_reply *
multiboot_best_offer ( struct multiboot_contender *contender ) {
	struct multiboot_reply *reply;

	list_for_each_entry ( reply, &contender->offers, list ) {
		if ( reply->flags & MULTIBOOT_BOOTABLE )
			return reply;
	}
	/* A proxyDHCP server makes any lease bootable */
	if ( contender->proxy )
		return list_first_entry ( &contender->offers,
					  struct multiboot_reply, list );
	return NULL;
}

/**
 * Check whether a contender waits for a proxyDHCP offer
 *
 * @v race		Race
 * @v contender		Contender with an offer
 * @ret waits		It does
 */
static int multiboot_in_window ( struct multiboot_race *race,
				 struct multiboot_contender *contender ) {
	struct multiboot_reply *reply;

	list_for_each_entry ( reply, &contender->offers, list ) {
		if ( reply->flags & ( MULTIBOOT_NO_PROXY |
				      MULTIBOOT_PXE_SERVER ) )
			return 0;
	}
	return ( ( multiboot_now ( race ) - contender->offered ) <
		 MULTIBOOT_PROXY_WINDOW );
}

/**
 * Check whether there is anything to wait for from a contender
 *
 * @v race		Race
 * @v contender		Contender
 * @ret pending		There is
 *
 * One whose leases have nothing to boot is listened to for as long as others
 * are waited for, but nobody waits for it.
 */
int multiboot_pending ( struct multiboot_race *race,
			       struct multiboot_contender *contender ) {
	if ( contender->state == MULTIBOOT_OFFERED )
		return ( ( multiboot_best_offer ( contender ) != NULL ) ||
			 multiboot_in_window ( race, contender ) );
	return multiboot_alive ( contender );
}

/**
 * Open a contender's device
 *
 * @v race		Race
 * @v contender		Contender
 */
void multiboot_open ( struct multiboot_race *race,
			     struct multiboot_contender *contender ) {
	struct net_device *netdev = contender->netdev;
	char reason[MULTIBOOT_REASON_LEN];
	unsigned long now;
	int rc;

	if ( ( rc = netdev_open ( netdev ) ) != 0 ) {
		/* Without memory, wait until another one is closed: the next
		 * one may need less */
		if ( multiboot_is_error ( rc, ENOMEM ) &&
		     multiboot_num_open ( race ) ) {
			contender->starved = 1;
			return;
		}
		snprintf ( reason, sizeof ( reason ), "cannot open: %s",
			   strerror ( rc ) );
		multiboot_fail ( race, contender, reason );
		return;
	}
	netdev_rx_freeze ( netdev );
	now = multiboot_now ( race );
	if ( ! contender->opened )
		contender->started = now;
	/* Its turn came late: it has as much time as the others had */
	if ( contender->starved && ( ! race->options->timeout ) )
		race->timeout = ( ( now - race->round_started ) +
				  MULTIBOOT_TIMEOUT );
	contender->starved = 0;
	contender->told = 0;
	contender->opened_at = now;
	contender->opened = ++(race->opened);
	/* A request has the identifier of its offer (RFC 2131 4.4.1) */
	if ( list_empty ( &contender->offers ) )
		contender->xid = random();
	contender->since = now;
	contender->state = MULTIBOOT_LINK;
}

/**
 * Begin to discover (or to discover again)
 *
 * @v race		Race
 * @v contender		Contender with link
 */
void multiboot_discover ( struct multiboot_race *race,
				 struct multiboot_contender *contender ) {
	contender->since = multiboot_now ( race );
	contender->next = contender->since;
	contender->sent = 0;
	contender->offer = NULL;
	contender->state = ( list_empty ( &contender->offers ) ?
			     MULTIBOOT_DISCOVER : MULTIBOOT_OFFERED );
}

/**
 * Send what is due
 *
 * @v race		Race
 * @v contender		Contender with link
 *
 * Requests go out after 0, 1, 3 and 7 seconds, then every 8.
 */
void multiboot_send ( struct multiboot_race *race,
			     struct multiboot_contender *contender ) {
	unsigned long now = multiboot_now ( race );
	unsigned long delay = MULTIBOOT_PACE_MAX;
	unsigned int secs;

	if ( ! multiboot_due ( now, contender->next ) )
		return;
	secs = ( ( now - contender->since ) / TICKS_PER_SEC );
	contender->tx_rc = multiboot_dhcp_send ( contender->netdev,
						 contender->xid, secs,
						 contender->offer );
	if ( contender->sent < 3 )
		delay = ( TICKS_PER_SEC << contender->sent );
	if ( ( delay > MULTIBOOT_PACE_BLOCKED ) &&
	     multiboot_is_blocked ( race, contender ) )
		delay = MULTIBOOT_PACE_BLOCKED;
	contender->sent++;
	contender->next = ( now + delay );
}

/**
 * Say why a contender that is still waiting has waited long enough
 *
 * @v race		Race
 * @v contender		Contender
 */
void multiboot_expire ( struct multiboot_race *race,
			       struct multiboot_contender *contender ) {
	char reason[MULTIBOOT_REASON_LEN];
	const char *text = "no offer";

	if ( contender->state == MULTIBOOT_CLOSED ) {
		text = ( ( contender->opened || race->options->in_turn ) ?
			 "no time left for it" : "not enough memory" );
	} else if ( contender->state == MULTIBOOT_LINK ) {
		text = "link down";
	} else if ( contender->state == MULTIBOOT_REQUEST ) {
		text = "offer, but no acknowledgement";
	} else if ( contender->state == MULTIBOOT_OFFERED ) {
		text = ( multiboot_best_offer ( contender ) ?
			 "no time left for it" : "lease, nothing to boot" );
	} else if ( multiboot_is_blocked ( race, contender ) ) {
		text = "no offer, port blocked by the switch";
	} else if ( contender->tx_rc != 0 ) {
		snprintf ( reason, sizeof ( reason ), "cannot send: %s",
			   strerror ( contender->tx_rc ) );
		text = reason;
	}
	multiboot_fail ( race, contender, text );
}

/**
 * Find out how long a link may stay down
 *
 * @v race		Race
 * @ret ticks		Time, shorter if others need the device's memory
 */
static unsigned long multiboot_link_patience ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;

	for_each_contender ( contender, race ) {
		if ( contender->starved &&
		     ( contender->state == MULTIBOOT_CLOSED ) &&
		     ( race->link_timeout > MULTIBOOT_LINK_TIMEOUT_IN_TURN ) )
			return MULTIBOOT_LINK_TIMEOUT_IN_TURN;
	}
	return race->link_timeout;
}

/**
 * Wait for a contender's link
 *
 * @v race		Race
 * @v contender		Contender
 */
static void multiboot_poll_link ( struct multiboot_race *race,
				  struct multiboot_contender *contender ) {
	if ( netdev_link_ok ( contender->netdev ) ) {
		contender->had_link = 1;
		contender->blocked = 0;
		multiboot_discover ( race, contender );
	} else if ( ( multiboot_now ( race ) - contender->since ) >=
		    multiboot_link_patience ( race ) ) {
		multiboot_expire ( race, contender );
	}
}

/**
 * Find out how long a request may go without an answer
 *
 * @v race		Race
 * @ret ticks		Time, shorter if another contender could take over
 */
static unsigned long multiboot_patience ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;

	for_each_contender ( contender, race ) {
		if ( ( contender->state == MULTIBOOT_OFFERED ) &&
		     multiboot_best_offer ( contender ) )
			return MULTIBOOT_REQUEST_SHORT;
	}
	return MULTIBOOT_REQUEST_TIMEOUT;
}

/**
 * Go on with a request
 *
 * @v race		Race
 * @v contender		Contender
 */
static void multiboot_poll_request ( struct multiboot_race *race,
				     struct multiboot_contender *contender ) {
	multiboot_send ( race, contender );
	if ( ( multiboot_now ( race ) - contender->requested ) <
	     multiboot_patience ( race ) )
		return;
	/* Try the next offer of this device, if it has one */
	if ( ++(contender->naks) >= MULTIBOOT_MAX_NAKS ) {
		multiboot_expire ( race, contender );
		return;
	}
	multiboot_drop_offer ( contender );
	if ( multiboot_best_offer ( contender ) ) {
		multiboot_discover ( race, contender );
	} else {
		multiboot_expire ( race, contender );
	}
}

/**
 * Note that a contender has lost its link
 *
 * @v race		Race
 * @v contender		Contender that had one
 *
 * One that cannot keep it while it requests must not hold up the others.
 */
static void multiboot_link_lost ( struct multiboot_race *race,
				  struct multiboot_contender *contender ) {
	if ( ( contender->state == MULTIBOOT_REQUEST ) &&
	     ( ++(contender->naks) >= MULTIBOOT_MAX_NAKS ) ) {
		multiboot_fail ( race, contender, "link lost" );
		return;
	}
	contender->offer = NULL;
	contender->since = multiboot_now ( race );
	contender->state = MULTIBOOT_LINK;
	multiboot_tell ( race, contender, MULTIBOOT_TOLD_LOST, "link lost" );
}

/**
 * Check whether a contender has used up its turn
 *
 * @v race		Race
 * @v contender		Contender with link
 * @ret over		It has
 *
 * A link that comes and goes starts all over again each time: in turn, the
 * next one would wait in vain. The limits are the user's, whose sum may wrap.
 */
static int multiboot_turn_over ( struct multiboot_race *race,
				 struct multiboot_contender *contender ) {
	unsigned long waited = ( multiboot_now ( race ) -
				 contender->opened_at );

	if ( ( ! race->options->in_turn ) ||
	     ( contender->state == MULTIBOOT_REQUEST ) ||
	     multiboot_best_offer ( contender ) ||
	     multiboot_is_blocked ( race, contender ) )
		return 0;
	if ( waited < race->link_timeout )
		return 0;
	waited -= race->link_timeout;
	return ( ( waited >= race->dhcp_timeout ) &&
		 ( ( waited - race->dhcp_timeout ) >=
		   MULTIBOOT_REQUEST_TIMEOUT ) );
}

/**
 * Go on with a contender according to its state
 *
 * @v race		Race
 * @v contender		Contender
 */
static void multiboot_poll_state ( struct multiboot_race *race,
				   struct multiboot_contender *contender ) {
	unsigned long waited;

	if ( contender->state == MULTIBOOT_LINK )
		multiboot_poll_link ( race, contender );
	if ( ( contender->state < MULTIBOOT_DISCOVER ) ||
	     ( contender->state > MULTIBOOT_REQUEST ) )
		return;
	if ( ! netdev_link_ok ( contender->netdev ) ) {
		multiboot_link_lost ( race, contender );
		return;
	}
	if ( multiboot_turn_over ( race, contender ) ) {
		multiboot_expire ( race, contender );
		return;
	}
	if ( contender->state == MULTIBOOT_REQUEST ) {
		multiboot_poll_request ( race, contender );
		return;
	}
	/* With something to boot in hand there is no more to ask for */
	if ( multiboot_best_offer ( contender ) )
		return;
	multiboot_send ( race, contender );
	waited = ( multiboot_now ( race ) - contender->since );
	if ( ( waited >= race->dhcp_timeout ) &&
	     ( ! multiboot_is_blocked ( race, contender ) ) )
		multiboot_expire ( race, contender );
}

/**
 * Go on with a contender
 *
 * @v race		Race
 * @v contender		Contender
 */
void multiboot_poll ( struct multiboot_race *race,
			     struct multiboot_contender *contender ) {
	struct io_buffer *iobuf;
	unsigned int i;

	if ( ( contender->state == MULTIBOOT_CLOSED ) ||
	     ( ! multiboot_alive ( contender ) ) )
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
	if ( multiboot_alive ( contender ) )
		multiboot_poll_state ( race, contender );
}
