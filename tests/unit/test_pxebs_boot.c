/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The way from a PXE boot menu to the answer of a boot server: where the menu is, who
 * is asked, and what is registered. */

#include "wire.h"
#include <errno.h>
#include <stdlib.h>
#include <core/dhcpclient.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include <ipxe/timer.h>
#include "../replace.h"
#include "../sim/packet.h"

REPLACES(getkey);

#define AT_UDP (AT_IP + IP_LEN)
#define LISTED 0x0a030009
#define GROUP 0xe0001122
#define EVERYBODY 0xffffffff

/* A menu of the local disk and of one boot server of type 0x8001, and a prompt that
 * is over at once. */
#define MENU "\0\0\5Local\x80\1\4Next"
#define NEXT_ONLY "\x80\1\4Next"
#define AT_ONCE "\0Boot"

/* The key that is pressed, or 0. */
static int key;
/* Where the request went, in host order, and on which port. */
static uint32_t asked;
static unsigned int asked_port;
/* How many requests there were, and whether they are answered. */
static unsigned int requests;
static int silent;

int __wrap_getkey(unsigned long timeout)
{
	return key;
}

/* Answers as the boot server of type 0x8001. */
static void answer(const uint8_t *request, size_t len)
{
	struct packet packet;
	uint32_t xid;

	memcpy(&xid, request + PACKET_BOOTP + 4, sizeof(xid));
	packet_reply(&packet, xid, netdev->ll_addr, 0, SERVER);
	packet_option_byte(&packet, DHCP_MESSAGE_TYPE, DHCPACK);
	packet_option(&packet, DHCP_VENDOR_ENCAP, "\x47\4\x80\1\0\0\xff", 7);
	packet_field_text(&packet, PACKET_FILE, "from-server.0");
	packet_end(&packet);
	packet_put32(&packet, PACKET_IP + 16, OUR_IP);
	packet_checksums(&packet);
	wire_deliver(packet.bytes, packet.len);
}

static void wire_hear(const uint8_t *frame, size_t len)
{
	const uint8_t *value;
	size_t value_len;

	if (frame[AT_IP + 9] != 17 || get16(frame + AT_UDP) != 68)
		return;
	requests++;
	asked = get32(frame + AT_IP + 16);
	asked_port = get16(frame + AT_UDP + 2);
	value = packet_find(frame, len, DHCP_MESSAGE_TYPE, &value_len);
	assert_int_equal(*value, DHCPREQUEST);
	assert_int_equal(get32(frame + PACKET_BOOTP + 12), OUR_IP);
	value = packet_find(frame, len, DHCP_VENDOR_ENCAP, &value_len);
	assert_non_null(value);
	assert_non_null(memmem(value, value_len, "\x47\4\x80\1\0\0", 6));
	if (!silent)
		answer(frame, len);
}

static void set(struct settings *settings, unsigned int tag, const void *data,
		size_t len)
{
	struct setting setting = {
		.name = "", .tag = tag, .type = &setting_type_hexraw,
	};

	assert_int_equal(store_setting(settings, &setting, data, len), 0);
}

/* Sets an option that is text to the lease's options. */
#define SET(tag, text) \
	set(netdev_settings(netdev), tag, text, sizeof(text) - 1)

static int setup(void **state)
{
	hosted_options.virtual_clock = 1;
	hosted_options.patience = 1000000000;
	wire_setup();
	key = 0;
	asked = asked_port = requests = 0;
	silent = 0;
	return 0;
}

static int teardown(void **state)
{
	dhcp_forget_servers();
	wire_teardown();
	return 0;
}

static void there_is_a_menu_where_it_has_items(void **state)
{
	assert_false(pxe_menu_exists(netdev));
	SET(DHCP_PXE_BOOT_MENU, "\0\0");
	assert_false(pxe_menu_exists(netdev));
	assert_int_equal(pxe_menu_boot(netdev), -ENOENT);
	SET(DHCP_PXE_BOOT_MENU, MENU);
	assert_true(pxe_menu_exists(netdev));
	/* A file is taken instead where the server says so, if there is one. */
	SET(DHCP_PXE_DISCOVERY_CONTROL, "\x08");
	assert_true(pxe_menu_exists(netdev));
	SET(DHCP_BOOTFILE_NAME, "file");
	assert_false(pxe_menu_exists(netdev));
	SET(DHCP_PXE_DISCOVERY_CONTROL, "\x07");
	assert_true(pxe_menu_exists(netdev));
}

