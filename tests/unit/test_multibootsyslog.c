/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Messages to log servers, byte for byte (src/net/multibootsyslog.c), and the
 * answers to ARP that lead to them. */

#include "unit.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/dhcp.h>
#include <ipxe/iobuf.h>
#include <ipxe/netdevice.h>
#include <usr/multibootdhcp.h>
#include <usr/multibootframe.h>
#include <usr/multibootsyslog.h>
#include "../sim/packet.h"

#define XID 0x12345678
#define ADDR 0x0a000064		/* 10.0.0.100 */
#define SERVER 0x0a000001	/* 10.0.0.1 */
#define MASK 0xffffff00

static const uint8_t mac[] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };
static const uint8_t hop_mac[] = { 2, 0, 0, 0, 0, 7 };
static struct packet packet;
static struct multiboot_logger logger;
static struct net_device *netdev;
/* The frame that was sent last. */
static uint8_t sent[2048];
static size_t sent_len;

static int keep_sent(struct net_device *by, struct io_buffer *iobuf)
{
	sent_len = iob_len(iobuf);
	assert_in_range(sent_len, 60, sizeof(sent));
	memcpy(sent, iobuf->data, sent_len);
	netdev_tx_complete(by, iobuf);
	return 0;
}

static const struct net_device_operations operations = {
	.transmit = keep_sent,
};

static int make_nic(void **state)
{
	netdev = alloc_etherdev(0);
	netdev_init(netdev, &operations);
	memcpy(netdev->ll_addr, mac, sizeof(mac));
	netdev->state = NETDEV_OPEN;
	sent_len = 0;
	memset(&logger, 0, sizeof(logger));
	return 0;
}

static int drop_nic(void **state)
{
	netdev->state = 0;
	netdev_put(netdev);
	return 0;
}

/* Begins a lease. */
static void start(void)
{
	packet_reply(&packet, XID, mac, ADDR, SERVER);
	packet_option_byte(&packet, DHCP_MESSAGE_TYPE, DHCPACK);
	packet_option_addr(&packet, DHCP_SERVER_IDENTIFIER, SERVER);
}

/* Ends the lease and notes its log server. */
static void note(void)
{
	struct multiboot_reply *lease;

	packet_end(&packet);
	lease = multiboot_dhcp_parse(packet.bytes, packet.len, mac, XID);
	assert_non_null(lease);
	multiboot_logger_note(&logger, lease);
	multiboot_reply_put(lease);
}

static void assert_logger(uint32_t server, uint32_t hop)
{
	assert_int_equal(ntohl(logger.server.s_addr), server);
	assert_int_equal(ntohl(logger.hop.s_addr), hop);
	assert_int_equal(ntohl(logger.address.s_addr), server ? ADDR : 0);
}

static void a_log_server_is_noted(void **state)
{
	static const uint8_t two[] = { 10, 0, 0, 9, 192, 168, 0, 1 };

	start();
	packet_option_addr(&packet, DHCP_SUBNET_MASK, MASK);
	packet_option(&packet, DHCP_LOG_SERVERS, two, sizeof(two));
	packet_option_addr(&packet, DHCP_ROUTERS, SERVER);
	note();
	assert_logger(0x0a000009, 0x0a000009);
}

static void a_router_leads_to_others(void **state)
{
	static const uint8_t two[] = { 10, 0, 0, 254, 10, 0, 0, 253 };

	start();
	packet_option_addr(&packet, DHCP_SUBNET_MASK, MASK);
	packet_option_addr(&packet, DHCP_LOG_SERVERS, 0x0a000109);
	packet_option(&packet, DHCP_ROUTERS, two, sizeof(two));
	note();
	assert_logger(0x0a000109, 0x0a0000fe);
}

/* Without a netmask the log server is taken to be near. */
static void without_a_netmask_all_are_near(void **state)
{
	start();
	packet_option_addr(&packet, DHCP_LOG_SERVERS, 0xc0a80001);
	packet_option_addr(&packet, DHCP_ROUTERS, SERVER);
	note();
	assert_logger(0xc0a80001, 0xc0a80001);
}

static void what_leads_nowhere_is_not_noted(void **state)
{
	static const uint8_t cut[] = { 10, 0, 0 };

	start();
	note();
	assert_logger(0, 0);
	start();
	packet_option(&packet, DHCP_LOG_SERVERS, cut, sizeof(cut));
	note();
	assert_logger(0, 0);
	start();
	packet_option(&packet, DHCP_LOG_SERVERS, NULL, 0);
	note();
	assert_logger(0, 0);
	start();
	packet_option_addr(&packet, DHCP_LOG_SERVERS, 0);
	note();
	assert_logger(0, 0);
	start();
	packet_option_addr(&packet, DHCP_SUBNET_MASK, MASK);
	packet_option_addr(&packet, DHCP_LOG_SERVERS, 0xc0a80001);
	packet_option(&packet, DHCP_ROUTERS, cut, sizeof(cut));
	note();
	assert_logger(0, 0);
}

