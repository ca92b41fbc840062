/* SPDX-License-Identifier: GPL-2.0-or-later */

/* DHCP a frame at a time (src/net/multibootdhcp.c): what is sent, and what is
 * made of all that can come back. */

#include "unit.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <byteswap.h>
#include <ipxe/dhcp.h>
#include <ipxe/netdevice.h>
#include <ipxe/settings.h>
#include <usr/multibootdhcp.h>
#include <usr/multibootlacp.h>
#include "../replace.h"
#include "../sim/packet.h"

uint16_t platform_dhcp_arch(void);
REPLACES(platform_dhcp_arch);

/* The client's architecture, that of a PC with a BIOS if no test says another
 * one. */
static unsigned int arch;

uint16_t __wrap_platform_dhcp_arch(void)
{
	return arch;
}

#define XID 0x12345678
#define ADDR 0x0a000064		/* 10.0.0.100 */
#define SERVER 0x0a000001	/* 10.0.0.1 */

static const uint8_t mac[] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };
static struct packet packet;

/* --- replies */

/* Parses from memory that ends where the frame ends. */
static struct multiboot_reply *parse_len(size_t len)
{
	uint8_t *copy = malloc(len);
	struct multiboot_reply *reply;

	memcpy(copy, packet.bytes, len);
	reply = multiboot_dhcp_parse(copy, len, mac, XID);
	free(copy);
	return reply;
}

static struct multiboot_reply *parse(void)
{
	return parse_len(packet.len);
}

static void start(uint8_t type)
{
	packet_reply(&packet, XID, mac, ADDR, SERVER);
	packet_option_byte(&packet, DHCP_MESSAGE_TYPE, type);
	packet_option_addr(&packet, DHCP_SERVER_IDENTIFIER, SERVER);
}

static void offer(void)
{
	start(DHCPOFFER);
	packet_field_text(&packet, PACKET_FILE, "pxelinux.0");
	packet_end(&packet);
}

#define assert_refused() assert_null(parse())

static struct multiboot_reply *accepted(void)
{
	struct multiboot_reply *reply = parse();

	assert_non_null(reply);
	return reply;
}

static void assert_flags(unsigned int flags)
{
	struct multiboot_reply *reply = accepted();

	assert_int_equal(reply->flags, flags);
	multiboot_reply_put(reply);
}

static void assert_name(const char *name)
{
	struct multiboot_reply *reply = accepted();

	assert_string_equal(reply->name, name);
	multiboot_reply_put(reply);
}

static void reads_an_offer(void **state)
{
	struct multiboot_reply *reply;

	offer();
	reply = accepted();
	assert_int_equal(reply->type, DHCPOFFER);
	assert_int_equal(reply->flags, MULTIBOOT_FILE);
	assert_int_equal(reply->address.s_addr, htonl(ADDR));
	assert_int_equal(reply->server.s_addr, htonl(SERVER));
	assert_int_equal(reply->next_server.s_addr, htonl(SERVER));
	assert_string_equal(reply->name, "pxelinux.0");
	assert_false(multiboot_is_proxy(reply));
	multiboot_reply_put(reply);
}

static void reads_other_types(void **state)
{
	static const uint8_t types[] = { 0, 1, 3, 4, 7, 8, 9, 255 };
	struct multiboot_reply *reply;
	unsigned int i;

	start(DHCPACK);
	packet_end(&packet);
	reply = accepted();
	assert_int_equal(reply->type, DHCPACK);
	multiboot_reply_put(reply);

	/* A refusal has no address to give. */
	packet_reply(&packet, XID, mac, 0, 0);
	packet_option_byte(&packet, DHCP_MESSAGE_TYPE, DHCPNAK);
	packet_end(&packet);
	reply = accepted();
	assert_int_equal(reply->type, DHCPNAK);
	multiboot_reply_put(reply);

	for (i = 0; i < ARRAY_LEN(types); i++) {
		start(types[i]);
		packet_end(&packet);
		assert_refused();
	}
}

/* RFC 1534: without a message type it is a BOOTP server's, and a lease. */
static void reads_bootp(void **state)
{
	struct multiboot_reply *reply;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		packet_reply(&packet, XID, mac, ADDR, i == 1 ? 0 : SERVER);
		packet_put32(&packet, PACKET_IP + 12, SERVER);
		packet_field_text(&packet, PACKET_FILE, "pxelinux.0");
		if (i == 2)
			packet_option_addr(&packet, DHCP_SERVER_IDENTIFIER,
					   SERVER);
		packet_end(&packet);
		if (i == 0)
			memset(packet.bytes + PACKET_MAGIC, 0, 4);
		packet_checksums(&packet);
		reply = accepted();
		assert_int_equal(reply->type, MULTIBOOT_BOOTP);
		assert_int_equal(reply->flags, MULTIBOOT_FILE);
		assert_int_equal(reply->server.s_addr, htonl(SERVER));
		multiboot_reply_put(reply);
	}
}

/* A BOOTP reply has to have a valid address, and cannot be that of a proxy. */
static void refuses_senseless_bootp(void **state)
{
	packet_reply(&packet, XID, mac, 0, SERVER);
	packet_option_text(&packet, DHCP_VENDOR_CLASS_ID, "PXEClient");
	packet_end(&packet);
	assert_refused();
	packet_reply(&packet, XID, mac, 0x7f000001, SERVER);
	packet_end(&packet);
	assert_refused();
	/* The message type may have stood after an option that is cut off. */
	packet_reply(&packet, XID, mac, ADDR, SERVER);
	packet_option_text(&packet, DHCP_HOST_NAME, "gate");
	packet_end(&packet);
	packet.bytes[PACKET_MAGIC + 5] = 250;
	packet_checksums(&packet);
	assert_refused();
}

/* The clean copy of a packet has the options that others read from its
 * settings. */
