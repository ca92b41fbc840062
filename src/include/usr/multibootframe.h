/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _USR_MULTIBOOTFRAME_H
#define _USR_MULTIBOOTFRAME_H

/** @file
 *
 * Ethernet frames with a UDP datagram in them, and the tags of VLANs
 *
 */

FILE_LICENCE ( GPL2_OR_LATER );

#include <stddef.h>
#include <stdint.h>
#include <usr/multibootcompat.h>

struct io_buffer;
struct net_device;

/** The headers of a frame: Ethernet, IPv4 without options (RFC 791), and UDP
 * (RFC 768); numbers are in network order */
struct multiboot_header {
	/** Destination MAC address */
	uint8_t dest[6];
	/** Source MAC address */
	uint8_t source[6];
	/** EtherType */
	uint16_t protocol;
	/** IP version (4), and length of the IP header in 32-bit words */
	uint8_t verhdrlen;
	/** Type of service */
	uint8_t service;
	/** Length of the datagram, with the IP header */
	uint16_t ip_len;
	/** Identification of the datagram's fragments */
	uint16_t ident;
	/** Flags, and offset of the fragment in units of 8 bytes */
	uint16_t fragment;
	/** Time to live */
	uint8_t ttl;
	/** Protocol above IP */
	uint8_t ip_protocol;
	/** Checksum of the IP header */
	uint16_t ip_checksum;
	/** Source IP address */
	uint32_t ip_source;
	/** Destination IP address */
	uint32_t ip_dest;
	/** Source port */
	uint16_t source_port;
	/** Destination port */
	uint16_t dest_port;
	/** Length of the data, with the UDP header */
	uint16_t udp_len;
	/** Checksum of a pseudo header, the UDP header and the data; or 0 if
	 * there is none */
	uint16_t udp_checksum;
} __attribute__ (( packed ));

_Static_assert ( sizeof ( struct multiboot_header ) == 42, "frame header" );

/** EtherType of IPv4 */
#define MULTIBOOT_ETH_IP 0x0800
/** IP protocol number of UDP */
#define MULTIBOOT_IP_UDP 17
/** Bytes of an Ethernet header */
#define MULTIBOOT_ETH_LEN 14
/** Bytes of an IPv4 header without options */
#define MULTIBOOT_IP_LEN 20
/** Bytes of a UDP header */
#define MULTIBOOT_UDP_LEN 8

/** Add to an Internet checksum (RFC 1071) */
extern uint32_t multiboot_sum ( uint32_t sum, const void *data, size_t len );
/** Finish an Internet checksum */
extern uint16_t multiboot_fold ( uint32_t sum );
/** Sum up UDP's pseudo header */
extern uint32_t multiboot_pseudo ( uint32_t source, uint32_t dest,
				   size_t len );
/** Get a buffer for the data of a datagram, with room for what goes before it */
extern struct io_buffer * multiboot_frame_alloc ( size_t len );
/** Put empty headers before the data of a datagram */
extern struct multiboot_header *
multiboot_frame_header ( struct io_buffer *iobuf );
/** Fill in the rest of a datagram's headers, and send it */
extern int multiboot_frame_send ( struct net_device *netdev, unsigned int tag,
				  struct io_buffer *iobuf );
/** Send a frame, with the tag of a VLAN if there is one */
extern int multiboot_tag_send ( struct net_device *netdev, unsigned int tag,
				struct io_buffer *iobuf );
/** Remove the tag of a VLAN from a frame */
extern unsigned int multiboot_untag ( struct io_buffer *iobuf );

#endif /* _USR_MULTIBOOTFRAME_H */
