/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#define ERRFILE_multibootoffer ( ERRFILE_OTHER | 0x00790000 )

#include <stddef.h>
#include <stdlib.h>
#include <ipxe/list.h>
#include <ipxe/iobuf.h>
#include <ipxe/timer.h>
#include <ipxe/netdevice.h>
#include <usr/multibootrace.h>

/** @file
 *
 * What a contender receives
 *
 * What is accepted never depends on what was sent last: an offer counts
 * whenever it comes.
 *
 */

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
 * The offer is gone (RFC 2131 section 3.1, step 4): ask again, or request the
 * next one, with the identifier that it came with (section 4.4.1).
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
	if ( list_empty ( &contender->offers ) )
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
void multiboot_rx ( struct multiboot_race *race,
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
