/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIM_PACKET_H
#define SIM_PACKET_H

#include <stddef.h>
#include <stdint.h>

/*
 * DHCP frames as the other end writes and reads them, on its own and without
 * anything of src/ (RFC 791, 768, 2131). Addresses are numbers in host order:
 * 0x0a000001 is 10.0.0.1.
 */

#define PACKET_ETH 0
#define PACKET_IP 14
#define PACKET_UDP 34
#define PACKET_BOOTP 42
#define PACKET_SNAME (PACKET_BOOTP + 44)
#define PACKET_FILE (PACKET_BOOTP + 108)
#define PACKET_MAGIC (PACKET_BOOTP + 236)
#define PACKET_OPTIONS (PACKET_BOOTP + 240)
#define PACKET_MAX 4096

struct packet {
	uint8_t bytes[PACKET_MAX];
	size_t len;
};

/* A reply without options to xid (as it is in memory) and mac. */
void packet_reply(struct packet *packet, uint32_t xid, const uint8_t *mac,
		  uint32_t yiaddr, uint32_t siaddr);
void packet_option(struct packet *packet, unsigned int tag, const void *data,
		   size_t len);
void packet_option_byte(struct packet *packet, unsigned int tag,
			uint8_t value);
void packet_option_addr(struct packet *packet, unsigned int tag,
			uint32_t addr);
void packet_option_text(struct packet *packet, unsigned int tag,
			const char *text);
/* Puts an option into a field (PACKET_FILE, PACKET_SNAME) instead; returns
 * where the next one goes. */
size_t packet_field_option(struct packet *packet, size_t offset,
			   unsigned int tag, const void *data, size_t len);
void packet_field_text(struct packet *packet, size_t offset,
		       const char *text);
/* Ends the options; fills in lengths and checksums. */
void packet_end(struct packet *packet);
/* The same without an end option. */
void packet_lengths(struct packet *packet);
void packet_checksums(struct packet *packet);

void packet_put16(struct packet *packet, size_t offset, uint16_t value);
void packet_put32(struct packet *packet, size_t offset, uint32_t value);
uint16_t packet_get16(const uint8_t *bytes);
uint32_t packet_get32(const uint8_t *bytes);

/* A request as a server sees it. */
struct request {
	uint8_t type;
	uint32_t xid;			/* as it is in memory */
	uint8_t mac[6];
	uint16_t secs;
	uint32_t server;		/* option 54, 0: none */
	uint32_t address;		/* option 50, 0: none */
	int has_overload;
	int has_rapid_commit;
	size_t dhcp_len;
};

/* NULL, or what is wrong with the frame. */
const char *packet_read_request(const void *frame, size_t len,
				struct request *request);
/* An option's value, or NULL. */
const uint8_t *packet_find(const void *frame, size_t len, unsigned int tag,
			   size_t *value_len);

#endif /* SIM_PACKET_H */