/* What a proxyDHCP server says comes first. */
static void the_menu_of_a_proxy_is_taken(void **state)
{
	static struct generic_settings proxy;

	SET(DHCP_PXE_BOOT_MENU, "\0\0\5Local");
	SET(DHCP_PXE_BOOT_MENU_PROMPT, AT_ONCE);
	generic_settings_init(&proxy, NULL);
	assert_int_equal(register_settings(&proxy.settings, NULL,
					   PROXYDHCP_SETTINGS_NAME), 0);
	set(&proxy.settings, DHCP_PXE_BOOT_MENU, NEXT_ONLY, 7);
	assert_int_equal(pxe_menu_boot(netdev), 0);
	assert_int_equal(requests, 1);
	unregister_settings(&proxy.settings);
	assert_int_equal(pxe_menu_boot(netdev), -ECANCELED);
	assert_int_equal(requests, 1);
}

/* The first item is the local disk. */
static void the_local_disk_asks_nobody(void **state)
{
	SET(DHCP_PXE_BOOT_MENU, MENU);
	SET(DHCP_PXE_BOOT_MENU_PROMPT, AT_ONCE);
	assert_int_equal(pxe_menu_boot(netdev), -ECANCELED);
	assert_int_equal(requests, 0);
}

static void the_choice_is_asked_for(void **state)
{
	char file[32];

	SET(DHCP_PXE_BOOT_MENU, MENU);
	key = '2';
	assert_int_equal(pxe_menu_boot(netdev), 0);
	assert_int_equal(requests, 1);
	assert_true(fetch_string_setting(find_settings(PXEBS_SETTINGS_NAME),
					 &filename_setting, file,
					 sizeof(file)) > 0);
	assert_string_equal(file, "from-server.0");
}

static void whoever_leaves_the_menu_asks_nobody(void **state)
{
	SET(DHCP_PXE_BOOT_MENU, MENU);
	key = ESC;
	assert_int_equal(pxe_menu_boot(netdev), -ECANCELED);
	SET(DHCP_PXE_BOOT_MENU_PROMPT, "\5Boot");
	assert_int_equal(pxe_menu_boot(netdev), -ECANCELED);
	assert_int_equal(requests, 0);
	assert_null(find_settings(PXEBS_SETTINGS_NAME));
}

