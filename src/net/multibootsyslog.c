/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#include <stdint.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <byteswap.h>
#include <ipxe/in.h>
#include <ipxe/iobuf.h>
#include <ipxe/netdevice.h>
#include <ipxe/dhcppkt.h>
#include <usr/multibootdhcp.h>
#include <usr/multibootframe.h>
#include <usr/multibootsyslog.h>

/** @file
 *
 * Messages to the log server that a lease names
 *
 * By the time that a message is sent, the device is no longer configured, and was
 * perhaps closed. So nothing of the stack is used: the addresses are kept from the
 * lease, ARP is asked here (RFC 826), and the message is one datagram (RFC 3164).
 *
 */

/** Subnet mask (RFC 2132 section 3.3) */
#define MULTIBOOT_OPTION_NETMASK 1
/** Routers (RFC 2132 section 3.5) */
#define MULTIBOOT_OPTION_ROUTERS 3
/** Log servers (RFC 2132 section 3.9) */
#define MULTIBOOT_OPTION_LOG_SERVERS 7

/** UDP port of log servers */
#define MULTIBOOT_SYSLOG_PORT 514
/** Priority of the message: an error (3) of a system daemon (3 times 8) */
#define MULTIBOOT_SYSLOG_PRIORITY "<27>"

/** A frame of ARP for IPv4 on Ethernet */
struct multiboot_arp {
	/** Destination MAC address */
	uint8_t dest[6];
	/** Source MAC address */
	uint8_t source[6];
	/** EtherType, the types and lengths of addresses, and the operation */
	uint8_t kind[10];
	/** MAC address of the sender */
	uint8_t sender_mac[6];
	/** IP address of the sender */
	uint32_t sender;
	/** MAC address of the target */
	uint8_t target_mac[6];
	/** IP address of the target */
	uint32_t target;
	/** What fills the frame up to the least length of one, which is not
	 * looked at */
	uint8_t padding[18];
} __attribute__ (( packed ));

/** Bytes of a frame of ARP that have a meaning */
#define MULTIBOOT_ARP_LEN offsetof ( struct multiboot_arp, padding )

_Static_assert ( MULTIBOOT_ARP_LEN == 42, "ARP frame" );
_Static_assert ( sizeof ( struct multiboot_arp ) == 60, "shortest frame" );

/** What a request and an answer have in multiboot_arp.kind, of which the last byte
 * tells them apart: 1 is a request, 2 is an answer */
static const uint8_t multiboot_arp_answer[10] = {
	0x08, 0x06, 0x00, 0x01, 0x08, 0x00, 6, 4, 0, 2
};

/**
 * Read an address from a lease
 *
 * @v lease		Lease
 * @v tag		Option with an address, or with several
 * @ret address		The first address, or 0.0.0.0, in network order
 */
static uint32_t multiboot_lease_address ( struct multiboot_reply *lease,
					  unsigned int tag ) {
	uint32_t address;

	if ( dhcppkt_fetch ( &lease->dhcppkt, tag, &address,
			     sizeof ( address ) ) < ( int ) sizeof ( address ) )
		return 0;
	return address;
}

/**
 * Note the log server that a lease names, if it does
 *
 * @v logger		Logger to fill in
 * @v lease		Lease
 *
 * What an earlier lease has named stays if this one names none that can be
 * reached.
 */
void multiboot_logger_note ( struct multiboot_logger *logger,
			     struct multiboot_reply *lease ) {
	uint32_t address = lease->address.s_addr;
	uint32_t server;
	uint32_t hop;

	hop = server = multiboot_lease_address ( lease,
						 MULTIBOOT_OPTION_LOG_SERVERS );
	if ( ( server ^ address ) &
	     multiboot_lease_address ( lease, MULTIBOOT_OPTION_NETMASK ) )
		hop = multiboot_lease_address ( lease,
						MULTIBOOT_OPTION_ROUTERS );
	if ( ! ( server && hop ) )
		return;
	logger->server.s_addr = server;
	logger->hop.s_addr = hop;
	logger->address.s_addr = address;
}

/**
 * Ask for the MAC address that messages go to
 *
 * @v logger		Logger
 * @v netdev		Network device, open, with an Ethernet link layer
 * @v tag		VLAN to ask in, or 0
 *
 * A request that cannot be sent is as good as one that is lost.
 */