static void keeps_the_options(void **state)
{
	static const struct setting hostname = {
		.name = "hostname", .tag = DHCP_HOST_NAME,
		.type = &setting_type_string,
	};
	struct multiboot_reply *reply;
	char text[16];

	start(DHCPOFFER);
	packet_option_text(&packet, DHCP_HOST_NAME, "gate");
	packet_option_text(&packet, DHCP_HOST_NAME, "way");
	packet_end(&packet);
	reply = accepted();
	assert_int_equal(fetch_string_setting(&reply->dhcppkt.settings,
					      &hostname, text, sizeof(text)),
			 7);
	assert_string_equal(text, "gateway");
	multiboot_reply_put(reply);
}

static void wants_what_is_its_own(void **state)
{
	static const struct {
		size_t offset;
		uint8_t flip;
	} bytes[] = {
		{ PACKET_BOOTP, 3 },		/* op: a request */
		{ PACKET_BOOTP + 4, 1 },	/* xid */
		{ PACKET_BOOTP + 7, 0x80 },
		{ PACKET_BOOTP + 28, 1 },	/* chaddr */
		{ PACKET_BOOTP + 33, 1 },
		{ PACKET_MAGIC, 1 },
		{ PACKET_MAGIC + 3, 1 },
		{ 12, 1 },			/* EtherType */
		{ PACKET_IP, 0x10 },		/* version */
		{ PACKET_IP + 9, 1 },		/* protocol */
		{ PACKET_IP + 6, 0x20 },	/* more fragments */
		{ PACKET_IP + 7, 1 },		/* offset */
		{ PACKET_UDP, 1 },		/* ports */
		{ PACKET_UDP + 1, 1 },
		{ PACKET_UDP + 3, 1 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(bytes); i++) {
		offer();
		packet.bytes[bytes[i].offset] ^= bytes[i].flip;
		packet_checksums(&packet);
		assert_refused();
	}
}

static void checks_checksums(void **state)
{
	offer();
	packet.bytes[PACKET_IP + 10] ^= 1;
	assert_refused();
	offer();
	packet.bytes[PACKET_UDP + 6] ^= 1;
	assert_refused();
	offer();
	packet.bytes[PACKET_FILE + 3] ^= 1;
	assert_refused();
	/* No UDP checksum at all is allowed (RFC 768). */
	packet_put16(&packet, PACKET_UDP + 6, 0);
	assert_flags(MULTIBOOT_FILE);
}

/* A checksum of which one byte is 0 is one, too. */
static void checks_checksums_with_a_zero(void **state)
{
	unsigned int byte, i;

	for (byte = 6; byte < 8; byte++) {
		offer();
		for (i = 0; i < 0x10000 && packet.bytes[PACKET_UDP + byte];
		     i++) {
			packet_put16(&packet, PACKET_FILE + 100, i);
			packet_checksums(&packet);
		}
		assert_int_equal(packet.bytes[PACKET_UDP + byte], 0);
		assert_flags(MULTIBOOT_FILE);
		packet.bytes[PACKET_FILE + 3] ^= 1;
		assert_refused();
	}
}

static void refuses_every_cut(void **state)
{
	size_t len;

	offer();
	/* A packet that is shorter than its IP header says is invalid. */
	for (len = 1; len < packet.len; len++)
		assert_null(parse_len(len));
	/* A packet with the padding of Ethernet after it is valid. */
	packet.len += 18;
	assert_flags(MULTIBOOT_FILE);
}

/* Packets of every length whose headers agree with it are read only up to their
 * end. */
static void survives_every_length(void **state)
{
	static const uint8_t menu[] = { 6, 1, 0, 9, 3, 0, 1, 0, 255 };
	struct packet whole;
	size_t len;

	start(DHCPOFFER);
	packet_option_byte(&packet, DHCP_OPTION_OVERLOAD, 3);
	packet_option(&packet, DHCP_VENDOR_ENCAP, menu, sizeof(menu));
	packet_option_text(&packet, DHCP_ROOT_PATH, "iscsi:10.0.0.1");
	packet_field_option(&packet, PACKET_FILE, DHCP_BOOTFILE_NAME, "x", 1);
	packet_end(&packet);
	whole = packet;
	for (len = PACKET_UDP + 8; len <= whole.len; len++) {
		packet = whole;
		packet.len = len;
		packet_lengths(&packet);
		multiboot_reply_put(parse());
	}
}

static void survives_lying_lengths(void **state)
{
	struct packet whole;
	unsigned int value;
	size_t pos;

	start(DHCPOFFER);
	packet_option_byte(&packet, DHCP_OPTION_OVERLOAD, 3);
	packet_option_text(&packet, DHCP_BOOTFILE_NAME, "file");
	packet_end(&packet);
	whole = packet;
	/* Every byte of the options, with every value. */
	for (pos = PACKET_OPTIONS; pos < whole.len; pos++) {
		for (value = 0; value < 256; value++) {
			packet = whole;
			packet.bytes[pos] = value;
			packet_checksums(&packet);
			multiboot_reply_put(parse());
		}
	}
}

static void refuses_wrong_header_lengths(void **state)
{
	static const uint16_t lengths[] = { 0, 1, 7, 19, 20, 27, 28, 0x7fff,
					    0x8000, 0xffff };
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(lengths); i++) {
		offer();
		packet_put16(&packet, PACKET_IP + 2, lengths[i]);
		packet_checksums(&packet);
		assert_refused();
		if (lengths[i] >= sizeof(packet.bytes))
			continue;
		offer();
		packet_put16(&packet, PACKET_UDP + 4, lengths[i]);
		packet_put16(&packet, PACKET_UDP + 6, 0);
		assert_refused();
	}
	/* Header lengths of 0 to 16 bytes, and of more than there is. */
	for (i = 0; i < 5; i++) {
		offer();
		packet.bytes[PACKET_IP] = 0x40 | i;
		assert_refused();
	}
}

static void takes_ip_options(void **state)
{
	uint8_t *udp = packet.bytes + PACKET_UDP;

	offer();
	memmove(udp + 8, udp, packet.len - PACKET_UDP);
	memset(udp, 1, 8);			/* no operation */
	packet.len += 8;
	packet.bytes[PACKET_IP] = 0x47;
	packet_put16(&packet, PACKET_IP + 2, packet.len - PACKET_IP);
	packet_put16(&packet, PACKET_IP + 10, 0);
	packet_put16(&packet, PACKET_IP + 10,
		     packet_sum(0, packet.bytes + PACKET_IP, 28));
	assert_flags(MULTIBOOT_FILE);
}

