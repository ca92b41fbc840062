/* SPDX-License-Identifier: GPL-2.0-or-later */

/* DHCP packets for boot programs: which packet is given, and what is put into it. */

#include "unit.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <byteswap.h>
#include <core/bootpacket.h>
#include <ipxe/dhcp.h>
#include <ipxe/if_ether.h>
#include <ipxe/netdevice.h>
#include <ipxe/settings.h>
#include <ipxe/uri.h>

#define ROOM 1024
#define MAC "\x52\x54\0\x12\x34\x56"

static struct net_device *netdev;
/* The packet that is given, in a block that is not a byte longer than asked for. */
static uint8_t *given;

/* A server's answer, as it is registered. */
struct answer {
	/* The packet. */
	struct dhcphdr hdr;
	/* Its options. */
	uint8_t options[128];
	/* The settings of it. */
	struct dhcp_packet pkt;
};

static struct answer lease, proxy, boot_server;

static int setup(void **state)
{
	static const struct net_device_operations none;
	static struct device dev = { .name = "device" };

	netdev = alloc_etherdev(0);
	netdev_init(netdev, (struct net_device_operations *)&none);
	netdev->dev = &dev;
	memcpy(netdev->hw_addr, MAC, ETH_ALEN);
	assert_int_equal(register_netdev(netdev), 0);
	return 0;
}

static int teardown(void **state)
{
	free(given);
	given = NULL;
	unregister_netdev(netdev);
	netdev_put(netdev);
	return 0;
}

/* Registers an answer that names a file. */
static void answer(struct answer *answer, struct settings *parent,
		   const char *name, const char *file)
{
	memset(answer, 0, sizeof(*answer));
	answer->hdr.op = BOOTP_REPLY;
	answer->hdr.xid = htonl(0x11223344);
	answer->hdr.siaddr.s_addr = htonl(0x0a000001);
	answer->hdr.magic = htonl(DHCP_MAGIC_COOKIE);
	strcpy(answer->hdr.file, file);
	memcpy(answer->options, "\x35\1\5\xff", 4);
	dhcppkt_init(&answer->pkt, &answer->hdr, sizeof(answer->hdr) +
		     sizeof(answer->options));
	assert_int_equal(register_settings(&answer->pkt.settings, parent, name),
			 0);
}

static void answer_lease(void)
{
	answer(&lease, netdev_settings(netdev), DHCP_SETTINGS_NAME, "lease");
}

/* Returns room for a packet. */
static void *room(size_t len)
{
	free(given);
	given = calloc(1, len);
	assert_non_null(given);
	return given;
}

static const struct dhcphdr *hdr(void)
{
	return (struct dhcphdr *)given;
}

/* Returns the value of an option of the packet that was given, as text. */
static const char *option(unsigned int tag, size_t len)
{
	static char text[256];
	struct dhcp_packet pkt;
	int value_len;

	dhcppkt_init(&pkt, (struct dhcphdr *)given, len);
	value_len = dhcppkt_fetch(&pkt, tag, text, sizeof(text) - 1);
	text[value_len < 0 ? 0 : value_len] = '\0';
	return text;
}

static void store(const char *name, const char *value)
{
	assert_int_equal(storef_setting(netdev_settings(netdev),
					find_setting(name), value), 0);
}

/* The reply is that of a boot server, or that of a proxyDHCP server, or the lease. */
static void the_last_answer_is_the_reply(void **state)
{
	struct settings *root = &root_settings.settings;

	answer_lease();
	assert_true(bootpacket_reply(netdev, NULL, room(ROOM), ROOM) > 0);
	assert_string_equal(hdr()->file, "lease");
	answer(&proxy, root, PROXYDHCP_SETTINGS_NAME, "proxy");
	assert_true(bootpacket_reply(netdev, NULL, room(ROOM), ROOM) > 0);
	assert_string_equal(hdr()->file, "proxy");
	answer(&boot_server, root, PXEBS_SETTINGS_NAME, "server");
	assert_true(bootpacket_reply(netdev, NULL, room(ROOM), ROOM) > 0);
	assert_string_equal(hdr()->file, "server");
	/* The acknowledgement remains what the DHCP server sent. */
	assert_true(bootpacket_ack(netdev, NULL, room(ROOM), ROOM) > 0);
	assert_string_equal(hdr()->file, "lease");
	unregister_settings(&boot_server.pkt.settings);
	unregister_settings(&proxy.pkt.settings);
	unregister_settings(&lease.pkt.settings);
}

/* A packet is given where it fits to the byte. Where it does not, one that fits is
 * made of the settings. */
static void a_packet_that_does_not_fit_is_not_given(void **state)
{
	size_t len;

	answer_lease();
	len = bootpacket_lease(netdev, room(ROOM), ROOM);
	assert_int_equal(len, sizeof(struct dhcphdr) + 4);
	assert_int_equal(bootpacket_lease(netdev, room(len), len), len);
	assert_int_equal(hdr()->xid, htonl(0x11223344));
	len = bootpacket_lease(netdev, room(len - 1), len - 1);
	assert_true(len < sizeof(struct dhcphdr) + 4);
	assert_int_equal(hdr()->xid, 0);
	assert_memory_equal(hdr()->chaddr, MAC, ETH_ALEN);
	unregister_settings(&lease.pkt.settings);
}

