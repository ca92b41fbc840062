/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_TFTP_H
#define IPXE_TFTP_H

#include <stdint.h>

/* TFTP on the wire (RFC 1350, RFC 2347). All numbers are in network order. */

/* Port on which servers take requests. */
#define TFTP_PORT 69

/* Types of packets (RFC 1350 section 5, RFC 2347). */
#define TFTP_RRQ 1
#define TFTP_DATA 3
#define TFTP_ACK 4
#define TFTP_ERROR 5
#define TFTP_OACK 6

/* Error codes (RFC 1350 appendix, RFC 2347). */
#define TFTP_ERR_UNDEFINED 0
#define TFTP_ERR_NOT_FOUND 1
#define TFTP_ERR_ACCESS 2
#define TFTP_ERR_DISK_FULL 3
#define TFTP_ERR_ILLEGAL 4
#define TFTP_ERR_UNKNOWN_TID 5
#define TFTP_ERR_OPTIONS 8

/* The start of DATA, ACK and ERROR packets (RFC 1350 section 5). */
struct tftp_header {
	/* Type of the packet: TFTP_DATA and so on. */
	uint16_t opcode;
	/* Number of a block, or the code of an error. */
	uint16_t number;
} __attribute__ (( packed ));

/* Bytes in a block that the client asks for (RFC 2348): what fits an Ethernet
 * frame. */
#define TFTP_ASK_BLKSIZE 1468
/* Blocks between two ACKs that the client asks for (RFC 7440). */
#define TFTP_ASK_WINDOW 16
/* Smallest block that may be agreed on (RFC 2348). */
#define TFTP_MIN_BLKSIZE 8
/* Bytes in a block of a server that knows no options. */
#define TFTP_PLAIN_BLKSIZE 512

#endif /* IPXE_TFTP_H */