static void refuses_senseless_addresses(void **state)
{
	static const uint32_t addresses[] = {
		0, 1, 0x00ffffff, 0x7f000001, 0xe0000001, 0xefffffff,
		0xf0000001, 0xffffffff,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(addresses); i++) {
		packet_reply(&packet, XID, mac, addresses[i], SERVER);
		packet_option_byte(&packet, DHCP_MESSAGE_TYPE, DHCPOFFER);
		packet_option_addr(&packet, DHCP_SERVER_IDENTIFIER, SERVER);
		packet_end(&packet);
		assert_refused();
	}
}

static void wants_a_server_id(void **state)
{
	packet_reply(&packet, XID, mac, ADDR, SERVER);
	packet_option_byte(&packet, DHCP_MESSAGE_TYPE, DHCPOFFER);
	packet_end(&packet);
	assert_refused();
	packet.len--;
	packet_option_addr(&packet, DHCP_SERVER_IDENTIFIER, 0);
	packet_end(&packet);
	assert_refused();
	packet_reply(&packet, XID, mac, ADDR, SERVER);
	packet_option_byte(&packet, DHCP_MESSAGE_TYPE, DHCPOFFER);
	packet_option(&packet, DHCP_SERVER_IDENTIFIER, "abc", 3);
	packet_end(&packet);
	assert_refused();
}

static void knows_a_proxy(void **state)
{
	struct multiboot_reply *reply;

	packet_reply(&packet, XID, mac, 0, 0);
	packet_option_byte(&packet, DHCP_MESSAGE_TYPE, DHCPOFFER);
	packet_option_addr(&packet, DHCP_SERVER_IDENTIFIER, SERVER);
	packet_option_text(&packet, DHCP_VENDOR_CLASS_ID, "PXEClient");
	packet_end(&packet);
	reply = accepted();
	assert_true(multiboot_is_proxy(reply));
	multiboot_reply_put(reply);
	/* Somebody else's class does not make it one. */
	packet_reply(&packet, XID, mac, 0, 0);
	packet_option_byte(&packet, DHCP_MESSAGE_TYPE, DHCPOFFER);
	packet_option_addr(&packet, DHCP_SERVER_IDENTIFIER, SERVER);
	packet_option_text(&packet, DHCP_VENDOR_CLASS_ID, "PXEClien");
	packet_end(&packet);
	assert_refused();
}

/* --- what there is to boot */

static void option_67_beats_the_field(void **state)
{
	start(DHCPOFFER);
	packet_field_text(&packet, PACKET_FILE, "field");
	packet_option_text(&packet, DHCP_BOOTFILE_NAME, "option");
	packet_end(&packet);
	assert_name("option");
	assert_flags(MULTIBOOT_FILE);
	/* An empty one does not. */
	start(DHCPOFFER);
	packet_field_text(&packet, PACKET_FILE, "field");
	packet_option_text(&packet, DHCP_BOOTFILE_NAME, "");
	packet_end(&packet);
	assert_name("field");
}

static void nothing_to_boot_is_nothing(void **state)
{
	start(DHCPOFFER);
	packet_option(&packet, DHCP_BOOTFILE_NAME, "\0pxelinux.0", 11);
	packet_option_text(&packet, DHCP_ROOT_PATH, "");
	packet_end(&packet);
	assert_flags(0);
	assert_name("");
}

static void finds_root_path_and_class(void **state)
{
	start(DHCPOFFER);
	packet_option_text(&packet, DHCP_ROOT_PATH, "iscsi:10.0.0.1::::x");
	packet_option_text(&packet, DHCP_VENDOR_CLASS_ID, "PXEClient:Arch");
	packet_end(&packet);
	assert_flags(MULTIBOOT_ROOT_PATH | MULTIBOOT_PXE_SERVER);
	assert_name("iscsi:10.0.0.1::::x");
}

static void finds_a_pxe_menu(void **state)
{
	static const uint8_t menu[] = { 9, 4, 0, 1, 1, 'a', 255 };
	static const uint8_t skip[] = { 6, 1, 8, 9, 4, 0, 1, 1, 'a', 255 };
	static const uint8_t empty[] = { 9, 0, 255 };
	static const uint8_t lies[] = { 9, 200, 0 };

	start(DHCPOFFER);
	packet_field_text(&packet, PACKET_FILE, "field");
	packet_option(&packet, DHCP_VENDOR_ENCAP, menu, sizeof(menu));
	packet_end(&packet);
	assert_flags(MULTIBOOT_FILE | MULTIBOOT_PXE_MENU);

	/* 43.6 bit 3: the file is to be used; without a file there is still
	 * the menu. */
	start(DHCPOFFER);
	packet_field_text(&packet, PACKET_FILE, "field");
	packet_option(&packet, DHCP_VENDOR_ENCAP, skip, sizeof(skip));
	packet_end(&packet);
	assert_flags(MULTIBOOT_FILE);
	start(DHCPOFFER);
	packet_option(&packet, DHCP_VENDOR_ENCAP, skip, sizeof(skip));
	packet_end(&packet);
	assert_flags(MULTIBOOT_PXE_MENU);

	start(DHCPOFFER);
	packet_option(&packet, DHCP_VENDOR_ENCAP, empty, sizeof(empty));
	packet_end(&packet);
	assert_flags(0);
	start(DHCPOFFER);
	packet_option(&packet, DHCP_VENDOR_ENCAP, lies, sizeof(lies));
	packet_end(&packet);
	assert_flags(0);
}

