/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIM_PACKET_H
#define SIM_PACKET_H

#include <stddef.h>
#include <stdint.h>

/*
 * Writes and reads DHCP frames as a server does (RFC 791, RFC 768, RFC 2131), without
 * any code of src/. Addresses are numbers in host order: 0x0a000001 is 10.0.0.1.
 */

/* Offsets of headers and fields in a frame. */
#define PACKET_ETH 0
#define PACKET_IP 14
#define PACKET_UDP 34
#define PACKET_BOOTP 42
#define PACKET_SNAME (PACKET_BOOTP + 44)
#define PACKET_FILE (PACKET_BOOTP + 108)
#define PACKET_MAGIC (PACKET_BOOTP + 236)
#define PACKET_OPTIONS (PACKET_BOOTP + 240)
/* Longest frame, in bytes. */
#define PACKET_MAX 4096

/* A frame that is being written. */
struct packet {
	/* The frame. */
	uint8_t bytes[PACKET_MAX];
	/* Its length so far. */
	size_t len;
};

/* Begins a reply without options to a client with a transaction identifier, given
 * in network order, and a MAC address. */
void packet_reply(struct packet *packet, uint32_t xid, const uint8_t *mac,
		  uint32_t yiaddr, uint32_t siaddr);
/* Adds an option with any bytes. */
void packet_option(struct packet *packet, unsigned int tag, const void *data,
		   size_t len);
/* Adds an option that is one byte. */
void packet_option_byte(struct packet *packet, unsigned int tag,
			uint8_t value);
/* Adds an option that is an address. */
void packet_option_addr(struct packet *packet, unsigned int tag,
			uint32_t addr);
/* Adds an option that is text. */
void packet_option_text(struct packet *packet, unsigned int tag,
			const char *text);
/* Writes an option at an offset inside of the field at PACKET_FILE or PACKET_SNAME.
 * Returns the offset for the next option. */
size_t packet_field_option(struct packet *packet, size_t offset,
			   unsigned int tag, const void *data, size_t len);
/* Writes text at an offset. */
void packet_field_text(struct packet *packet, size_t offset,
		       const char *text);
/* Ends the options and sets all lengths and checksums. */
void packet_end(struct packet *packet);
/* Sets all lengths and checksums without ending the options. */
void packet_lengths(struct packet *packet);
/* Sets all checksums. */
void packet_checksums(struct packet *packet);
/* Returns the Internet checksum (RFC 1071) over sum and len bytes, of which an odd
 * one at the end counts as if a zero followed. */
uint16_t packet_sum(uint32_t sum, const uint8_t *bytes, size_t len);

/* Returns what is wrong with the lengths, checksums and kind of a frame that has to
 * hold a UDP datagram, or NULL. */
const char *packet_check_udp(const uint8_t *frame, size_t len);

/* Writes 16 bits at an offset, in network order. */
void packet_put16(struct packet *packet, size_t offset, uint16_t value);
/* Writes 32 bits at an offset, in network order. */
void packet_put32(struct packet *packet, size_t offset, uint32_t value);
/* Returns 16 bits that are in network order. */
uint16_t packet_get16(const uint8_t *bytes);
/* Returns 32 bits that are in network order. */
uint32_t packet_get32(const uint8_t *bytes);

/* A request as a server reads it. */
struct request {
	/* DHCP message type (option 53). */
	uint8_t type;
	/* Transaction identifier, in network order. */
	uint32_t xid;
	/* MAC address of the client. */
	uint8_t mac[6];
	/* Seconds since the client began. */
	uint16_t secs;
	/* Server identifier (option 54), or 0 if there is none. */
	uint32_t server;
	/* Requested address (option 50), or 0 if there is none. */
	uint32_t address;
	/* Non-zero if there is an option overload (option 52). */
	int has_overload;
	/* Non-zero if there is a rapid commit (option 80). */
	int has_rapid_commit;
	/* Length of the DHCP packet, in bytes. */
	size_t dhcp_len;
};

/* Reads a request. Returns NULL, or what is wrong with the frame. */
const char *packet_read_request(const void *frame, size_t len,
				struct request *request);
/* Returns the value of an option of a frame, or NULL if there is none. */
const uint8_t *packet_find(const void *frame, size_t len, unsigned int tag,
			   size_t *value_len);

#endif /* SIM_PACKET_H */
