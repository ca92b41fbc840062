/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_TFTP_H
#define IPXE_TFTP_H

#include <stdint.h>

/* TFTP on the wire (RFC 1350, RFC 2347). All numbers in network order. */

#define TFTP_PORT 69

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

struct tftp_header {
	uint16_t opcode;
	/* Number of a block, or an error code. OACK and RRQ do not have it. */
	uint16_t number;
} __attribute__ (( packed ));

/* What the client asks for: bytes in a block, and blocks between two ACKs. */
#define TFTP_ASK_BLKSIZE 1468
#define TFTP_ASK_WINDOW 16
/* Smallest block that may be agreed on (RFC 2348). */
#define TFTP_MIN_BLKSIZE 8
/* Bytes in a block of a server that knows no options. */
#define TFTP_PLAIN_BLKSIZE 512

#endif /* IPXE_TFTP_H */
