/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Stands between the race and the network, for a probe and for the report.
 *
 * The race runs as it does in a firmware, with all its rules. Every DHCP reply
 * that is received is kept for the report. A probe sends nothing except
 * DHCPDISCOVER: the DHCPREQUEST of the race's winner is not sent, and the race
 * gets an acknowledgement that was made from the offer, as the server would
 * have sent it. It gets that only when the other NICs have had time to be
 * answered as well, so that the report tells about them, too; the winner is
 * chosen by then.
 */

#include <string.h>
#include <ipxe/dhcp.h>
#include <ipxe/if_ether.h>
#include <ipxe/timer.h>
#include <usr/multibootdhcp.h>
#include "nic.h"

#define IP_LEN 20
#define UDP_LEN 8
#define HEADERS (ETH_HLEN + IP_LEN + UDP_LEN)
#define MS_PER_SEC 1000

/* --- what we send */

/* Copies the DHCP message out of a frame of ours, which has no IP options, to
 * where a struct dhcphdr may stand. Returns its length, or 0 if the frame is
 * another one. */
static size_t own_dhcp(const uint8_t *frame, size_t len, void *copy,
		       size_t max)
{
	const struct ethhdr *ether = (const void *)frame;
	const uint8_t *ip = frame + ETH_HLEN;
	const uint8_t *udp = ip + IP_LEN;

	if (len < HEADERS + sizeof(struct dhcphdr) || len - HEADERS > max ||
	    ether->h_protocol != htons(ETH_P_IP) || ip[0] != 0x45 ||
	    ip[9] != 17 || (udp[2] << 8 | udp[3]) != BOOTPS_PORT)
		return 0;
	memcpy(copy, frame + HEADERS, len - HEADERS);
	return len - HEADERS;
}

/* Returns the offer of an address that a server has made on a NIC, or NULL. */
static struct multiboot_reply *find_offer(struct nic *nic,
					  struct in_addr server,
					  struct in_addr address)
{
	unsigned int i;

	for (i = 0; i < nic->offer_count; i++) {
		struct multiboot_reply *reply = nic->offers[i].reply;

		if (reply->type == DHCPOFFER && address.s_addr &&
		    reply->server.s_addr == server.s_addr &&
		    reply->address.s_addr == address.s_addr)
			return reply;
	}
	return NULL;
}

/* Notes which offer a DHCPREQUEST is for, and whether the probe has to answer
 * it. */
static void note_request(struct nic *nic, struct dhcp_packet *packet)
{
	struct in_addr server = { 0 }, address = { 0 };

	dhcppkt_fetch(packet, DHCP_SERVER_IDENTIFIER, &server, sizeof(server));
	dhcppkt_fetch(packet, DHCP_REQUESTED_ADDRESS, &address,
		      sizeof(address));
	nic->chosen = find_offer(nic, server, address);
	nic->held_back = nic->chosen && linux_options.probe &&
			 !linux_options.request;
}

int probe_sends(struct nic *nic, const void *frame, size_t len)
{
	int silent = linux_options.probe && !linux_options.request;
	union {
		struct dhcphdr header;
		uint8_t bytes[ETH_DATA_LEN];
	} copy;
	struct dhcp_packet packet;
	uint8_t type = 0;

	len = own_dhcp(frame, len, &copy, sizeof(copy));
	if (!len)
		return silent;
	dhcppkt_init(&packet, &copy.header, len);
	dhcppkt_fetch(&packet, DHCP_MESSAGE_TYPE, &type, sizeof(type));
	nic->xid = copy.header.xid;
	if (type == DHCPREQUEST)
		note_request(nic, &packet);
	if (type == DHCPDISCOVER && !nic->discovered)
		nic->discovered = currticks();
	return silent && type != DHCPDISCOVER;
}

/* --- what comes */

/* Returns non-zero if the report has the reply already: servers repeat theirs
 * for each DHCPDISCOVER. */
static int is_known(const struct nic *nic, const struct multiboot_reply *reply)
{
	unsigned int i;

	for (i = 0; i < nic->offer_count; i++) {
		const struct multiboot_reply *other = nic->offers[i].reply;

		if (other->type == reply->type &&
		    other->flags == reply->flags &&
		    other->server.s_addr == reply->server.s_addr &&
		    other->address.s_addr == reply->address.s_addr)
			return 1;
	}
	return 0;
}

