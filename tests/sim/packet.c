/* SPDX-License-Identifier: GPL-2.0-or-later */

/* DHCP frames as the other end writes and reads them. */

#include <string.h>
#include "packet.h"

#define MAGIC 0x63825363

void packet_put16(struct packet *packet, size_t offset, uint16_t value)
{
	packet->bytes[offset] = value >> 8;
	packet->bytes[offset + 1] = value;
}

void packet_put32(struct packet *packet, size_t offset, uint32_t value)
{
	packet_put16(packet, offset, value >> 16);
	packet_put16(packet, offset + 2, value);
}

uint16_t packet_get16(const uint8_t *bytes)
{
	return bytes[0] << 8 | bytes[1];
}

uint32_t packet_get32(const uint8_t *bytes)
{
	return (uint32_t)packet_get16(bytes) << 16 | packet_get16(bytes + 2);
}

void packet_reply(struct packet *packet, uint32_t xid, const uint8_t *mac,
		  uint32_t yiaddr, uint32_t siaddr)
{
	static const uint8_t server_mac[] = { 2, 0, 0, 0xaa, 0xbb, 0xcc };
	uint8_t *bytes = packet->bytes;

	memset(packet, 0, sizeof(*packet));
	memcpy(bytes, mac, 6);
	memcpy(bytes + 6, server_mac, 6);
	packet_put16(packet, 12, 0x0800);
	bytes[PACKET_IP] = 0x45;
	bytes[PACKET_IP + 8] = 64;
	bytes[PACKET_IP + 9] = 17;
	packet_put32(packet, PACKET_IP + 12, siaddr);
	packet_put32(packet, PACKET_IP + 16, yiaddr ? yiaddr : 0xffffffff);
	packet_put16(packet, PACKET_UDP, 67);
	packet_put16(packet, PACKET_UDP + 2, 68);
	bytes[PACKET_BOOTP] = 2;
	bytes[PACKET_BOOTP + 1] = 1;
	bytes[PACKET_BOOTP + 2] = 6;
	memcpy(bytes + PACKET_BOOTP + 4, &xid, sizeof(xid));
	packet_put32(packet, PACKET_BOOTP + 16, yiaddr);
	packet_put32(packet, PACKET_BOOTP + 20, siaddr);
	memcpy(bytes + PACKET_BOOTP + 28, mac, 6);
	packet_put32(packet, PACKET_MAGIC, MAGIC);
	packet->len = PACKET_OPTIONS;
}

size_t packet_field_option(struct packet *packet, size_t offset,
			   unsigned int tag, const void *data, size_t len)
{
	packet->bytes[offset++] = tag;
	packet->bytes[offset++] = len;
	if (len)
		memcpy(packet->bytes + offset, data, len);
	return offset + len;
}

void packet_field_text(struct packet *packet, size_t offset, const char *text)
{
	memcpy(packet->bytes + offset, text, strlen(text));
}

void packet_option(struct packet *packet, unsigned int tag, const void *data,
		   size_t len)
{
	packet->len = packet_field_option(packet, packet->len, tag, data, len);
}

void packet_option_byte(struct packet *packet, unsigned int tag,
			uint8_t value)
{
	packet_option(packet, tag, &value, 1);
}

void packet_option_addr(struct packet *packet, unsigned int tag, uint32_t addr)
{
	uint8_t bytes[4] = { addr >> 24, addr >> 16, addr >> 8, addr };

	packet_option(packet, tag, bytes, sizeof(bytes));
}

void packet_option_text(struct packet *packet, unsigned int tag,
			const char *text)
{
	packet_option(packet, tag, text, strlen(text));
}

