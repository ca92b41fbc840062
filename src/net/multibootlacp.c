/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#define ERRFILE_multibootlacp ( ERRFILE_OTHER | 0x007b0000 )

#include <stdint.h>
#include <stddef.h>
#include <string.h>
#include <byteswap.h>
#include <ipxe/iobuf.h>
#include <ipxe/netdevice.h>
#include <usr/multibootlacp.h>

/** @file
 *
 * LACP, as a partner that never speaks first
 *
 * A switch may want to agree by LACP (IEEE 802.1AX) with whatever is on a port
 * before it forwards. The firmware's own answers do not go out while the device
 * is frozen. So each frame is answered here, by a single port that can be
 * aggregated with no other one, and that agrees with all that the switch says.
 *
 */

/** EtherType of the slow protocols (IEEE 802.3 annex 57A) */
#define MULTIBOOT_ETH_SLOW 0x8809
/** Length of a frame of the slow protocols that is answered, without its check
 * sequence (IEEE 802.1AX 6.4.2.3 and 6.5.3.2) */
#define MULTIBOOT_SLOW_LEN 124
/** Subtype of LACP */
#define MULTIBOOT_SLOW_LACP 1
/** Subtype of the marker protocol */
#define MULTIBOOT_SLOW_MARKER 2
/** A marker, as its type of information */
#define MULTIBOOT_MARKER_INFO 1
/** The response to a marker, as its type of information */
#define MULTIBOOT_MARKER_RESPONSE 2
/** Bits of an actor's state: it wants to hear from its partner each second; it is
 * in step with its partner; it collects; it distributes */
#define MULTIBOOT_LACP_SHORT 0x02
#define MULTIBOOT_LACP_SYNC 0x08
#define MULTIBOOT_LACP_PASSING 0x30

/** What LACP tells about a port */
struct multiboot_lacp_port {
	/** Type of information: 1 for the actor, 2 for the partner */
	uint8_t tag;
	/** Length of this information, which is 20 */
	uint8_t len;
	/** Priority of the system */
	uint16_t system_priority;
	/** MAC address of the system */
	uint8_t system[6];
	/** Key: ports with the same one can be aggregated */
	uint16_t key;
	/** Priority of the port */
	uint16_t port_priority;
	/** Number of the port */
	uint16_t port;
	/** Bits of the state (Actor_State, Partner_State) */
	uint8_t flags;
	/** Reserved */
	uint8_t reserved[3];
} __attribute__ (( packed ));

/** A frame of the slow protocols; numbers are in network order */
struct multiboot_slow {
	/** Destination MAC address */
	uint8_t dest[6];
	/** Source MAC address */
	uint8_t source[6];
	/** EtherType */
	uint16_t protocol;
	/** Subtype: LACP or marker */
	uint8_t subtype;
	/** Version */
	uint8_t version;
	/** The sender's port. In a marker, its tag and length are those of the
	 * marker's information */
	struct multiboot_lacp_port actor;
	/** The receiver's port, as the sender knows it */
	struct multiboot_lacp_port partner;
	/** Type of information about the collector, which is 3 */
	uint8_t collector;
	/** Length of that information, which is 16 */
	uint8_t collector_len;
	/** How long the collector may delay frames, and what is reserved */
	uint8_t rest[66];
} __attribute__ (( packed ));

_Static_assert ( sizeof ( struct multiboot_slow ) == MULTIBOOT_SLOW_LEN,
		 "LACPDU" );

/**
 * Turn a LACPDU into the answer to it
 *
 * @v netdev		Network device
 * @v slow		LACPDU, to be turned into the answer
 *
 * The actor becomes the partner. What is said about this end follows from its
 * MAC address alone, so that every answer says the same.
 */
static void multiboot_lacp_turn ( struct net_device *netdev,
				  struct multiboot_slow *slow ) {
	struct multiboot_lacp_port *actor = &slow->actor;

	slow->partner = slow->actor;
	slow->partner.tag = 2;
	memset ( actor, 0, sizeof ( *actor ) );
	actor->tag = 1;
	actor->len = sizeof ( *actor );
	actor->system_priority = 0xffff;
	memcpy ( actor->system, netdev->ll_addr, sizeof ( actor->system ) );
	actor->key = htons ( 1 );
	actor->port_priority = 0xffff;
	actor->port = htons ( 1 );
	actor->flags = ( ( slow->partner.flags & MULTIBOOT_LACP_SHORT ) |
			 MULTIBOOT_LACP_SYNC | MULTIBOOT_LACP_PASSING );
	slow->collector = 3;
	slow->collector_len = 16;
	memset ( slow->rest, 0, sizeof ( slow->rest ) );
}

/**
 * Answer a frame of the slow protocols
 *
 * @v netdev		Network device that received it, open
 * @v data		Frame, of whatever kind
 * @v len		Length of frame
 * @ret answered	It was a LACPDU or a marker, and an answer was sent, or
 *			there was no memory for one
 *
 * The caller limits the number of answers. An answer is as long as the frame that it
 * answers, and its address is one that no switch forwards.
 */
int multiboot_lacp_answer ( struct net_device *netdev, const void *data,
			    size_t len ) {
	static const uint8_t group[6] = { 0x01, 0x80, 0xc2, 0, 0, 0x02 };
	const struct multiboot_slow *heard = data;
	struct multiboot_slow *slow;
	struct io_buffer *iobuf;
	int lacp;

	if ( ( len < sizeof ( *heard ) ) ||
	     ( memcmp ( heard->dest, group, sizeof ( group ) ) != 0 ) ||
	     ( heard->protocol != htons ( MULTIBOOT_ETH_SLOW ) ) ||
	     ( heard->actor.tag != MULTIBOOT_MARKER_INFO ) )
		return 0;
	lacp = ( heard->subtype == MULTIBOOT_SLOW_LACP );
	if ( ( ! lacp ) && ( heard->subtype != MULTIBOOT_SLOW_MARKER ) )
		return 0;
	iobuf = alloc_iob ( sizeof ( *slow ) );
	if ( ! iobuf )
		return 1;
	slow = iob_put ( iobuf, sizeof ( *slow ) );
	memcpy ( slow, heard, sizeof ( *slow ) );
	memcpy ( slow->source, netdev->ll_addr, sizeof ( slow->source ) );
	if ( lacp )
		multiboot_lacp_turn ( netdev, slow );
	else
		slow->actor.tag = MULTIBOOT_MARKER_RESPONSE;
	netdev_tx ( netdev, iobuf );
	return 1;
}