/* Option 43.116, a number that is 16 bits long, or as many as a server likes. */
static void finds_a_vlan(void **state)
{
	static const struct {
		uint8_t option[8];
		size_t len;
		unsigned int vlan;
	} cases[] = {
		{ { 116, 2, 0x0f, 0xfe }, 4, 4094 },
		{ { 6, 1, 8, 116, 2, 0, 20, 255 }, 8, 20 },
		{ { 116, 1, 20 }, 3, 20 },
		{ { 116, 4, 0, 0, 0, 20 }, 6, 20 },
		{ { 116, 0, 20, 20 }, 4, 0 },
		{ { 116, 3, 0, 20 }, 4, 0 },
		{ { 116 }, 1, 0 },
		{ { 6, 1, 8 }, 3, 0 },
	};
	struct multiboot_reply *reply;
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		start(DHCPOFFER);
		packet_option(&packet, DHCP_VENDOR_ENCAP, cases[i].option,
			      cases[i].len);
		packet_end(&packet);
		reply = accepted();
		assert_int_equal(reply->vlan, cases[i].vlan);
		multiboot_reply_put(reply);
	}
}

static void heeds_no_proxy(void **state)
{
	static const uint8_t yes[] = { 1, 1, 5, 176, 1, 1 };
	static const uint8_t no[] = { 176, 1, 0 };

	start(DHCPOFFER);
	packet_option(&packet, DHCP_EB_ENCAP, yes, sizeof(yes));
	packet_end(&packet);
	assert_flags(MULTIBOOT_NO_PROXY);
	start(DHCPOFFER);
	packet_option(&packet, DHCP_EB_ENCAP, no, sizeof(no));
	packet_end(&packet);
	assert_flags(0);
}

/* --- RFC 2132 9.3 and RFC 3396 */

static void reads_overloaded_fields(void **state)
{
	size_t next;

	/* In file, in sname, in both; what is in them is no name then. */
	start(DHCPOFFER);
	packet_option_byte(&packet, DHCP_OPTION_OVERLOAD, 1);
	next = packet_field_option(&packet, PACKET_FILE, DHCP_BOOTFILE_NAME,
				   "in-file", 7);
	packet.bytes[next] = DHCP_END;
	packet_end(&packet);
	assert_name("in-file");

	start(DHCPOFFER);
	packet_option_byte(&packet, DHCP_OPTION_OVERLOAD, 2);
	next = packet_field_option(&packet, PACKET_SNAME, DHCP_BOOTFILE_NAME,
				   "in-sname", 8);
	packet.bytes[next] = DHCP_END;
	packet_field_text(&packet, PACKET_FILE, "field");
	packet_end(&packet);
	assert_name("in-sname");

	start(DHCPOFFER);
	packet_option_byte(&packet, DHCP_OPTION_OVERLOAD, 3);
	packet_field_option(&packet, PACKET_SNAME, DHCP_BOOTFILE_NAME,
			    "name", 4);
	packet_field_option(&packet, PACKET_FILE, DHCP_ROOT_PATH, "root", 4);
	packet_end(&packet);
	assert_flags(MULTIBOOT_FILE | MULTIBOOT_ROOT_PATH);

	/* Overloaded, and nothing in it. */
	start(DHCPOFFER);
	packet_option_byte(&packet, DHCP_OPTION_OVERLOAD, 3);
	packet_end(&packet);
	assert_flags(0);
}

/* Returns the length of an option in the copy of a packet, or an error. */
static int copied(const struct multiboot_reply *reply, unsigned int tag)
{
	char byte;

	return dhcppkt_fetch((struct dhcp_packet *)&reply->dhcppkt, tag, &byte,
			     1);
}

/* Options in the fields are part of the copy, which says nothing of fields. */
static void copies_overloaded_fields(void **state)
{
	struct multiboot_reply *reply;
	size_t next;

	start(DHCPOFFER);
	packet_option_byte(&packet, DHCP_OPTION_OVERLOAD, 3);
	next = packet_field_option(&packet, PACKET_SNAME, DHCP_BOOTFILE_NAME,
				   "name", 4);
	packet.bytes[next] = DHCP_END;
	next = packet_field_option(&packet, PACKET_FILE, DHCP_ROOT_PATH, "root-1",
				   6);
	packet.bytes[next] = DHCP_END;
	packet_option_text(&packet, DHCP_HOST_NAME, "gateway");
	packet_end(&packet);
	reply = accepted();
	assert_int_equal(copied(reply, DHCP_BOOTFILE_NAME), 4);
	assert_int_equal(copied(reply, DHCP_ROOT_PATH), 6);
	assert_int_equal(copied(reply, DHCP_HOST_NAME), 7);
	assert_int_equal(copied(reply, DHCP_OPTION_OVERLOAD), -ENOENT);
	multiboot_reply_put(reply);
}

/* An option in pieces is one, in the order options, file, sname (RFC 3396 5). */
static void joins_split_options(void **state)
{
	start(DHCPOFFER);
	packet_option_byte(&packet, DHCP_OPTION_OVERLOAD, 3);
	packet_option_text(&packet, DHCP_BOOTFILE_NAME, "one-");
	packet_option_text(&packet, DHCP_HOST_NAME, "between");
	packet_option_text(&packet, DHCP_BOOTFILE_NAME, "two-");
	packet_field_option(&packet, PACKET_SNAME, DHCP_BOOTFILE_NAME, "four",
			    4);
	packet_field_option(&packet, PACKET_FILE, DHCP_BOOTFILE_NAME, "three-",
			    6);
	packet_end(&packet);
	assert_name("one-two-three-four");
}

/* The message type in two pieces is none. */
static void refuses_a_long_type(void **state)
{
	start(DHCPOFFER);
	packet_option_byte(&packet, DHCP_MESSAGE_TYPE, DHCPOFFER);
	packet_end(&packet);
	assert_refused();
}

