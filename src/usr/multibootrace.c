/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#define ERRFILE_multibootrace ( ERRFILE_OTHER | 0x00710000 )

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <ipxe/list.h>
#include <ipxe/iobuf.h>
#include <ipxe/keys.h>
#include <ipxe/timer.h>
#include <ipxe/console.h>
#include <ipxe/netdevice.h>
#include <usr/multibootcompat.h>
#include <usr/multibootrace.h>

/** @file
 *
 * The race: which network device gets a lease with something to boot first
 *
 * One loop sweeps over the contenders: it lets each device deliver its frames,
 * takes in the replies, sends what is due and moves the contender through its
 * states. After each sweep the most preferred contender with a bootable offer,
 * if there is one, is chosen to request it; the others go on meanwhile. What
 * is accepted never depends on what was sent last: an offer counts whenever it
 * comes.
 *
 * The devices are frozen while they are in the race, so that the stack leaves
 * their frames alone. Every way out closes or unfreezes them.
 *
 */

/**
 * Check that a point in time has come
 *
 * @v now		Now
 * @v when		Point in time
 * @ret come		It has
 */
static int multiboot_due ( unsigned long now, unsigned long when ) {
	return ( ( ( long ) ( now - when ) ) >= 0 );
}

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
static void multiboot_tell ( struct multiboot_race *race,
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
static struct multiboot_reply *
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
static int multiboot_pending ( struct multiboot_race *race,
			       struct multiboot_contender *contender ) {
	if ( contender->state == MULTIBOOT_OFFERED )
		return ( ( multiboot_best_offer ( contender ) != NULL ) ||
			 multiboot_in_window ( race, contender ) );
	return multiboot_alive ( contender );
}

/**
 * Count open devices
 *
 * @v race		Race
 * @ret count		Contenders whose device is open
 */
static unsigned int multiboot_num_open ( struct multiboot_race *race ) {
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
 * Open a contender's device
 *
 * @v race		Race
 * @v contender		Contender
 */
static void multiboot_open ( struct multiboot_race *race,
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
	contender->xid = random();
	contender->since = now;
	contender->state = MULTIBOOT_LINK;
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
 * Begin to discover (or to discover again)
 *
 * @v race		Race
 * @v contender		Contender with link
 */
static void multiboot_discover ( struct multiboot_race *race,
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
static void multiboot_send ( struct multiboot_race *race,
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
 * Make room for an offer
 *
 * @v contender		Contender
 * @v reply		New offer
 * @ret room		It is to be kept
 *
 * Doubles are not kept, and not more than a few; one with something to boot
 * takes the place of one without.
 */
static int multiboot_offer_room ( struct multiboot_contender *contender,
				  struct multiboot_reply *reply ) {
	struct multiboot_reply *offer;
	struct multiboot_reply *poor = NULL;
	unsigned int count = 0;

	list_for_each_entry ( offer, &contender->offers, list ) {
		if ( ( offer->server.s_addr == reply->server.s_addr ) &&
		     ( offer->address.s_addr == reply->address.s_addr ) &&
		     ( offer->flags == reply->flags ) )
			return 0;
		if ( ( ! ( offer->flags & MULTIBOOT_BOOTABLE ) ) &&
		     ( offer != contender->offer ) )
			poor = offer;
		count++;
	}
	if ( count < MULTIBOOT_MAX_OFFERS )
		return 1;
	if ( ( ! poor ) || ( ! ( reply->flags & MULTIBOOT_BOOTABLE ) ) )
		return 0;
	list_del ( &poor->list );
	multiboot_reply_put ( poor );
	return 1;
}

/**
 * Take in an offer
 *
 * @v race		Race
 * @v contender		Contender
 * @v reply		Offer
 * @ret kept		It was kept
 */
static int multiboot_rx_offer ( struct multiboot_race *race,
				struct multiboot_contender *contender,
				struct multiboot_reply *reply ) {
	if ( multiboot_is_proxy ( reply ) ) {
		if ( contender->proxy )
			return 0;
		contender->proxy = reply;
		multiboot_say_offer ( race, contender, reply );
		return 1;
	}
	if ( ! multiboot_offer_room ( contender, reply ) )
		return 0;
	if ( list_empty ( &contender->offers ) )
		contender->offered = multiboot_now ( race );
	list_add_tail ( &reply->list, &contender->offers );
	contender->had_offer = 1;
	if ( contender->state == MULTIBOOT_DISCOVER )
		contender->state = MULTIBOOT_OFFERED;
	multiboot_say_offer ( race, contender, reply );
	return 1;
}

/**
 * Take in an acknowledgement
 *
 * @v race		Race
 * @v contender		Contender
 * @v reply		Acknowledgement
 * @ret kept		It was kept
 */
static int multiboot_rx_ack ( struct multiboot_race *race,
			      struct multiboot_contender *contender,
			      struct multiboot_reply *reply ) {
	if ( ( contender->state != MULTIBOOT_REQUEST ) ||
	     ( reply->address.s_addr == 0 ) ||
	     ( reply->server.s_addr != contender->offer->server.s_addr ) )
		return 0;
	contender->lease = reply;
	contender->address = reply->address;
	contender->server = reply->server;
	contender->ended = multiboot_now ( race );
	contender->done = 1;
	contender->state = MULTIBOOT_BOUND;
	return 1;
}

/**
 * Take in a refusal
 *
 * @v race		Race
 * @v contender		Contender
 * @v reply		Refusal
 *
 * The offer is gone (RFC 2131 section 3.1, step 4): ask again.
 */
static void multiboot_rx_nak ( struct multiboot_race *race,
			       struct multiboot_contender *contender,
			       struct multiboot_reply *reply ) {
	if ( ( contender->state != MULTIBOOT_REQUEST ) ||
	     ( reply->server.s_addr && ( reply->server.s_addr !=
					 contender->offer->server.s_addr ) ) )
		return;
	multiboot_drop_offer ( contender );
	if ( ++(contender->naks) >= MULTIBOOT_MAX_NAKS ) {
		multiboot_fail ( race, contender, "request refused (NAK)" );
		return;
	}
	multiboot_say ( race, contender, "request refused, asking again" );
	contender->xid = random();
	multiboot_discover ( race, contender );
}

/**
 * Take in what a frame says about the switch
 *
 * @v race		Race
 * @v contender		Contender
 * @v iobuf		Frame
 */
static void multiboot_rx_switch ( struct multiboot_race *race,
				  struct multiboot_contender *contender,
				  struct io_buffer *iobuf ) {
	unsigned long now = multiboot_now ( race );
	int was_blocked = multiboot_is_blocked ( race, contender );

	switch ( multiboot_frame_type ( iobuf->data, iob_len ( iobuf ) ) ) {
	case MULTIBOOT_FRAME_BLOCKED:
		contender->blocked = 1;
		contender->blocked_until = ( now + MULTIBOOT_BLOCKED_TIME );
		break;
	case MULTIBOOT_FRAME_STP:
		contender->blocked = 1;
		contender->blocked_until = ( contender->since +
					     MULTIBOOT_STP_TIME );
		break;
	case MULTIBOOT_FRAME_FORWARDING:
		contender->blocked = 0;
		/* Now it will be heard (but once: a switch that says so again
		 * and again must not make us ask as often) */
		if ( was_blocked && ( contender->state == MULTIBOOT_DISCOVER ) &&
		     ! ( contender->told & MULTIBOOT_TOLD_FORWARDING ) )
			multiboot_discover ( race, contender );
		contender->told |= MULTIBOOT_TOLD_FORWARDING;
		return;
	default:
		return;
	}
	if ( ( ! was_blocked ) && multiboot_is_blocked ( race, contender ) &&
	     ( contender->state == MULTIBOOT_DISCOVER ) )
		multiboot_tell ( race, contender, MULTIBOOT_TOLD_BLOCKED,
				 "port may be blocked by the switch, waiting" );
}

/**
 * Take in a frame
 *
 * @v race		Race
 * @v contender		Contender
 * @v iobuf		Frame
 */
static void multiboot_rx ( struct multiboot_race *race,
			   struct multiboot_contender *contender,
			   struct io_buffer *iobuf ) {
	struct multiboot_reply *reply;
	int kept = 0;

	reply = multiboot_dhcp_parse ( iobuf->data, iob_len ( iobuf ),
				       contender->netdev->ll_addr,
				       contender->xid );
	if ( ! reply ) {
		multiboot_rx_switch ( race, contender, iobuf );
	} else if ( reply->type == DHCPOFFER ) {
		kept = multiboot_rx_offer ( race, contender, reply );
	} else if ( reply->type == DHCPACK ) {
		kept = multiboot_rx_ack ( race, contender, reply );
	} else {
		multiboot_rx_nak ( race, contender, reply );
	}
	if ( ! kept )
		multiboot_reply_put ( reply );
	free_iob ( iobuf );
}

/**
 * Say why a contender that is still waiting has waited long enough
 *
 * @v race		Race
 * @v contender		Contender
 */
static void multiboot_expire ( struct multiboot_race *race,
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
 * next one would wait in vain.
 */
static int multiboot_turn_over ( struct multiboot_race *race,
				 struct multiboot_contender *contender ) {
	if ( ( ! race->options->in_turn ) ||
	     ( contender->state == MULTIBOOT_REQUEST ) ||
	     multiboot_best_offer ( contender ) ||
	     multiboot_is_blocked ( race, contender ) )
		return 0;
	return ( ( multiboot_now ( race ) - contender->opened_at ) >=
		 ( race->link_timeout + race->dhcp_timeout +
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
	multiboot_send ( race, contender );
	waited = ( multiboot_now ( race ) - contender->since );
	if ( ( waited >= race->dhcp_timeout ) &&
	     ( ! multiboot_best_offer ( contender ) ) &&
	     ( ! multiboot_is_blocked ( race, contender ) ) )
		multiboot_expire ( race, contender );
}

/**
 * Go on with a contender
 *
 * @v race		Race
 * @v contender		Contender
 */
static void multiboot_poll ( struct multiboot_race *race,
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
 */
static void multiboot_freeze ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;

	for_each_contender ( contender, race ) {
		if ( multiboot_alive ( contender ) &&
		     ( contender->state != MULTIBOOT_CLOSED ) )
			netdev_rx_freeze ( contender->netdev );
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