static void a_lease_without_one_takes_none_away(void **state)
{
	start();
	packet_option_addr(&packet, DHCP_LOG_SERVERS, 0x0a000009);
	note();
	start();
	note();
	assert_logger(0x0a000009, 0x0a000009);
}

static void set_logger(void)
{
	logger.server.s_addr = htonl(0xc0a80001);
	logger.hop.s_addr = htonl(0x0a0000fe);
	logger.address.s_addr = htonl(ADDR);
}

static const uint8_t request[60] = {
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x52, 0x54, 0, 0x12, 0x34, 0x56,
	8, 6, 0, 1, 8, 0, 6, 4, 0, 1,
	0x52, 0x54, 0, 0x12, 0x34, 0x56, 10, 0, 0, 100,
	0, 0, 0, 0, 0, 0, 10, 0, 0, 254,
};

static const uint8_t answer[42] = {
	0x52, 0x54, 0, 0x12, 0x34, 0x56, 2, 0, 0, 0, 0, 7,
	8, 6, 0, 1, 8, 0, 6, 4, 0, 2,
	2, 0, 0, 0, 0, 7, 10, 0, 0, 254,
	0x52, 0x54, 0, 0x12, 0x34, 0x56, 10, 0, 0, 100,
};

static void asks_byte_for_byte(void **state)
{
	set_logger();
	multiboot_logger_ask(&logger, netdev, 0);
	assert_int_equal(sent_len, sizeof(request));
	assert_memory_equal(sent, request, sizeof(request));
	multiboot_logger_ask(&logger, netdev, 0x123);
	assert_int_equal(sent_len, sizeof(request) + 4);
	assert_memory_equal(sent, request, 12);
	assert_memory_equal(sent + 12, "\x81\0\x01\x23", 4);
	assert_memory_equal(sent + 16, request + 12, sizeof(request) - 12);
}

static const uint8_t *hears(const uint8_t *frame, size_t len)
{
	static uint8_t mac_found[6];
	uint8_t *copy = malloc(len + !len);
	const uint8_t *found;

	memcpy(copy, frame, len);
	found = multiboot_logger_heard(&logger, netdev, copy, len);
	if (found)
		memcpy(mac_found, found, sizeof(mac_found));
	free(copy);
	return found ? mac_found : NULL;
}

/* Every byte that has a meaning counts, but for the addresses of Ethernet and of the
 * sender. */
static void hears_an_answer_and_nothing_else(void **state)
{
	uint8_t other[sizeof(answer)];
	const uint8_t *found;
	unsigned int i, bit;
	size_t len;

	set_logger();
	found = hears(answer, sizeof(answer));
	assert_non_null(found);
	assert_memory_equal(found, hop_mac, sizeof(hop_mac));
	for (len = 0; len < sizeof(answer); len++)
		assert_null(hears(answer, len));
	for (i = 0; i < 8 * sizeof(answer); i++) {
		bit = 1 << i % 8;
		memcpy(other, answer, sizeof(other));
		other[i / 8] ^= bit;
		found = hears(other, sizeof(other));
		if (i / 8 < 12 || (i / 8 >= 22 && i / 8 < 28 && i != 8 * 22))
			assert_non_null(found);
		else
			assert_null(found);
	}
	assert_null(hears(request, sizeof(request)));
}

/* Sends a text to the log server. */
static void say(unsigned int tag, const char *text)
{
	struct io_buffer *iobuf = multiboot_logger_begin(&logger);

	assert_non_null(iobuf);
	snprintf(iobuf->tail, MULTIBOOT_SYSLOG_MAX + 1 - iob_len(iobuf), "%s",
		 text);
	multiboot_logger_send(&logger, netdev, tag, hop_mac, iobuf);
}

static void sends_byte_for_byte(void **state)
{
	static const uint8_t wanted[] = {
		2, 0, 0, 0, 0, 7, 0x52, 0x54, 0, 0x12, 0x34, 0x56, 8, 0,
		0x45, 0, 0, 63, 0, 0, 0, 0, 64, 17, 0xaf, 0xa1,
		10, 0, 0, 100, 192, 168, 0, 1,
		2, 2, 2, 2, 0, 43, 0, 0,
		'<', '2', '7', '>', '1', '0', '.', '0', '.', '0', '.', '1',
		'0', '0', ' ', 'm', 'u', 'l', 't', 'i', 'b', 'o', 'o', 't',
		':', ' ', 'r', 'e', 'a', 's', 'o', 'n', '.', '.', '.',
	};
	uint8_t checksum[2];

	set_logger();
	say(0, " reason...");
	assert_int_equal(sent_len, sizeof(wanted));
	assert_null(packet_check_udp(sent, sent_len));
	memcpy(checksum, sent + PACKET_UDP + 6, 2);
	assert_true(checksum[0] || checksum[1]);
	memset(sent + PACKET_UDP + 6, 0, 2);
	assert_memory_equal(sent, wanted, sizeof(wanted));
}