static void survives_long_options(void **state)
{
	struct multiboot_reply *reply;
	uint8_t much[255];
	unsigned int i;

	memset(much, 'a', sizeof(much));
	/* 255 bytes are one option, one more is too long for a parser that
	 * does not join: it is left out, the others are not. */
	start(DHCPOFFER);
	packet_option(&packet, DHCP_BOOTFILE_NAME, much, 255);
	packet_option(&packet, DHCP_ROOT_PATH, much, 255);
	packet_end(&packet);
	reply = accepted();
	assert_int_equal(reply->flags, MULTIBOOT_FILE | MULTIBOOT_ROOT_PATH);
	assert_int_equal(copied(reply, DHCP_BOOTFILE_NAME), 255);
	assert_int_equal(copied(reply, DHCP_ROOT_PATH), 255);
	multiboot_reply_put(reply);
	start(DHCPOFFER);
	packet_option(&packet, DHCP_ROOT_PATH, much, 255);
	packet_option(&packet, DHCP_ROOT_PATH, much, 1);
	packet_end(&packet);
	assert_flags(0);
	start(DHCPOFFER);
	packet_option(&packet, DHCP_BOOTFILE_NAME, much, 255);
	packet_option(&packet, DHCP_BOOTFILE_NAME, much, 1);
	packet_option_text(&packet, DHCP_ROOT_PATH, "root");
	packet_end(&packet);
	reply = accepted();
	assert_int_equal(reply->flags, MULTIBOOT_ROOT_PATH);
	assert_int_equal(copied(reply, DHCP_BOOTFILE_NAME), -ENOENT);
	assert_int_equal(copied(reply, DHCP_ROOT_PATH), 4);
	multiboot_reply_put(reply);
	/* A frame full of them. */
	start(DHCPOFFER);
	for (i = 0; packet.len + 260 < 1500; i++)
		packet_option(&packet, i % 2 ? 200 : 201, much, 255);
	packet_end(&packet);
	assert_flags(0);
}

/* A name of no bytes is none, and an option of several parts may be longer than what
 * is looked into. */
static void survives_short_and_joined_options(void **state)
{
	uint8_t much[200] = { 9, 4, 0, 1, 1, 'x' };

	start(DHCPOFFER);
	packet_option(&packet, DHCP_BOOTFILE_NAME, "", 0);
	packet_option(&packet, DHCP_ROOT_PATH, "", 0);
	packet_end(&packet);
	assert_flags(0);
	memset(much + 6, 0, sizeof(much) - 6);
	start(DHCPOFFER);
	packet_option(&packet, DHCP_VENDOR_ENCAP, much, sizeof(much));
	packet_option(&packet, DHCP_VENDOR_ENCAP, much, sizeof(much));
	packet_option(&packet, DHCP_VENDOR_ENCAP, much, sizeof(much));
	packet_end(&packet);
	assert_flags(MULTIBOOT_PXE_MENU);
}

static void takes_options_without_end(void **state)
{
	start(DHCPOFFER);
	packet_option_text(&packet, DHCP_BOOTFILE_NAME, "file");
	packet_lengths(&packet);
	assert_name("file");
	/* The last one says more than there is. */
	packet.bytes[packet.len - 5] = 5;
	packet_lengths(&packet);
	assert_flags(0);
}

static void makes_names_printable(void **state)
{
	start(DHCPOFFER);
	packet_option_text(&packet, DHCP_BOOTFILE_NAME,
			   "a\033[2J\x80\xff\tb~ ");
	packet_end(&packet);
	assert_name("a?[2J???b~ ");
}

static void cuts_long_names(void **state)
{
	char name[MULTIBOOT_NAME_LEN + 20];
	struct multiboot_reply *reply;

	memset(name, 'n', sizeof(name));
	start(DHCPOFFER);
	packet_option(&packet, DHCP_BOOTFILE_NAME, name, sizeof(name));
	packet_end(&packet);
	reply = accepted();
	assert_int_equal(strlen(reply->name), MULTIBOOT_NAME_LEN - 1);
	multiboot_reply_put(reply);
	/* A field that is full has no NUL. */
	start(DHCPOFFER);
	memset(packet.bytes + PACKET_FILE, 'f', 128);
	packet_end(&packet);
	assert_flags(MULTIBOOT_FILE);
}

static void printable_fits(void **state)
{
	char text[4] = "xxx";

	multiboot_printable(text, 1, "abc", 3);
	assert_string_equal(text, "");
	multiboot_printable(text, sizeof(text), "abcdef", 6);
	assert_string_equal(text, "abc");
	multiboot_printable(text, sizeof(text), "a\0b", 3);
	assert_string_equal(text, "a");
	multiboot_printable(text, sizeof(text), NULL, 0);
	assert_string_equal(text, "");
}

/* --- the switch */

static void hides_passwords(void **state)
{
	static const struct {
		const char *name, *shown;
	} cases[] = {
		{ "boot.ipxe", "boot.ipxe" },
		{ "http://h/a", "http://h/a" },
		{ "http://u@h/a", "http://u@h/a" },
		{ "http://u:secret@h/a", "http://u:***@h/a" },
		{ "http://u:se:cr@et@h/a", "http://u:***@h/a" },
		{ "http://h:80/a@b", "http://h:80/a@b" },
		{ "http://:secret@h", "http://:***@h" },
		{ "u:secret@h", "u:secret@h" },
	};
	char shown[MULTIBOOT_NAME_LEN + 3];
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(multiboot_shown(shown, cases[i].name),
				    cases[i].shown);
}

