/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#include <stdint.h>
#include <stddef.h>
#include <string.h>
#include <byteswap.h>
#include <ipxe/iobuf.h>
#include <ipxe/netdevice.h>
#include <usr/multibootframe.h>

/** @file
 *
 * Ethernet frames with a UDP datagram in them, and the tags of VLANs
 *
 * The race sends on devices that the rest of the stack knows nothing of, so that
 * it makes its frames itself.
 *
 */

/** Bytes of a VLAN's tag (IEEE 802.1Q 9.3) */
#define MULTIBOOT_TAG_LEN 4
/** Bytes left free before the headers, so that the data after them starts at a
 * multiple of 4, as struct dhcphdr needs */
#define MULTIBOOT_ALIGN 2
/** Bytes before the data of a datagram */
#define MULTIBOOT_FRAME_ROOM						\
	( MULTIBOOT_ALIGN + MULTIBOOT_TAG_LEN +				\
	  sizeof ( struct multiboot_header ) )

/**
 * Add to an Internet checksum (RFC 1071)
 *
 * @v sum		Sum so far
 * @v data		Data
 * @v len		Length in bytes
 * @ret sum		New sum, not folded
 */
uint32_t multiboot_sum ( uint32_t sum, const void *data, size_t len ) {
	const uint8_t *bytes = data;
	size_t i;

	for ( i = 0 ; i < len ; i++ )
		sum += ( ( i & 1 ) ? bytes[i] : ( bytes[i] << 8 ) );
	return sum;
}

/**
 * Finish an Internet checksum
 *
 * @v sum		Sum
 * @ret checksum	Checksum in host order, which is 0 if the data summed up
 *			hold a correct checksum
 */
uint16_t multiboot_fold ( uint32_t sum ) {
	while ( sum >> 16 )
		sum = ( ( sum & 0xffff ) + ( sum >> 16 ) );
	return ( ~sum & 0xffff );
}

/**
 * Sum up UDP's pseudo header
 *
 * @v source		Source address, network order
 * @v dest		Destination address, network order
 * @v len		Length of UDP header and data
 * @ret sum		Sum
 */
uint32_t multiboot_pseudo ( uint32_t source, uint32_t dest, size_t len ) {
	uint32_t sum;

	sum = multiboot_sum ( MULTIBOOT_IP_UDP + len, &source,
			      sizeof ( source ) );
	return multiboot_sum ( sum, &dest, sizeof ( dest ) );
}

/**
 * Get a buffer for the data of a datagram
 *
 * @v len		Room for the data
 * @ret iobuf		Empty buffer, with room for headers and a tag before the
 *			data; or NULL if there is no memory
 */
struct io_buffer * multiboot_frame_alloc ( size_t len ) {
	struct io_buffer *iobuf = alloc_iob ( MULTIBOOT_FRAME_ROOM + len );

	if ( iobuf )
		iob_reserve ( iobuf, MULTIBOOT_FRAME_ROOM );
	return iobuf;
}

/**
 * Put empty headers before the data of a datagram
 *
 * @v iobuf		Data, in a buffer of multiboot_frame_alloc()
 * @ret header		Headers, of which the caller fills in the destination's
 *			MAC address, and all IP addresses and ports
 */
struct multiboot_header * multiboot_frame_header ( struct io_buffer *iobuf ) {
	struct multiboot_header *header;

	header = iob_push ( iobuf, sizeof ( *header ) );
	memset ( header, 0, sizeof ( *header ) );
	return header;
}

/**
 * Send a frame, with the tag of a VLAN if there is one
 *
 * @v netdev		Network device, open
 * @v tag		VLAN, or 0 for no tag
 * @v iobuf		Frame, with room for the tag; it is freed
 * @ret rc		Return status code
 */
int multiboot_tag_send ( struct net_device *netdev, unsigned int tag,
			 struct io_buffer *iobuf ) {
	uint8_t *bytes;

	if ( tag ) {
		bytes = iob_push ( iobuf, MULTIBOOT_TAG_LEN );
		memmove ( bytes, ( bytes + MULTIBOOT_TAG_LEN ), 12 );
		bytes[12] = 0x81;
		bytes[13] = 0x00;
		bytes[14] = ( tag >> 8 );
		bytes[15] = tag;
	}
	return netdev_tx ( netdev, iobuf );
}

/**
 * Fill in the rest of a datagram's headers, and send it
 *
 * @v netdev		Network device, open, with an Ethernet link layer
 * @v tag		VLAN to send it in, or 0 to send it without a tag
 * @v iobuf		Datagram with the headers of multiboot_frame_header(); it
 *			is freed
 * @ret rc		Return status code
 */
int multiboot_frame_send ( struct net_device *netdev, unsigned int tag,
			   struct io_buffer *iobuf ) {
	struct multiboot_header *header = iobuf->data;
	size_t ip_len = ( iob_len ( iobuf ) - MULTIBOOT_ETH_LEN );
	size_t udp_len = ( ip_len - MULTIBOOT_IP_LEN );
	uint32_t sum;

	memcpy ( header->source, netdev->ll_addr, sizeof ( header->source ) );
	header->protocol = htons ( MULTIBOOT_ETH_IP );
	header->verhdrlen = 0x45;
	header->ip_len = htons ( ip_len );
	header->ttl = 64;
	header->ip_protocol = MULTIBOOT_IP_UDP;
	sum = multiboot_sum ( 0, &header->verhdrlen, MULTIBOOT_IP_LEN );
	header->ip_checksum = htons ( multiboot_fold ( sum ) );
	header->udp_len = htons ( udp_len );
	sum = multiboot_pseudo ( header->ip_source, header->ip_dest, udp_len );
	sum = multiboot_sum ( sum, &header->source_port, udp_len );
	header->udp_checksum = htons ( multiboot_fold ( sum ) );
	if ( ! header->udp_checksum )
		header->udp_checksum = 0xffff;
	return multiboot_tag_send ( netdev, tag, iobuf );
}

/**
 * Remove the tag of a VLAN
 *
 * @v iobuf		Frame
 * @ret tag		VLAN, or 0 if there was no tag
 *
 * A frame whose tag has the VLAN identifier 0 belongs to no VLAN, just as one
 * without a tag (IEEE 802.1Q section 6.9).
 */
unsigned int multiboot_untag ( struct io_buffer *iobuf ) {
	uint8_t *bytes = iobuf->data;
	unsigned int tag;

	if ( ( iob_len ( iobuf ) < 18 ) || ( bytes[12] != 0x81 ) || bytes[13] )
		return 0;
	tag = ( ( ( bytes[14] & 0x0f ) << 8 ) | bytes[15] );
	memmove ( ( bytes + 4 ), bytes, 12 );
	iob_pull ( iobuf, 4 );
	return tag;
}
