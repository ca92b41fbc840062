/* SPDX-License-Identifier: GPL-2.0-or-later */

/* PXE boot menus: items and servers whose lengths lie, whom to ask, and whose
 * answer counts. */

#include "unit.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/netdevice.h>

#include <core/dhcpclient.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include <ipxe/timer.h>
#include "../../core/net/pxebs.h"
#include "../replace.h"
#include "recorder.h"

REPLACES(getkey);

static struct pxebs_menu *menu;

/* The keys that are pressed, one a look, and how long was waited for them in
 * seconds; FOREVER if there was no limit. */
#define FOREVER 100000
static const char *keys;
static unsigned int waited;

int __wrap_getkey(unsigned long timeout)
{
	if (keys && *keys)
		return *keys++;
	waited += timeout ? timeout / TICKS_PER_SEC : FOREVER;
	/* Whoever would wait for ever is told to stop. */
	return timeout ? 0 : CTRL_C;
}
static struct dhcp_exchange ex;

static int setup(void **state)
{
	menu = calloc(1, sizeof(*menu));
	memset(&ex, 0, sizeof(ex));
	return menu ? 0 : -1;
}

static int teardown(void **state)
{
	free(menu);
	return 0;
}

static unsigned int parse(const char *bytes, size_t len)
{
	menu->count = 0;
	memcpy(menu->menu, bytes, len);
	pxebs_parse_items(menu, len);
	return menu->count;
}

#define PARSE(bytes) parse(bytes, sizeof(bytes) - 1)

static void reads_items(void **state)
{
	assert_int_equal(PARSE("\0\0\5Local\x80\1\4Next"), 2);
	assert_int_equal(menu->items[0].type, 0);
	assert_int_equal(menu->items[1].type, 0x8001);
	assert_int_equal(menu->items[1].len, 4);
	assert_memory_equal(menu->items[1].text, "Next", 4);
}

static void leaves_out_items_that_are_cut_off(void **state)
{
	char bytes[PXEBS_MAX_VENDOR];
	unsigned int i;

	assert_int_equal(PARSE(""), 0);
	assert_int_equal(PARSE("\0\0"), 0);
	assert_int_equal(PARSE("\0\1\4Nex"), 0);
	assert_int_equal(PARSE("\0\1\4Next\0\2\377more"), 1);
	/* More than there is room for. */
	for (i = 0; i < sizeof(bytes); i += 4)
		memcpy(bytes + i, "\0\1\1x", 4);
	assert_int_equal(parse(bytes, sizeof(bytes)), PXEBS_MAX_ITEMS);
}

static unsigned int servers(unsigned int type, const char *bytes, size_t len)
{
	ex.num_to = 0;
	memcpy(menu->servers, bytes, len);
	menu->servers_len = len;
	pxebs_find_servers(menu, type, &ex);
	return ex.num_to;
}

#define SERVERS(type, bytes) servers(type, bytes, sizeof(bytes) - 1)

static void finds_servers_of_a_type(void **state)
{
	assert_int_equal(SERVERS(2, "\0\1\1\x0a\0\0\1\0\2\2\x0a\0\0\2\x0a\0\0\3"),
			 2);
	assert_int_equal(ex.to[0].s_addr, htonl(0x0a000002));
	assert_int_equal(ex.to[1].s_addr, htonl(0x0a000003));
	assert_int_equal(SERVERS(3, "\0\1\1\x0a\0\0\1"), 0);
}

static void believes_no_count_of_servers(void **state)
{
	char many[3 + 4 * 20] = { 0, 1, 20 };

	assert_int_equal(SERVERS(1, "\0\1\2\x0a\0\0\1\x0a\0\0"), 0);
	assert_int_equal(SERVERS(1, "\0\2\377\x0a\0\0\1\0\1\1\x0a\0\0\2"), 0);
	assert_int_equal(SERVERS(1, "\0\1"), 0);
	assert_int_equal(servers(1, many, sizeof(many)),
			 sizeof(ex.to) / sizeof(ex.to[0]));
}

/* Receives an answer with a file, of a type and from an address. Returns the
 * result of the exchange. */
static int answer(unsigned int type, uint32_t from, int listed_only)
{
	struct {
		struct dhcphdr hdr;
		uint8_t options[16];
	} data;
	struct pxebs_discovery discovery = { .type = 5,
					     .listed_only = listed_only };
	struct in_addr addr = { htonl(from) };
	struct dhcp_packet pkt;

	memset(&data, 0, sizeof(data));
	strcpy(data.hdr.file, "boot.0");
	memcpy(data.options, "\x2b\6\x47\4\0\0\0\0\xff", 9);
	data.options[5] = type;
	dhcppkt_init(&pkt, &data.hdr, sizeof(data));
	ex.ctx = &discovery;
	ex.rc = -EINPROGRESS;
	ex.num_to = 1;
	ex.to[0].s_addr = htonl(0x0a000001);
	pxebs_rx(&ex, &pkt, DHCPACK, addr);
	return ex.rc;
}