static void knows_the_switch(void **state)
{
	static const struct {
		enum multiboot_frame type;
		uint8_t version, bpdu, flags;
	} bpdus[] = {
		{ MULTIBOOT_FRAME_STP, 0, 0, 0 },
		{ MULTIBOOT_FRAME_STP, 0, 0x80, 0 },
		{ MULTIBOOT_FRAME_STP, 0, 0, 0x20 },
		{ MULTIBOOT_FRAME_BLOCKED, 2, 2, 0x0e },
		{ MULTIBOOT_FRAME_BLOCKED, 2, 2, 0x1e },
		{ MULTIBOOT_FRAME_FORWARDING, 2, 2, 0x3e },
		{ MULTIBOOT_FRAME_FORWARDING, 3, 2, 0x7c },
		/* A change of the topology is not about this port. */
		{ MULTIBOOT_FRAME_STP, 2, 0x80, 0x3e },
		{ MULTIBOOT_FRAME_STP, 1, 2, 0x3e },
	};
	uint8_t bpdu[60] = { 0x01, 0x80, 0xc2, 0, 0, 0, 2, 0, 0, 0, 0, 1,
			     0, 39, 0x42, 0x42, 0x03 };
	uint8_t lacp[124] = { 0x01, 0x80, 0xc2, 0, 0, 2, 2, 0, 0, 0, 0, 1,
			      0x88, 0x09, 1, 1, 1, 20 };
	unsigned int i;
	size_t len;

	for (i = 0; i < ARRAY_LEN(bpdus); i++) {
		bpdu[19] = bpdus[i].version;
		bpdu[20] = bpdus[i].bpdu;
		bpdu[21] = bpdus[i].flags;
		assert_int_equal(multiboot_frame_type(bpdu, sizeof(bpdu)),
				 bpdus[i].type);
	}
	lacp[32] = 0x3d;
	assert_int_equal(multiboot_frame_type(lacp, sizeof(lacp)),
			 MULTIBOOT_FRAME_FORWARDING);
	lacp[32] = 0x0d;
	assert_int_equal(multiboot_frame_type(lacp, sizeof(lacp)),
			 MULTIBOOT_FRAME_BLOCKED);
	lacp[5] = 1;			/* another address */
	assert_int_equal(multiboot_frame_type(lacp, sizeof(lacp)),
			 MULTIBOOT_FRAME_OTHER);
	lacp[5] = 2;
	lacp[14] = 2;			/* a marker */
	assert_int_equal(multiboot_frame_type(lacp, sizeof(lacp)),
			 MULTIBOOT_FRAME_OTHER);
	lacp[14] = 1;
	lacp[13] = 0x08;		/* another protocol */
	assert_int_equal(multiboot_frame_type(lacp, sizeof(lacp)),
			 MULTIBOOT_FRAME_OTHER);
	lacp[13] = 0x09;
	bpdu[16] = 0xaa;		/* another protocol */
	assert_int_equal(multiboot_frame_type(bpdu, sizeof(bpdu)),
			 MULTIBOOT_FRAME_OTHER);
	bpdu[16] = 0x03;
	bpdu[18] = 1;
	assert_int_equal(multiboot_frame_type(bpdu, sizeof(bpdu)),
			 MULTIBOOT_FRAME_OTHER);
	bpdu[18] = 0;
	assert_int_equal(multiboot_frame_type(bpdu, 22), MULTIBOOT_FRAME_STP);
	assert_int_equal(multiboot_frame_type(bpdu, 21),
			 MULTIBOOT_FRAME_OTHER);
	assert_int_equal(multiboot_frame_type(lacp, 33),
			 MULTIBOOT_FRAME_BLOCKED);
	bpdu[5] = 0x0e;			/* LLDP's address */
	assert_int_equal(multiboot_frame_type(bpdu, sizeof(bpdu)),
			 MULTIBOOT_FRAME_OTHER);
	for (len = 0; len < 33; len++) {
		uint8_t *cut = malloc(len + !len);

		lacp[14] = 1;
		memcpy(cut, lacp, len);
		assert_int_equal(multiboot_frame_type(cut, len),
				 MULTIBOOT_FRAME_OTHER);
		free(cut);
	}
	offer();
	assert_int_equal(multiboot_frame_type(packet.bytes, packet.len),
			 MULTIBOOT_FRAME_OTHER);
}

/* --- requests */

static uint8_t sent[2048];
static size_t sent_len;
/* The frame that was sent before that one. */
static uint8_t sent_before[2048];
static size_t sent_before_len;
static int transmit_rc;
static struct net_device *netdev;

static int transmit(struct net_device *device, struct io_buffer *iobuf)
{
	if (transmit_rc)
		return transmit_rc;
	memcpy(sent_before, sent, sent_len);
	sent_before_len = sent_len;
	sent_len = iob_len(iobuf);
	memcpy(sent, iobuf->data, sent_len);
	netdev_tx_complete(device, iobuf);
	return 0;
}

static const struct net_device_operations operations = {
	.transmit = transmit,
};

static int open_device(void **state)
{
	static struct device dev = {
		.name = "0000:00:03.0", .driver_name = "fake",
		.desc = { BUS_TYPE_PCI, 0x18, 0x1af4, 0x1041, 0 },
	};

	netdev = alloc_etherdev(0);
	netdev_init(netdev, &operations);
	netdev->dev = &dev;
	memcpy(netdev->ll_addr, mac, sizeof(mac));
	netdev->state = NETDEV_OPEN;
	transmit_rc = 0;
	return 0;
}

static int close_device(void **state)
{
	netdev->state = 0;
	netdev_put(netdev);
	return 0;
}

static void assert_option(unsigned int tag, const void *wanted, size_t len)
{
	size_t found_len = 0;
	const uint8_t *found = packet_find(sent, sent_len, tag, &found_len);

	assert_non_null(found);
	assert_int_equal(found_len, len);
	assert_memory_equal(found, wanted, len);
}

static uint8_t slow[124] = { 0x01, 0x80, 0xc2, 0, 0, 2, 2, 0, 0, 0, 0, 9,
			     0x88, 0x09, 1, 1, 1, 20, 0x80, 0,
			     2, 0, 0, 0, 0, 9, 0, 7, 0x80, 0, 0, 3, 0x07 };

static void agrees_by_lacp(void **state)
{
	static const uint8_t ours[] = { 1, 20, 0xff, 0xff };

	sent_len = 0;
	assert_true(multiboot_lacp_answer(netdev, slow, sizeof(slow)));
	assert_int_equal(sent_len, sizeof(slow));
	assert_memory_equal(sent, slow, 6);
	assert_memory_equal(sent + 6, netdev->ll_addr, 6);
	assert_memory_equal(sent + 16, ours, sizeof(ours));
	assert_memory_equal(sent + 20, netdev->ll_addr, 6);
	/* As often as the switch wants; in step, collecting, distributing; not
	 * active, and not to be aggregated. */
	assert_int_equal(sent[32], 0x3a);
	/* The switch's port is the partner. */
	assert_int_equal(sent[36], 2);
	assert_memory_equal(sent + 37, slow + 17, 16);
}