uint16_t packet_sum(uint32_t sum, const uint8_t *bytes, size_t len)
{
	for (; len > 1; len -= 2, bytes += 2)
		sum += packet_get16(bytes);
	if (len)
		sum += bytes[0] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static uint16_t udp_checksum(const uint8_t *ip, const uint8_t *udp, size_t len)
{
	uint32_t sum = 17 + len;
	unsigned int i;

	for (i = 12; i < 20; i += 2)
		sum += packet_get16(ip + i);
	return packet_sum(sum, udp, len);
}

void packet_checksums(struct packet *packet)
{
	uint8_t *ip = packet->bytes + PACKET_IP;
	uint8_t *udp = packet->bytes + PACKET_UDP;
	uint16_t sum;

	packet_put16(packet, PACKET_IP + 10, 0);
	packet_put16(packet, PACKET_IP + 10, packet_sum(0, ip, 20));
	packet_put16(packet, PACKET_UDP + 6, 0);
	sum = udp_checksum(ip, udp, packet_get16(udp + 4));
	packet_put16(packet, PACKET_UDP + 6, sum ? sum : 0xffff);
}

void packet_lengths(struct packet *packet)
{
	packet_put16(packet, PACKET_IP + 2, packet->len - PACKET_IP);
	packet_put16(packet, PACKET_UDP + 4, packet->len - PACKET_UDP);
	packet_checksums(packet);
}

void packet_end(struct packet *packet)
{
	packet->bytes[packet->len++] = 255;
	packet_lengths(packet);
}

const uint8_t *packet_find(const void *frame, size_t len, unsigned int tag,
			   size_t *value_len)
{
	const uint8_t *bytes = frame;
	size_t pos = PACKET_OPTIONS;

	while (pos + 1 < len && bytes[pos] != 255) {
		if (bytes[pos] == 0) {
			pos++;
			continue;
		}
		if (bytes[pos + 1] > len - pos - 2)
			return NULL;
		if (bytes[pos] == tag) {
			*value_len = bytes[pos + 1];
			return bytes + pos + 2;
		}
		pos += 2 + bytes[pos + 1];
	}
	return NULL;
}

static uint32_t find_addr(const void *frame, size_t len, unsigned int tag)
{
	size_t value_len;
	const uint8_t *value = packet_find(frame, len, tag, &value_len);

	return value && value_len == 4 ? packet_get32(value) : 0;
}

const char *packet_check_udp(const uint8_t *b, size_t len)
{
	size_t ip_len, udp_len;

	if (len < PACKET_BOOTP)
		return "shorter than its headers";
	ip_len = packet_get16(b + PACKET_IP + 2);
	udp_len = packet_get16(b + PACKET_UDP + 4);
	if (packet_get16(b + 12) != 0x0800 || b[PACKET_IP] != 0x45)
		return "not IPv4";
	if (ip_len != len - PACKET_IP || udp_len != len - PACKET_UDP)
		return "wrong length";
	if (packet_get16(b + PACKET_IP + 6) != 0 || b[PACKET_IP + 8] == 0 ||
	    b[PACKET_IP + 9] != 17)
		return "fragment, TTL or protocol";
	if (packet_sum(0, b + PACKET_IP, 20) != 0)
		return "wrong IP checksum";
	if (udp_checksum(b + PACKET_IP, b + PACKET_UDP, udp_len) != 0)
		return "wrong UDP checksum";
	return NULL;
}

/* Headers of a broadcast by a client without address (RFC 2131 4.1). */
static const char *check_headers(const uint8_t *b, size_t len)
{
	static const uint8_t broadcast[] = { 255, 255, 255, 255, 255, 255 };
	const char *wrong;

	if (len < PACKET_OPTIONS)
		return "shorter than a DHCP packet";
	if (memcmp(b, broadcast, 6) != 0)
		return "not to the Ethernet broadcast address";
	wrong = packet_check_udp(b, len);
	if (wrong)
		return wrong;
	if (packet_get32(b + PACKET_IP + 12) != 0 ||
	    packet_get32(b + PACKET_IP + 16) != 0xffffffff)
		return "wrong IP addresses";
	if (packet_get16(b + PACKET_UDP) != 68 ||
	    packet_get16(b + PACKET_UDP + 2) != 67)
		return "wrong ports";
	if (packet_get16(b + PACKET_UDP + 4) < 308)
		return "shorter than BOOTP's 300 bytes";
	return NULL;
}

const char *packet_read_request(const void *frame, size_t len,
				struct request *request)
{
	const uint8_t *b = frame;
	const char *wrong = check_headers(b, len);
	const uint8_t *type;
	size_t type_len, unused;

	if (wrong)
		return wrong;
	b += PACKET_BOOTP;
	if (b[0] != 1 || b[1] != 1 || b[2] != 6 || b[3] != 0 ||
	    packet_get32(b + 236) != MAGIC)
		return "wrong BOOTP header";
	if (packet_get32(b + 12) || packet_get32(b + 16) ||
	    packet_get32(b + 20) || packet_get32(b + 24))
		return "addresses that have to be 0";
	type = packet_find(frame, len, 53, &type_len);
	if (!type || type_len != 1)
		return "no message type";
	memset(request, 0, sizeof(*request));
	request->type = *type;
	memcpy(&request->xid, b + 4, 4);
	memcpy(request->mac, b + 28, 6);
	if (memcmp(request->mac, (const uint8_t *)frame + 6, 6) != 0)
		return "chaddr is not the sender";
	request->secs = packet_get16(b + 8);
	request->server = find_addr(frame, len, 54);
	request->address = find_addr(frame, len, 50);
	request->has_overload = packet_find(frame, len, 52, &unused) != NULL;
	request->has_rapid_commit =
		packet_find(frame, len, 80, &unused) != NULL;
	request->dhcp_len = len - PACKET_BOOTP;
	return NULL;
}