static void settings_become_a_packet(void **state)
{
	size_t len;

	store("ip", "10.9.0.5");
	store("next-server", "10.9.0.1");
	store("filename", "boot.ipxe");
	store("hostname", "client");
	store("root-path", "iscsi:x");
	store("gateway", "10.9.0.254");
	len = bootpacket_lease(netdev, room(ROOM), ROOM);
	assert_int_equal(hdr()->op, BOOTP_REPLY);
	assert_int_equal(hdr()->htype, 1);
	assert_int_equal(hdr()->hlen, ETH_ALEN);
	assert_int_equal(hdr()->yiaddr.s_addr, htonl(0x0a090005));
	assert_int_equal(hdr()->siaddr.s_addr, htonl(0x0a090001));
	assert_string_equal(hdr()->file, "boot.ipxe");
	assert_string_equal(option(DHCP_MESSAGE_TYPE, len), "\5");
	assert_string_equal(option(DHCP_HOST_NAME, len), "client");
	assert_string_equal(option(DHCP_ROOT_PATH, len), "iscsi:x");
	assert_memory_equal(option(DHCP_ROUTERS, len), "\x0a\x09\0\xfe", 4);
	assert_string_equal(option(DHCP_DOMAIN_NAME, len), "");
}

/* An option holds 255 bytes at most. */
static void a_setting_that_no_option_holds_is_left_out(void **state)
{
	char text[300];
	size_t len;

	memset(text, 'r', sizeof(text));
	text[255] = '\0';
	store("root-path", text);
	store("hostname", "client");
	len = bootpacket_lease(netdev, room(ROOM), ROOM);
	assert_string_equal(option(DHCP_ROOT_PATH, len), text);
	text[255] = 'r';
	text[256] = '\0';
	store("root-path", text);
	len = bootpacket_lease(netdev, room(ROOM), ROOM);
	assert_string_equal(option(DHCP_ROOT_PATH, len), "");
	assert_string_equal(option(DHCP_HOST_NAME, len), "client");
}

/* What a user has set for PXELINUX is added to what the server sent. */
static void the_users_options_are_added(void **state)
{
	static const struct setting config = {
		.name = "config", .tag = DHCP_PXELINUX_CONFIG,
		.type = &setting_type_string,
	};
	size_t len;

	answer_lease();
	assert_int_equal(storef_setting(netdev_settings(netdev), &config,
					"my.cfg"), 0);
	len = bootpacket_ack(netdev, NULL, room(ROOM), ROOM);
	assert_string_equal(option(DHCP_PXELINUX_CONFIG, len), "my.cfg");
	assert_string_equal(option(DHCP_PXELINUX_PREFIX, len), "");
	assert_string_equal(hdr()->file, "lease");
	unregister_settings(&lease.pkt.settings);
}

/* The escapes of a URI's path are none in a field. */
static void a_uri_names_the_program(void **state)
{
	struct uri *uri = parse_uri("TFTP://10.0.0.9/a%20b/c");

	answer_lease();
	assert_true(bootpacket_ack(netdev, uri, room(ROOM), ROOM) > 0);
	assert_string_equal(hdr()->file, "a b/c");
	assert_int_equal(hdr()->siaddr.s_addr, htonl(0x0a000009));
	/* What is registered stays as it came. */
	assert_string_equal(lease.hdr.file, "lease");
	uri_put(uri);
	/* A path alone has no scheme. */
	uri = parse_uri("/a/b");
	assert_true(bootpacket_ack(netdev, uri, room(ROOM), ROOM) > 0);
	assert_string_equal(hdr()->file, "lease");
	uri_put(uri);
	unregister_settings(&lease.pkt.settings);
}

/* The client's own packet has the transaction of the answer, and none is given
 * where it does not fit. */
static void a_discover_is_written_again(void **state)
{
	size_t len;

	answer_lease();
	len = bootpacket_discover(netdev, &lease.hdr, room(ROOM), ROOM);
	assert_int_equal(hdr()->op, BOOTP_REQUEST);
	assert_int_equal(hdr()->xid, htonl(0x11223344));
	assert_memory_equal(hdr()->chaddr, MAC, ETH_ALEN);
	assert_string_equal(option(DHCP_MESSAGE_TYPE, len), "\1");
	assert_int_equal(bootpacket_discover(netdev, &lease.hdr, room(ROOM),
					     sizeof(struct dhcphdr) + 4), 0);
	unregister_settings(&lease.pkt.settings);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_last_answer_is_the_reply),
		TEST(a_packet_that_does_not_fit_is_not_given),
		TEST(settings_become_a_packet),
		TEST(a_setting_that_no_option_holds_is_left_out),
		TEST(the_users_options_are_added),
		TEST(a_uri_names_the_program),
		TEST(a_discover_is_written_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
