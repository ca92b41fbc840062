/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Fills in checksums that senders on this host leave to their device: a frame
 * from one network namespace to another never passes a device that would do it.
 * Without them the race would drop a server's DHCP replies as damaged.
 */

#include <string.h>
#include <ipxe/if_ether.h>
#include <ipxe/in.h>
#include "nic.h"

#define IP_LEN 20
#define UDP_LEN 8
#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17
/* The bits of an IP header's flags and offset that only fragments have set:
 * more fragments follow, or the offset is not 0 (RFC 791 3.1). */
#define FRAGMENT 0x3fff

/* Returns a number of 16 bits in network order. */
static unsigned int number(const uint8_t *bytes)
{
	return bytes[0] << 8 | bytes[1];
}

/* Returns a sum to which the 16-bit words of some bytes were added. */
static uint32_t add(uint32_t sum, const uint8_t *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		sum += i & 1 ? bytes[i] : bytes[i] << 8;
	return sum;
}

uint16_t internet_checksum(uint32_t sum, const void *data, size_t len)
{
	sum = add(sum, data, len);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

/* Fills in the checksum of a UDP datagram, unless its length is wrong. A sum of
 * 0 is sent as all ones, as 0 stands for no checksum (RFC 768). */
static void fill_udp(const uint8_t *ip, uint8_t *udp, size_t room)
{
	size_t len = number(udp + 4);
	uint32_t pseudo;
	uint16_t sum;

	if (len < UDP_LEN || len > room)
		return;
	udp[6] = udp[7] = 0;
	pseudo = add(PROTOCOL_UDP + len, ip + 12, 8);
	sum = internet_checksum(pseudo, udp, len);
	if (!sum)
		sum = 0xffff;
	udp[6] = sum >> 8;
	udp[7] = sum;
}

int fill_checksum(void *frame, size_t len)
{
	uint8_t *ip = (uint8_t *)frame + ETH_HLEN;
	size_t header, total;

	if (len < ETH_HLEN + IP_LEN ||
	    number((uint8_t *)frame + ETH_HLEN - 2) != ETH_P_IP)
		return 0;
	header = (ip[0] & 15) * 4;
	total = number(ip + 2);
	if (ip[0] >> 4 != 4 || header < IP_LEN || total > len - ETH_HLEN ||
	    header > total || number(ip + 6) & FRAGMENT)
		return 0;
	if (ip[9] == PROTOCOL_UDP && total - header >= UDP_LEN)
		fill_udp(ip, ip + header, total - header);
	return ip[9] == PROTOCOL_TCP;
}