/* A checksum of 0 means none, so that 0xffff is sent for it (RFC 768). The log
 * server's address is part of what is summed up. */
static void checksums_are_right(void **state)
{
	char text[] = " ??";
	uint16_t checksum;
	unsigned int i;

	set_logger();
	for (i = 0; i < 256; i++) {
		text[2] = ' ' + i % 94;
		logger.server.s_addr = htonl(0xc0a80000);
		say(0, text);
		assert_null(packet_check_udp(sent, sent_len));
		checksum = packet_get16(sent + PACKET_UDP + 6);
		logger.server.s_addr = htonl(0xc0a80000 | checksum);
		say(0, text);
		assert_null(packet_check_udp(sent, sent_len));
		assert_int_equal(packet_get16(sent + PACKET_UDP + 6), 0xffff);
	}
}

static void a_message_has_a_tag(void **state)
{
	set_logger();
	say(20, " x");
	assert_memory_equal(sent + 12, "\x81\0\0\x14\x08\0\x45", 7);
	memmove(sent + 12, sent + 16, sent_len - 16);
	assert_null(packet_check_udp(sent, sent_len - 4));
}

/* Takes the tag off the first len bytes of a frame. The rest has to be what is
 * wanted. */
static void assert_untagged(const uint8_t *frame, size_t len, unsigned int tag,
			    const uint8_t *wanted, size_t wanted_len)
{
	struct io_buffer *iobuf = alloc_iob(len);

	memcpy(iob_put(iobuf, len), frame, len);
	assert_int_equal(multiboot_untag(iobuf), tag);
	assert_int_equal(iob_len(iobuf), wanted_len);
	assert_memory_equal(iobuf->data, wanted, wanted_len);
	free_iob(iobuf);
}

static void a_tag_is_taken_off(void **state)
{
	static const uint8_t tagged[] = {
		1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0x81, 0, 0xef, 0xfe,
		8, 6, 13,
	};
	static const uint8_t plain[] = {
		1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 8, 6, 13,
	};
	uint8_t other[sizeof(tagged)];
	size_t len;

	for (len = 18; len <= sizeof(tagged); len++)
		assert_untagged(tagged, len, 0xffe, plain, len - 4);
	assert_untagged(tagged, 17, 0, tagged, 17);
	memcpy(other, tagged, sizeof(other));
	other[13] = 1;
	assert_untagged(other, sizeof(other), 0, other, sizeof(other));
	other[13] = 0;
	other[12] = 0x80;
	assert_untagged(other, sizeof(other), 0, other, sizeof(other));
}

/* Whatever the text is, what leaves is printable, and no longer than a message may
 * be. */
static void no_message_is_long_or_unprintable(void **state)
{
	char text[MULTIBOOT_SYSLOG_MAX + 200];
	unsigned int i;

	set_logger();
	for (i = 0; i < sizeof(text) - 1; i++)
		text[i] = 1 + i % 255;
	text[sizeof(text) - 1] = '\0';
	say(0, text);
	assert_int_equal(sent_len, PACKET_BOOTP + MULTIBOOT_SYSLOG_MAX);
	assert_null(packet_check_udp(sent, sent_len));
	for (i = PACKET_BOOTP; i < sent_len; i++)
		assert_in_range(sent[i], ' ', '~');
}

/* The address is that of the lease, of whatever length. */
static void the_address_is_the_leases(void **state)
{
	set_logger();
	logger.address.s_addr = htonl(0xdeadbeef);
	say(0, " x");
	assert_int_equal(sent_len, PACKET_BOOTP + 32);
	assert_memory_equal(sent + PACKET_BOOTP,
			    "<27>222.173.190.239 multiboot: x", 32);
}

#define NIC(test) cmocka_unit_test_setup_teardown(test, make_nic, drop_nic)

int main(void)
{
	const struct CMUnitTest tests[] = {
		NIC(a_log_server_is_noted),
		NIC(a_router_leads_to_others),
		NIC(without_a_netmask_all_are_near),
		NIC(what_leads_nowhere_is_not_noted),
		NIC(a_lease_without_one_takes_none_away),
		NIC(asks_byte_for_byte),
		NIC(hears_an_answer_and_nothing_else),
		NIC(sends_byte_for_byte),
		NIC(checksums_are_right),
		NIC(a_message_has_a_tag),
		NIC(a_tag_is_taken_off),
		NIC(no_message_is_long_or_unprintable),
		NIC(the_address_is_the_leases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