/* Receives an answer with a file and these options. Returns the result. */
static int answer_with(const char *options, size_t len)
{
	struct {
		struct dhcphdr hdr;
		uint8_t options[16];
	} data;
	struct pxebs_discovery discovery = { .type = 5 };
	struct in_addr addr = { htonl(0x0a000001) };
	struct dhcp_packet pkt;

	memset(&data, 0, sizeof(data));
	strcpy(data.hdr.file, "boot.0");
	memcpy(data.options, options, len);
	dhcppkt_init(&pkt, &data.hdr, sizeof(data));
	ex.ctx = &discovery;
	ex.rc = -EINPROGRESS;
	pxebs_rx(&ex, &pkt, DHCPACK, addr);
	return ex.rc;
}

#define ANSWER(options) answer_with(options, sizeof(options) - 1)

/* The type alone is enough, and without one an answer is for whoever gets it. */
static void takes_an_answer_with_less(void **state)
{
	assert_int_equal(ANSWER("\x2b\4\x47\2\0\5\xff"), 0);
	assert_int_equal(ANSWER("\x2b\4\x47\2\0\6\xff"), -EINPROGRESS);
	assert_int_equal(ANSWER("\x2b\4\x47\2\1\5\xff"), -EINPROGRESS);
	assert_int_equal(ANSWER("\x2b\3\x47\1\6\xff"), 0);
	assert_int_equal(ANSWER("\xff"), 0);
}

static void takes_the_right_answer(void **state)
{
	assert_int_equal(answer(5, 0x0a000001, 1), 0);
	assert_int_equal(answer(5, 0x0a000002, 0), 0);
	assert_int_equal(answer(5, 0x0a000002, 1), -EINPROGRESS);
	assert_int_equal(answer(6, 0x0a000001, 0), -EINPROGRESS);
}

/* Three items, a prompt of so many seconds (-1: none), and keys. */
static int asked(int seconds, const char *pressed)
{
	const struct pxebs_item *item = NULL;
	int rc;

	PARSE("\0\0\5Local\x80\1\4Next\x80\2\4Last");
	menu->prompt_len = seconds < 0 ? 0 : 5;
	memcpy(menu->prompt, "\0Boot", 5);
	menu->prompt[0] = seconds;
	keys = pressed;
	waited = 0;
	rc = pxebs_ask(menu, &item);
	return rc ? rc : item - menu->items;
}

static void asks_as_the_prompt_says(void **state)
{
	assert_int_equal(asked(0, NULL), 0);
	assert_int_equal(waited, 0);
	assert_int_equal(asked(10, NULL), 0);
	assert_int_equal(waited, 10);
	assert_int_equal(asked(10, " 3"), 2);
	assert_int_equal(asked(10, "\3"), -ECANCELED);
	assert_int_equal(waited, 0);
	assert_int_equal(asked(10, "\033"), -ECANCELED);
	assert_int_equal(waited, 0);
	assert_int_equal(asked(-1, "x9a2"), 1);
	assert_int_equal(asked(-1, "\r"), 0);
	assert_int_equal(asked(-1, "\033"), -ECANCELED);
}

/* What a terminal would obey is a question mark. */
static void shows_what_can_be_shown(void **state)
{
	const struct pxebs_item *item;

	PARSE("\0\0\5Lo\x9b" "al\x80\1\4Next");
	memcpy(menu->prompt, "\2Pre\033ss", 7);
	menu->prompt_len = 7;
	keys = NULL;
	shown_len = 0;
	assert_int_equal(pxebs_ask(menu, &item), 0);
	assert_string_equal(shown, "\rPre?ss (2) \rPre?ss (1) \n");
	menu->prompt_len = 0;
	shown_len = 0;
	assert_int_equal(pxebs_ask(menu, &item), 0);
	assert_string_equal(shown, "  1) Lo?al\n  2) Next\n"
			    "Choose, or Ctrl-C: \n");
}

/* Nobody is there: it goes on, whatever the server says. */
static void waits_for_nobody_for_long(void **state)
{
	assert_int_equal(asked(255, NULL), 0);
	assert_int_equal(waited, 5);
	assert_int_equal(asked(-1, NULL), 0);
	assert_int_equal(waited, 5);
}

/* Whoever has pressed a key may think about it. */
static void waits_for_somebody_for_ever(void **state)
{
	assert_int_equal(asked(255, " "), -ECANCELED);
	assert_int_equal(waited, FOREVER);
	assert_int_equal(asked(-1, "x"), -ECANCELED);
	assert_int_equal(waited, FOREVER);
	assert_int_equal(asked(5, "x"), -ECANCELED);
	assert_int_equal(waited, FOREVER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
		TEST(reads_items),
		TEST(leaves_out_items_that_are_cut_off),
		TEST(finds_servers_of_a_type),
		TEST(believes_no_count_of_servers),
		TEST(takes_the_right_answer),
		TEST(takes_an_answer_with_less),
		TEST(asks_as_the_prompt_says),
		TEST(shows_what_can_be_shown),
		TEST(waits_for_nobody_for_long),
		TEST(waits_for_somebody_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