static void answers_a_marker(void **state)
{
	uint8_t marker[124];

	memcpy(marker, slow, sizeof(marker));
	marker[14] = 2;
	marker[17] = 16;
	assert_true(multiboot_lacp_answer(netdev, marker, sizeof(marker)));
	assert_int_equal(sent[14], 2);
	assert_int_equal(sent[16], 2);
	assert_memory_equal(sent + 17, marker + 17, sizeof(marker) - 17);
	/* A response is not answered in turn. */
	marker[16] = 2;
	assert_false(multiboot_lacp_answer(netdev, marker, sizeof(marker)));
}

static void answers_nothing_else(void **state)
{
	static const unsigned int offsets[] = { 0, 5, 12, 13, 14, 16 };
	unsigned int i;
	size_t len;

	sent_len = 0;
	for (len = 0; len < sizeof(slow); len++) {
		uint8_t *cut = malloc(len + !len);

		memcpy(cut, slow, len);
		assert_false(multiboot_lacp_answer(netdev, cut, len));
		free(cut);
	}
	for (i = 0; i < ARRAY_LEN(offsets); i++) {
		uint8_t other[sizeof(slow)];

		memcpy(other, slow, sizeof(other));
		other[offsets[i]] ^= 0x40;
		assert_false(multiboot_lacp_answer(netdev, other,
						   sizeof(other)));
	}
	assert_int_equal(sent_len, 0);
}

static void sends_a_discover(void **state)
{
	static const uint8_t client_id[] = { 1, 0x52, 0x54, 0, 0x12, 0x34,
					     0x56 };
	struct request request;
	size_t len;

	assert_int_equal(multiboot_dhcp_send(netdev, 0, XID, 7, NULL), 0);
	assert_null(packet_read_request(sent, sent_len, &request));
	assert_int_equal(request.type, DHCPDISCOVER);
	assert_int_equal(request.xid, XID);
	assert_memory_equal(request.mac, mac, sizeof(mac));
	assert_int_equal(request.secs, 7);
	assert_int_equal(request.server, 0);
	assert_int_equal(request.address, 0);
	assert_false(request.has_overload);
	assert_false(request.has_rapid_commit);
	assert_true(request.dhcp_len >= 300);
	assert_option(DHCP_CLIENT_ID, client_id, sizeof(client_id));
	assert_option(DHCP_USER_CLASS_ID, "iPXE", 4);
	assert_non_null(packet_find(sent, sent_len, DHCP_VENDOR_CLASS_ID,
				    &len));
	assert_non_null(packet_find(sent, sent_len,
				    DHCP_PARAMETER_REQUEST_LIST, &len));
	assert_non_null(packet_find(sent, sent_len, DHCP_EB_ENCAP, &len));
}

static void sends_a_request(void **state)
{
	struct multiboot_reply *reply;
	struct request request;

	offer();
	reply = accepted();
	assert_int_equal(multiboot_dhcp_send(netdev, 0, XID + 1, 0, reply), 0);
	multiboot_reply_put(reply);
	assert_null(packet_read_request(sent, sent_len, &request));
	assert_int_equal(request.type, DHCPREQUEST);
	assert_int_equal(request.xid, XID + 1);
	assert_int_equal(request.server, SERVER);
	assert_int_equal(request.address, ADDR);
}

/* Takes the last frame away, so that the one before it is the last. */
static void forget_last(void)
{
	memcpy(sent, sent_before, sent_before_len);
	sent_len = sent_before_len;
	sent_before_len = 0;
}

/* Checks that the last frame is a DHCPDISCOVER of such a client. */
static void assert_asked_as(const char *vendor, uint8_t number, uint32_t xid)
{
	const uint8_t option[] = { 0, number };
	struct request request;

	assert_null(packet_read_request(sent, sent_len, &request));
	assert_int_equal(request.type, DHCPDISCOVER);
	assert_int_equal(request.xid, xid);
	assert_int_equal(request.secs, 3);
	assert_option(DHCP_CLIENT_ARCHITECTURE, option, sizeof(option));
	assert_option(DHCP_VENDOR_CLASS_ID, vendor, strlen(vendor));
}

static void asks_as_other_clients(void **state)
{
	arch = 7;
	multiboot_dhcp_ask_more(netdev, 0, XID, 3);
	assert_asked_as("PXEClient:Arch:00009:UNDI:003001", 9, XID ^ htonl(1));
	forget_last();
	assert_asked_as("HTTPClient:Arch:00016:UNDI:003001", 16, XID);
	arch = 9;
	multiboot_dhcp_ask_more(netdev, 0, XID, 3);
	assert_asked_as("PXEClient:Arch:00007:UNDI:003001", 7, XID ^ htonl(1));
	forget_last();
	assert_asked_as("HTTPClient:Arch:00016:UNDI:003001", 16, XID);
	arch = 11;
	sent_len = 0;
	multiboot_dhcp_ask_more(netdev, 0, XID, 3);
	assert_asked_as("HTTPClient:Arch:00019:UNDI:003001", 19, XID);
	assert_int_equal(sent_before_len, 0);
	arch = 0;
}

/* What an HTTP boot client is offered it has to request as one. */
static void requests_as_an_http_boot_client(void **state)
{
	static const uint8_t number[] = { 0, 16 };
	struct multiboot_reply *reply;

	arch = 7;
	start(DHCPOFFER);
	packet_option_text(&packet, DHCP_VENDOR_CLASS_ID, "HTTPClient");
	packet_option_text(&packet, DHCP_BOOTFILE_NAME, "http://a/b");
	packet_end(&packet);
	reply = accepted();
	assert_int_equal(reply->flags, MULTIBOOT_FILE | MULTIBOOT_HTTP);
	assert_int_equal(multiboot_dhcp_send(netdev, 0, XID, 0, reply), 0);
	multiboot_reply_put(reply);
	assert_option(DHCP_CLIENT_ARCHITECTURE, number, sizeof(number));
	arch = 0;
}

