/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#define ERRFILE_multibootoffer ( ERRFILE_OTHER | 0x00790000 )

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/list.h>
#include <ipxe/iobuf.h>
#include <ipxe/netdevice.h>
#include <usr/multibootframe.h>
#include <usr/multibootlacp.h>
#include <usr/multibootpolicy.h>
#include <usr/multibootrace.h>

/** @file
 *
 * What a contender receives
 *
 * Whether an offer is accepted never depends on what was sent last, so that an
 * offer counts whenever it comes.
 *
 */

/**
 * Make room for an offer
 *
 * @v contender		Contender
 * @v reply		New offer
 * @ret room		The offer is to be kept
 *
 * An offer that is in hand already is not kept a second time, and the number
 * of offers has a limit. When that is reached, an offer with something to boot
 * takes the place of one without.
 */
static int multiboot_make_room ( struct multiboot_contender *contender,
				 struct multiboot_reply *reply ) {
	struct multiboot_reply *offer;
	struct multiboot_reply *poor = NULL;
	unsigned int count = 0;

	list_for_each_entry ( offer, &contender->hand.offers, list ) {
		if ( ( offer->server.s_addr == reply->server.s_addr ) &&
		     ( offer->address.s_addr == reply->address.s_addr ) &&
		     ( ( offer->flags & ~MULTIBOOT_ASKED ) == reply->flags ) )
			return 0;
		if ( ( ! ( offer->flags & MULTIBOOT_BOOTABLE ) ) &&
		     ( offer != contender->hand.chosen ) )
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
 * Check whether an offer counts, and note it for the record if it does not
 *
 * @v race		Race
 * @v contender		Contender
 * @v reply		Offer
 * @ret counts		The offer counts
 */
static int multiboot_counts ( struct multiboot_race *race,
			      struct multiboot_contender *contender,
			      struct multiboot_reply *reply ) {
	const char *option = multiboot_refused_by ( race->options, reply );

	if ( option )
		multiboot_refuse ( race, contender, reply, option );
	return ( ! option );
}

/**
 * Note for the record that there is a VLAN which does not take part
 *
 * @v race		Race
 * @v contender		Contender that has heard of it
 * @v vlan		VLAN, and MULTIBOOT_VLAN_NAMED if a server has named it
 *
 * The first few are kept, as anybody may send frames with tags.
 */
static void multiboot_note_vlan ( struct multiboot_race *race,
				  struct multiboot_contender *contender,
				  unsigned int vlan ) {
	unsigned int tag = ( vlan & ~MULTIBOOT_VLAN_NAMED );
	struct multiboot_contender *other;
	uint16_t *noted = contender->record.vlans;
	uint16_t *end = ( noted + MULTIBOOT_VLANS_NOTED );

	if ( ( ! tag ) || ( tag > MULTIBOOT_VLAN_MAX ) )
		return;
	for_each_contender ( other, race ) {
		if ( ( other->netdev == contender->netdev ) &&
		     ( other->tag == tag ) )
			return;
	}
	while ( ( noted < end ) && *noted && ( *noted != vlan ) )
		noted++;
	if ( noted < end )
		*noted = vlan;
}

/**
 * Take an offer into the hand
 *
 * @v race		Race
 * @v contender		Contender
 * @v reply		Offer
 * @ret kept		It was kept
 *
 * One that is requested meanwhile stays the last one in the hand.
 */
static int multiboot_keep_offer ( struct multiboot_race *race,
				  struct multiboot_contender *contender,
				  struct multiboot_reply *reply ) {
	struct multiboot_hand *hand = &contender->hand;

	if ( ! multiboot_counts ( race, contender, reply ) )
		return 0;
	multiboot_note_vlan ( race, contender,
			      ( reply->vlan | MULTIBOOT_VLAN_NAMED ) );
	if ( multiboot_is_proxy ( reply ) ) {
		if ( hand->proxy || race->options->url )
			return 0;
		hand->proxy = reply;
		return 1;
	}
	if ( race->options->url ) {
		reply->flags = MULTIBOOT_URL;
		multiboot_printable ( reply->name, sizeof ( reply->name ),
				      race->options->url,
				      strlen ( race->options->url ) );
	}
	if ( ! multiboot_make_room ( contender, reply ) )
		return 0;
	if ( list_empty ( &hand->offers ) )
		hand->first_offer_at = multiboot_now ( race );
	list_add_tail ( &reply->list, ( hand->chosen ? &hand->chosen->list :
					&hand->offers ) );
	contender->record.had_offer = 1;
	contender->record.address = reply->address;
	contender->record.server = reply->server;
	if ( contender->state == MULTIBOOT_DISCOVER )
		multiboot_enter ( race, contender, MULTIBOOT_OFFERED );
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
	if ( ! multiboot_keep_offer ( race, contender, reply ) )
		return 0;
	if ( reply->name[0] )
		memcpy ( contender->record.name, reply->name,
			 sizeof ( contender->record.name ) );
	race->listener->offered ( race, contender, reply );
	return 1;
}

/**
 * Note the log server that a lease names
 *
 * @v race		Race
 * @v contender		Contender that has got the lease
 * @v lease		Lease
 */
static void multiboot_note_logger ( struct multiboot_race *race,
				    struct multiboot_contender *contender,
				    struct multiboot_reply *lease ) {
	if ( ! race->options->quiet )
		multiboot_logger_note ( &contender->logger, lease );
}

/**
 * Take a lease
 *
 * @v race		Race
 * @v contender		Contender that requests one
 * @v lease		Lease, which belongs to the contender from now on
 */
void multiboot_bind ( struct multiboot_race *race,
		      struct multiboot_contender *contender,
		      struct multiboot_reply *lease ) {
	struct multiboot_record *record = &contender->record;

	contender->hand.lease = lease;
	record->tried = 1;
	record->address = lease->address;
	record->server = lease->server;
	multiboot_note_logger ( race, contender, lease );
	multiboot_enter ( race, contender, MULTIBOOT_BOUND );
	record->ended_at = contender->since;
	record->ended = 1;
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
	struct multiboot_hand *hand = &contender->hand;

	if ( ( contender->state != MULTIBOOT_REQUEST ) ||
	     ( reply->address.s_addr == 0 ) ||
	     ( reply->server.s_addr != hand->chosen->server.s_addr ) )
		return 0;
	if ( multiboot_is_bare ( contender ) &&
	     ( ! ( reply->flags & ( MULTIBOOT_BOOTABLE |
				    MULTIBOOT_PXE_SERVER ) ) ) ) {
		multiboot_note_logger ( race, contender, reply );
		multiboot_asked ( race, contender );
		return 0;
	}
	multiboot_bind ( race, contender, reply );
	return 1;
}

/**
 * Take in a refusal
 *
 * @v race		Race
 * @v contender		Contender
 * @v reply		Refusal
 *
 * The offer is void now (RFC 2131 section 3.1, step 4). The contender asks again,
 * or requests its next offer with the identifier of that (section 4.4.1). It
 * waits before it asks, so that machines which were offered the same address do not
 * go on in step.
 */
static void multiboot_rx_nak ( struct multiboot_race *race,
			       struct multiboot_contender *contender,
			       struct multiboot_reply *reply ) {
	struct multiboot_hand *hand = &contender->hand;
	struct multiboot_exchange *exchange = &contender->exchange;

	if ( ( contender->state != MULTIBOOT_REQUEST ) ||
	     ( reply->server.s_addr &&
	       ( reply->server.s_addr != hand->chosen->server.s_addr ) ) )
		return;
	multiboot_drop_chosen ( contender );
	if ( ++(hand->failures) >= MULTIBOOT_MAX_REFUSALS ) {
		multiboot_fail ( race, contender, "request refused (NAK)" );
		return;
	}
	multiboot_tell ( race, contender, "request refused, asking again" );
	multiboot_discover ( race, contender );
	if ( contender->state == MULTIBOOT_DISCOVER ) {
		exchange->xid = random();
		exchange->next_at += ( ( random() & 0xffff ) %
				       ( MULTIBOOT_REFUSAL_PAUSE
					 << hand->failures ) );
	}
}

/**
 * Take in that the switch forwards what is sent
 *
 * @v race		Race
 * @v contender		Contender
 * @v was_blocked	The port was blocked until now
 *
 * All that was sent before is lost, so that the contender asks again at once. It
 * does so only once, as a switch that says so again and again must not cause a flood
 * of requests.
 */
static void multiboot_rx_forwarding ( struct multiboot_race *race,
				      struct multiboot_contender *contender,
				      int was_blocked ) {
	struct multiboot_port *port = &contender->port;

	port->blocked = 0;
	if ( was_blocked && ( contender->state == MULTIBOOT_DISCOVER ) &&
	     ! ( port->told & MULTIBOOT_TOLD_FORWARDING ) )
		multiboot_discover ( race, contender );
	port->told |= MULTIBOOT_TOLD_FORWARDING;
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
	struct multiboot_port *port = &contender->port;

	switch ( multiboot_frame_type ( iobuf->data, iob_len ( iobuf ) ) ) {
	case MULTIBOOT_FRAME_BLOCKED:
		port->blocked_until = ( now + MULTIBOOT_BLOCKED_TIME );
		break;
	case MULTIBOOT_FRAME_STP:
		port->blocked_until = ( contender->exchange.began_at +
					MULTIBOOT_STP_TIME );
		break;
	case MULTIBOOT_FRAME_FORWARDING:
		multiboot_rx_forwarding ( race, contender, was_blocked );
		return;
	default:
		return;
	}
	port->blocked = 1;
	if ( ( ! was_blocked ) && multiboot_is_blocked ( race, contender ) &&
	     ( contender->state == MULTIBOOT_DISCOVER ) )
		multiboot_tell_once ( race, contender, MULTIBOOT_TOLD_BLOCKED,
				      "port may be blocked by the switch, "
				      "waiting" );
}

/**
 * Answer the switch
 *
 * @v race		Race
 * @v contender		Contender with its device open and frozen
 * @v iobuf		Frame, of whatever kind
 *
 * No more than a few answers are sent each second, however many frames come.
 */
void multiboot_answer ( struct multiboot_race *race,
			struct multiboot_contender *contender,
			struct io_buffer *iobuf ) {
	struct multiboot_port *port = &contender->port;
	unsigned long now = multiboot_now ( race );

	if ( ( ( now - port->answered_at ) >= MULTIBOOT_ANSWER_PACE ) &&
	     multiboot_lacp_answer ( contender->netdev, iobuf->data,
				     iob_len ( iobuf ) ) )
		port->answered_at = now;
}

/**
 * Take in a frame that has a contender's tag, if it is a reply to it
 *
 * @v race		Race
 * @v contender		Contender
 * @v iobuf		Frame, without its tag
 */
static void multiboot_rx_reply ( struct multiboot_race *race,
				 struct multiboot_contender *contender,
				 struct io_buffer *iobuf ) {
	struct multiboot_reply *reply;
	int kept = 0;

	reply = multiboot_dhcp_parse ( iobuf->data, iob_len ( iobuf ),
				       contender->netdev->ll_addr,
				       contender->exchange.xid );
	if ( ! reply )
		return;
	if ( ( reply->type == DHCPOFFER ) ||
	     ( reply->type == MULTIBOOT_BOOTP ) ) {
		kept = multiboot_rx_offer ( race, contender, reply );
	} else if ( reply->type == DHCPACK ) {
		kept = multiboot_rx_ack ( race, contender, reply );
	} else {
		multiboot_rx_nak ( race, contender, reply );
	}
	if ( ! kept )
		multiboot_reply_put ( reply );
}

/**
 * Take in a frame
 *
 * @v race		Race
 * @v contender		Contender whose device has received it
 * @v iobuf		Frame, which is freed
 *
 * A device may have several contenders. A reply is for the one with the frame's
 * tag, and what the switch says about the port is for all of them.
 */
void multiboot_rx ( struct multiboot_race *race,
		    struct multiboot_contender *contender,
		    struct io_buffer *iobuf ) {
	struct net_device *netdev = contender->netdev;
	unsigned int tag = multiboot_untag ( iobuf );

	if ( ! tag )
		multiboot_answer ( race, contender, iobuf );
	for_each_contender ( contender, race ) {
		if ( contender->netdev != netdev )
			continue;
		if ( ! contender->tag )
			multiboot_note_vlan ( race, contender, tag );
		if ( ! multiboot_racing ( contender ) )
			continue;
		if ( contender->tag == tag )
			multiboot_rx_reply ( race, contender, iobuf );
		if ( ! tag )
			multiboot_rx_switch ( race, contender, iobuf );
	}
	free_iob ( iobuf );
}