void probe_receives(struct nic *nic, const void *frame, size_t len)
{
	struct multiboot_reply *reply;
	struct offer *offer;

	if (!nic->discovered || nic->offer_count == OFFERS_MAX)
		return;
	reply = multiboot_dhcp_parse(frame, len, nic->netdev->ll_addr,
				     nic->xid);
	if (!reply)
		return;
	if (is_known(nic, reply)) {
		multiboot_reply_put(reply);
		return;
	}
	offer = &nic->offers[nic->offer_count++];
	offer->reply = reply;
	offer->after = currticks() - nic->discovered;
}

void probe_forget(struct nic *nic)
{
	while (nic->offer_count)
		multiboot_reply_put(nic->offers[--nic->offer_count].reply);
	nic->chosen = NULL;
}

/* --- the answer to what was kept back */

/* Returns non-zero if a NIC was offered something to boot. */
static int has_bootable(const struct nic *nic)
{
	unsigned int i;

	for (i = 0; i < nic->offer_count; i++) {
		if (nic->offers[i].reply->flags & MULTIBOOT_BOOTABLE)
			return 1;
	}
	return 0;
}

/* Returns non-zero once all NICs with a link were offered something to boot, or
 * servers have had the time to do so. */
static int heard_enough(void)
{
	unsigned long now = currticks();
	unsigned long longest = 0;
	int missing = 0;
	struct nic *nic;

	for_each_nic(nic) {
		if (!nic->netdev || !nic->discovered)
			continue;
		if (now - nic->discovered > longest)
			longest = now - nic->discovered;
		if (netdev_link_ok(nic->netdev) && !has_bootable(nic))
			missing = 1;
	}
	return !missing ||
	       longest * MS_PER_SEC / TICKS_PER_SEC >= linux_options.wait_ms;
}

/* Changes the type of a DHCP message. Its options need no checks, as they are
 * the copy that the race makes (<usr/multibootdhcp.h>), in which each is
 * complete. */
static void set_type(uint8_t *message, size_t len, uint8_t type)
{
	uint8_t *option = message + sizeof(struct dhcphdr);
	uint8_t *end = message + len;

	while (end - option > 2 && option[0] != DHCP_END) {
		if (option[0] == DHCP_MESSAGE_TYPE)
			option[2] = type;
		option += 2 + option[1];
	}
}

/* Writes a number of 16 bits in network order. */
static void put16(uint8_t *bytes, unsigned int value)
{
	bytes[0] = value >> 8;
	bytes[1] = value;
}

/* Writes the headers of a datagram with len bytes of data from a server to us:
 * Ethernet, IP (RFC 791) and UDP (RFC 768, without a checksum). */
static void fill_headers(uint8_t *frame, const struct nic *nic,
			 const struct multiboot_reply *reply, size_t len)
{
	uint8_t *ip = frame + ETH_HLEN;
	uint8_t *udp = ip + IP_LEN;

	memset(frame, 0, HEADERS);
	memcpy(frame, nic->netdev->ll_addr, MAC_LEN);
	put16(ip - 2, ETH_P_IP);
	ip[0] = 0x45;
	put16(ip + 2, IP_LEN + UDP_LEN + len);
	ip[8] = 64;
	ip[9] = 17;
	memcpy(ip + 12, &reply->server, 4);
	memcpy(ip + 16, &reply->address, 4);
	put16(ip + 10, internet_checksum(0, ip, IP_LEN));
	put16(udp, BOOTPS_PORT);
	put16(udp + 2, BOOTPC_PORT);
	put16(udp + 4, UDP_LEN + len);
}

struct io_buffer *probe_answer(struct nic *nic)
{
	struct multiboot_reply *reply = nic->chosen;
	struct io_buffer *iobuf;
	size_t len;

	if (!nic->held_back || !heard_enough())
		return NULL;
	len = dhcppkt_len(&reply->dhcppkt);
	iobuf = alloc_iob(HEADERS + len);
	if (!iobuf)
		return NULL;
	nic->held_back = 0;
	fill_headers(iob_put(iobuf, HEADERS), nic, reply, len);
	memcpy(iob_put(iobuf, len), reply->dhcppkt.dhcphdr, len);
	set_type((uint8_t *)iobuf->data + HEADERS, len, DHCPACK);
	return iobuf;
}