/* Makes the offer that answers a request with the other number. */
static void offer_for_the_other_number(const char *file)
{
	packet_reply(&packet, XID ^ htonl(1), mac, ADDR, SERVER);
	packet_option_byte(&packet, DHCP_MESSAGE_TYPE, DHCPOFFER);
	packet_option_addr(&packet, DHCP_SERVER_IDENTIFIER, SERVER);
	packet_field_text(&packet, PACKET_FILE, file);
	packet_end(&packet);
}

/* The identifier tells to which number an offer is the answer. */
static void requests_with_the_other_number(void **state)
{
	static const uint8_t number[] = { 0, 9 };
	struct multiboot_reply *reply;
	struct request request;

	arch = 7;
	offer_for_the_other_number("nine.efi");
	reply = accepted();
	assert_int_equal(reply->flags, MULTIBOOT_FILE);
	assert_int_equal(multiboot_dhcp_send(netdev, 0, XID, 0, reply), 0);
	multiboot_reply_put(reply);
	assert_null(packet_read_request(sent, sent_len, &request));
	assert_int_equal(request.type, DHCPREQUEST);
	assert_int_equal(request.xid, XID ^ htonl(1));
	assert_option(DHCP_CLIENT_ARCHITECTURE, number, sizeof(number));
	arch = 0;
}

/* Under a BIOS there is no such thing. */
static void asks_as_no_other_client_under_a_bios(void **state)
{
	sent_len = 0;
	multiboot_dhcp_ask_more(netdev, 0, XID, 3);
	assert_int_equal(sent_len, 0);
}

/* With a tag it is what it is without, and has no other effect. */
static void sends_with_a_tag(void **state)
{
	uint8_t plain[sizeof(sent)];
	size_t len;

	assert_int_equal(multiboot_dhcp_send(netdev, 0, XID, 7, NULL), 0);
	len = sent_len;
	memcpy(plain, sent, len);
	assert_int_equal(multiboot_dhcp_send(netdev, 0x234, XID, 7, NULL), 0);
	assert_int_equal(sent_len, len + 4);
	assert_memory_equal(sent, plain, 12);
	assert_memory_equal(sent + 12, "\x81\x00\x02\x34", 4);
	assert_memory_equal(sent + 16, plain + 12, len - 12);
}

static void secs_saturate(void **state)
{
	static const unsigned int values[][2] = {
		{ 0, 0 }, { 1, 1 }, { 65535, 65535 }, { 65536, 65535 },
		{ ~0U, 65535 },
	};
	struct request request;
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(values); i++) {
		assert_int_equal(multiboot_dhcp_send(netdev, 0, XID, values[i][0],
						     NULL), 0);
		assert_null(packet_read_request(sent, sent_len, &request));
		assert_int_equal(request.secs, values[i][1]);
	}
}

/* Both bytes of a checksum, in many packets: no carry is lost. */
static void checksums_are_right(void **state)
{
	struct request request;
	unsigned int i;

	for (i = 0; i < 2000; i++) {
		netdev->ll_addr[4] = i >> 8;
		netdev->ll_addr[5] = i;
		assert_int_equal(multiboot_dhcp_send(netdev, 0, i * 0x9e3779b9U,
						     i, NULL), 0);
		assert_null(packet_read_request(sent, sent_len, &request));
	}
}

static void passes_on_errors(void **state)
{
	transmit_rc = -EIO;
	assert_int_equal(multiboot_dhcp_send(netdev, 0, XID, 0, NULL), -EIO);
	netdev->state = 0;
	assert_int_equal(multiboot_dhcp_send(netdev, 0, XID, 0, NULL),
			 -ENETDOWN);
}

#define SEND(test) \
	cmocka_unit_test_setup_teardown(test, open_device, close_device)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_an_offer),
		cmocka_unit_test(reads_other_types),
		cmocka_unit_test(reads_bootp),
		cmocka_unit_test(refuses_senseless_bootp),
		cmocka_unit_test(keeps_the_options),
		cmocka_unit_test(wants_what_is_its_own),
		cmocka_unit_test(checks_checksums),
		cmocka_unit_test(checks_checksums_with_a_zero),
		cmocka_unit_test(refuses_every_cut),
		cmocka_unit_test(survives_every_length),
		cmocka_unit_test(survives_lying_lengths),
		cmocka_unit_test(refuses_wrong_header_lengths),
		cmocka_unit_test(takes_ip_options),
		cmocka_unit_test(refuses_senseless_addresses),
		cmocka_unit_test(wants_a_server_id),
		cmocka_unit_test(knows_a_proxy),
		cmocka_unit_test(option_67_beats_the_field),
		cmocka_unit_test(nothing_to_boot_is_nothing),
		cmocka_unit_test(finds_root_path_and_class),
		cmocka_unit_test(finds_a_pxe_menu),
		cmocka_unit_test(finds_a_vlan),
		cmocka_unit_test(heeds_no_proxy),
		cmocka_unit_test(reads_overloaded_fields),
		cmocka_unit_test(copies_overloaded_fields),
		cmocka_unit_test(joins_split_options),
		cmocka_unit_test(refuses_a_long_type),
		cmocka_unit_test(survives_long_options),
		cmocka_unit_test(survives_short_and_joined_options),
		cmocka_unit_test(takes_options_without_end),
		cmocka_unit_test(makes_names_printable),
		cmocka_unit_test(cuts_long_names),
		cmocka_unit_test(printable_fits),
		cmocka_unit_test(hides_passwords),
		cmocka_unit_test(knows_the_switch),
		SEND(agrees_by_lacp),
		SEND(answers_a_marker),
		SEND(answers_nothing_else),
		SEND(sends_a_discover),
		SEND(sends_a_request),
		SEND(asks_as_other_clients),
		SEND(requests_as_an_http_boot_client),
		SEND(requests_with_the_other_number),
		SEND(asks_as_no_other_client_under_a_bios),
		SEND(sends_with_a_tag),
		SEND(secs_saturate),
		SEND(checksums_are_right),
		SEND(passes_on_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