/* The servers that are listed, or a group, or everybody, as far as it is allowed. */
static void servers_are_found_as_the_options_say(void **state)
{
	static const struct {
		uint8_t control;
		int listed, group;
		uint32_t to;
		unsigned int port;
	} cases[] = {
		{ 0, 1, 1, LISTED, 4011 },
		{ 3, 1, 1, LISTED, 4011 },
		{ 0, 0, 1, GROUP, 4011 },
		{ 1, 0, 1, GROUP, 4011 },
		{ 2, 0, 1, EVERYBODY, 67 },
		{ 0, 0, 0, EVERYBODY, 67 },
		{ 2, 0, 0, EVERYBODY, 67 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		setup(state);
		SET(DHCP_PXE_BOOT_MENU, NEXT_ONLY);
		SET(DHCP_PXE_BOOT_MENU_PROMPT, AT_ONCE);
		set(netdev_settings(netdev), DHCP_PXE_DISCOVERY_CONTROL,
		    &cases[i].control, 1);
		if (cases[i].listed)
			SET(DHCP_PXE_BOOT_SERVERS, "\x80\1\1\x0a\3\0\x09");
		if (cases[i].group)
			SET(DHCP_ENCAP_OPT(DHCP_VENDOR_ENCAP, 7),
			    "\xe0\0\x11\x22");
		assert_int_equal(pxe_menu_boot(netdev), 0);
		assert_int_equal(asked, cases[i].to);
		assert_int_equal(asked_port, cases[i].port);
		teardown(state);
	}
	setup(state);
}

static void nobody_to_ask_is_an_error(void **state)
{
	SET(DHCP_PXE_BOOT_MENU, NEXT_ONLY);
	SET(DHCP_PXE_BOOT_MENU_PROMPT, AT_ONCE);
	SET(DHCP_PXE_DISCOVERY_CONTROL, "\3");
	assert_int_equal(pxe_menu_boot(netdev), -ENOENT);
	/* The address of a group has four bytes. */
	SET(DHCP_PXE_DISCOVERY_CONTROL, "\1");
	SET(DHCP_ENCAP_OPT(DHCP_VENDOR_ENCAP, 7), "\xe0\0\x11");
	assert_int_equal(pxe_menu_boot(netdev), -ENOENT);
	assert_int_equal(requests, 0);
}

/* Only servers that were asked may answer where the options say so: here another one
 * does. */
static void an_answer_of_nobody_asked_may_not_count(void **state)
{
	SET(DHCP_PXE_BOOT_MENU, NEXT_ONLY);
	SET(DHCP_PXE_BOOT_MENU_PROMPT, AT_ONCE);
	SET(DHCP_PXE_BOOT_SERVERS, "\x80\1\1\x0a\3\0\x09");
	SET(DHCP_PXE_DISCOVERY_CONTROL, "\4");
	assert_int_equal(pxe_menu_boot(netdev), -ETIMEDOUT);
	assert_true(requests > 1);
	assert_null(find_settings(PXEBS_SETTINGS_NAME));
}

static void silence_has_a_limit(void **state)
{
	unsigned long start = currticks();

	SET(DHCP_PXE_BOOT_MENU, NEXT_ONLY);
	SET(DHCP_PXE_BOOT_MENU_PROMPT, AT_ONCE);
	silent = 1;
	assert_int_equal(pxe_menu_boot(netdev), -ETIMEDOUT);
	/* After 0, 1, 3 and 7 s. */
	assert_int_equal(requests, 4);
	assert_in_range((currticks() - start) / TICKS_PER_SEC, 8, 9);
}

/* Has the stack forget what it keeps for a while, such as frames that wait for an
 * answer by ARP, and the servers' answers. */
static void forget(void)
{
	unsigned int i;

	dhcp_forget_servers();
	for (i = 0; i < 50; i++) {
		run();
		hosted_clock_advance(8 * TICKS_PER_SEC);
	}
}

/* Whichever allocation fails, nothing is left. Without room for the menu it is an
 * error at once; a frame that cannot be sent or received is sent again. */
static void memory_may_run_out(void **state)
{
	long blocks, n;
	int rc;

	SET(DHCP_PXE_BOOT_MENU, NEXT_ONLY);
	SET(DHCP_PXE_BOOT_MENU_PROMPT, AT_ONCE);
	assert_int_equal(pxe_menu_boot(netdev), 0);
	forget();
	blocks = testhost_malloc_blocks;
	testhost_malloc_once = 1;
	for (n = 0; testhost_malloc_left < 0; n++) {
		testhost_malloc_left = n;
		rc = pxe_menu_boot(netdev);
		if (n == 0)
			assert_int_equal(rc, -ENOMEM);
		forget();
		if (testhost_malloc_blocks != blocks)
			fail_msg("allocation %ld: %ld blocks are left", n,
				 testhost_malloc_blocks - blocks);
	}
	testhost_malloc_once = 0;
	assert_int_equal(rc, 0);
	assert_true(n > 3);
	testhost_malloc_left = 0;
	assert_false(pxe_menu_exists(netdev));
	testhost_malloc_left = -1;
	assert_true(pxe_menu_exists(netdev));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
		TEST(there_is_a_menu_where_it_has_items),
		TEST(the_menu_of_a_proxy_is_taken),
		TEST(the_local_disk_asks_nobody),
		TEST(the_choice_is_asked_for),
		TEST(whoever_leaves_the_menu_asks_nobody),
		TEST(servers_are_found_as_the_options_say),
		TEST(nobody_to_ask_is_an_error),
		TEST(an_answer_of_nobody_asked_may_not_count),
		TEST(silence_has_a_limit),
		TEST(memory_may_run_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