void multiboot_logger_ask ( struct multiboot_logger *logger,
			    struct net_device *netdev, unsigned int tag ) {
	struct multiboot_arp *arp;
	struct io_buffer *iobuf;

	iobuf = multiboot_frame_alloc ( sizeof ( *arp ) );
	if ( ! iobuf )
		return;
	arp = iob_put ( iobuf, sizeof ( *arp ) );
	memset ( arp, 0, sizeof ( *arp ) );
	memset ( arp->dest, 0xff, sizeof ( arp->dest ) );
	memcpy ( arp->source, netdev->ll_addr, sizeof ( arp->source ) );
	memcpy ( arp->kind, multiboot_arp_answer, sizeof ( arp->kind ) );
	arp->kind[9] = 1;
	memcpy ( arp->sender_mac, netdev->ll_addr, sizeof ( arp->sender_mac ) );
	arp->sender = logger->address.s_addr;
	arp->target = logger->hop.s_addr;
	multiboot_tag_send ( netdev, tag, iobuf );
}

/**
 * Find the MAC address that was asked for in a frame
 *
 * @v logger		Logger
 * @v netdev		Network device that has received the frame
 * @v data		Frame, without a tag
 * @v len		Length of frame
 * @ret mac		MAC address within the frame, or NULL if the frame is
 *			anything else
 *
 * An answer counts if it was sent to this device, and if it is not about a group of
 * machines: a message must not go to all that are on a wire.
 */
const uint8_t * multiboot_logger_heard ( struct multiboot_logger *logger,
					 struct net_device *netdev,
					 const void *data, size_t len ) {
	const struct multiboot_arp *arp = data;

	if ( ( len < MULTIBOOT_ARP_LEN ) ||
	     ( memcmp ( arp->kind, multiboot_arp_answer,
			sizeof ( arp->kind ) ) != 0 ) ||
	     ( arp->sender != logger->hop.s_addr ) ||
	     ( arp->target != logger->address.s_addr ) ||
	     ( memcmp ( arp->target_mac, netdev->ll_addr,
			sizeof ( arp->target_mac ) ) != 0 ) ||
	     ( arp->sender_mac[0] & 1 ) )
		return NULL;
	return arp->sender_mac;
}

/**
 * Begin a message
 *
 * @v logger		Logger
 * @ret iobuf		What precedes the text, in a buffer with room for
 *			MULTIBOOT_SYSLOG_MAX characters and a NUL in all; or NULL
 *			if there is no memory
 *
 * There is no time of day in the message, as a firmware may not know it: the server
 * takes its own (RFC 3164 section 4.3.3).
 */
struct io_buffer * multiboot_logger_begin ( struct multiboot_logger *logger ) {
	struct io_buffer *iobuf;

	iobuf = multiboot_frame_alloc ( MULTIBOOT_SYSLOG_MAX + 1 );
	if ( iobuf )
		iob_put ( iobuf, snprintf ( iobuf->data, MULTIBOOT_SYSLOG_MAX,
					    MULTIBOOT_SYSLOG_PRIORITY
					    "%s multiboot:",
					    inet_ntoa ( logger->address ) ) );
	return iobuf;
}

/**
 * Send a message
 *
 * @v logger		Logger
 * @v netdev		Network device, open, with an Ethernet link layer
 * @v tag		VLAN to send it in, or 0
 * @v mac		MAC address to send it to
 * @v iobuf		Message, with a text and a NUL added to the buffer, which
 *			is freed
 */
void multiboot_logger_send ( struct multiboot_logger *logger,
			     struct net_device *netdev, unsigned int tag,
			     const uint8_t *mac, struct io_buffer *iobuf ) {
	struct multiboot_header *header;
	char *message = iobuf->data;

	/* Whatever the text holds, no control character leaves the machine */
	multiboot_printable ( message, ( MULTIBOOT_SYSLOG_MAX + 1 ), message,
			      MULTIBOOT_SYSLOG_MAX );
	iob_put ( iobuf, ( strlen ( message ) - iob_len ( iobuf ) ) );
	header = multiboot_frame_header ( iobuf );
	memcpy ( header->dest, mac, sizeof ( header->dest ) );
	header->ip_source = logger->address.s_addr;
	header->ip_dest = logger->server.s_addr;
	header->source_port = htons ( MULTIBOOT_SYSLOG_PORT );
	header->dest_port = htons ( MULTIBOOT_SYSLOG_PORT );
	multiboot_frame_send ( netdev, tag, iobuf );
}
