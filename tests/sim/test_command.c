/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The command as a user meets it: who takes part, what is said, the menu,
 * options. */

#include "rules.h"
#include <ctype.h>
#include <ipxe/command.h>
#include <ipxe/errortab.h>
#include <ipxe/init.h>
#include <ipxe/keys.h>
#include <usr/multibootonce.h>
#include <usr/multibootpin.h>

extern struct init_fn smbios_init_fn;

/* --- who takes part */

static void exclude_leaves_out(void **state)
{
	add_nics(3);
	serve(0, SERVER_GOOD, 0);
	serve(2, SERVER_GOOD, 50);
	scenario.options.exclude = "net0,net1";
	nic(0)->takes_part = nic(1)->takes_part = 0;
	assert_winner(2);
	assert_reason(0, "excluded");
	assert_int_equal(nic(0)->nic.opens, 0);
}

static void exclude_compares_whole_names(void **state)
{
	add_nics(12);
	serve(1, SERVER_GOOD, 0);
	scenario.options.exclude = "net10,net11";
	nic(10)->takes_part = nic(11)->takes_part = 0;
	assert_winner(1);
}

/* A NIC can be named by its MAC address, by the first bytes of that, by its bus
 * location and by its driver. */
static void other_names_are_known(void **state)
{
	static const char *const net2[] = {
		"net2", "52:54:00:12:00:02", "52-54-00-12-00-02",
		"0000:00:02.0", "special", "aa:bb", "AA-BB-CC",
	};
	unsigned int i, excluded;

	for (i = 0; i < 2 * ARRAY_LEN(net2); i++) {
		excluded = i >= ARRAY_LEN(net2);
		empty_world(state);
		add_nics(3);
		serve(0, SERVER_GOOD, 100);
		serve(2, SERVER_GOOD, 0);
		nic(2)->nic.dev.driver_name = "special";
		snprintf(nic(2)->nic.dev.name, sizeof(nic(2)->nic.dev.name),
			 "0000:00:02.0");
		if (i % ARRAY_LEN(net2) > 4) {
			nic(2)->nic.mac[0] = 0xaa;
			nic(2)->nic.mac[1] = 0xbb;
			nic(2)->nic.mac[2] = 0xcc;
			memcpy(nic(2)->nic.netdev->ll_addr, nic(2)->nic.mac, 6);
		}
		if (excluded) {
			scenario.options.exclude =
				(char *)net2[i - ARRAY_LEN(net2)];
			nic(2)->takes_part = 0;
		} else {
			scenario.names[0] = (char *)net2[i];
			scenario.name_count = 1;
			nic(0)->takes_part = nic(1)->takes_part = 0;
		}
		assert_winner(excluded ? 0 : 2);
		end_world(state);
	}
	empty_world(state);
}

/* One pattern stands for several, in their order; a name given twice counts
 * once. */
static void a_pattern_means_all_that_fit(void **state)
{
	static char net1[] = "net1", all[] = "52:54:00";

	add_nics(3);
	scenario.names[0] = net1;
	scenario.names[1] = all;
	scenario.name_count = 2;
	nic(1)->rank = 0;
	nic(0)->rank = 1;
	serve(1, SERVER_GOOD, 0);
	assert_winner(1);
	assert_int_equal(printed("multiboot: 3 net devices"), 1);
}

static void what_fits_nothing_is_an_error(void **state)
{
	static const char *const names[] = {
		"net", "net00", "52:5", "52", "52:54:01", "52:54:00:",
		"52:54:00:12:00:00:00", "0000:00:09.0", "", "52:5g:00",
		"g2:54", "#2:54", "52:54/00", "52:54:", "52:54:0", "52 54", "5:254",
	};
	static char absent[] = "net0,02:00:00:00:00:01,net1";
	unsigned int i;

	add_nics(2);
	scenario.allocations = world.allocations;
	for (i = 0; i < ARRAY_LEN(names); i++) {
		scenario.names[0] = (char *)names[i];
		assert_error(multiboot(&scenario.options, scenario.names, 1),
			     -ENODEV);
	}
	assert_int_equal(printed("net00: no such net device; there are:\n"
				 "  net0 52:54:00:12:00:00 "), 1);
	assert_int_equal(nic(0)->nic.opens, 0);
	scenario.options.exclude = absent;
	assert_error(multiboot(&scenario.options, NULL, 0), -ENODEV);
	assert_int_equal(printed("02:00:00:00:00:01: no such"), 0);
	assert_int_equal(printed("-> excluded"), 2);
}

static void errors_of_the_world(void **state)
{
	static char all[] = "net0", unknown[] = "net7";

	add_nics(1);
	scenario.options.exclude = all;
	nic(0)->takes_part = 0;
	assert_result(-ENODEV);
	scenario_forget();
	scenario.options.exclude = unknown;
	assert_error(multiboot(&scenario.options, NULL, 0), -ENODEV);
	assert_int_equal(printed("net7: no such net device"), 1);
	scenario.options.exclude = NULL;
	scenario.names[0] = unknown;
	assert_error(multiboot(&scenario.options, scenario.names, 1), -ENODEV);
	scenario_remove();
	assert_error(multiboot(&scenario.options, NULL, 0), -ENODEV);
	scenario.allocations = world.allocations;
	assert_int_equal(printed("No net devices"), 2);
}

/* --- whose offers count */

/* Gives net0 a rogue server, which is faster than the good one that net1
 * has. */
static void rogue_and_good(struct server **rogue, struct server **good)
{
	add_nics(2);
	*rogue = serve(0, SERVER_GOOD, 0);
	(*rogue)->addr = 0x0a090909;
	nic(0)->refused = 1;
	*good = serve(1, SERVER_GOOD, 50);
}

static void a_faster_rogue_loses(void **state)
{
	static const enum server_kind kinds[] = {
		SERVER_GOOD, SERVER_PROXY, SERVER_MENU, SERVER_SAN,
		SERVER_FLOOD,
	};
	struct server *rogue, *good;
	unsigned int i;

	for (i = 0; i < 1000; i++) {
		empty_world(state);
		rogue_and_good(&rogue, &good);
		rogue->kind = kinds[i % ARRAY_LEN(kinds)];
		rogue->delay_ms = i % 7;
		good->delay_ms = i * 3;
		scenario.options.server = "10.9.1.0/24,10.1.0.1";
		assert_winner(1);
		assert_true(!rogue->acked);
		end_world(state);
	}
	empty_world(state);
}

static void the_table_names_who_was_refused(void **state)
{
	struct server *rogue, *good;

	rogue_and_good(&rogue, &good);
	scenario.options.server = "10.1.0.0/16";
	good->delay_ms = 1200;
	assert_winner(1);
	assert_int_equal(printed("net0: offer from 10.9.9.9 refused by "
				 "--server\n"), 1);
	assert_int_equal(printed("offer from 10.9.9.9 refused by --server "
				 "(2 in all) -> not needed"), 1);
	assert_int_equal(printed("offer 10.9.9.108"), 0);
}

static void nothing_but_refused_offers_is_none(void **state)
{
	struct server *rogue, *good;

	rogue_and_good(&rogue, &good);
	nic(1)->refused = 1;
	good->no_next_server = 1;
	scenario.options.server = "10.1.0.2";
	scenario.options.dhcp_timeout = MS(500);
	assert_result(-ETIMEDOUT);
	assert_reason(0, "no offer");
	assert_int_equal(printed("offer from 10.1.0.1 refused by --server "
				 "(1 in all) -> no offer"), 1);
}

static void the_next_server_counts_too(void **state)
{
	static const char *const lists[] = {
		"192.0.2.7", "10.1.0.1,192.0.2.0/31,192.0.2.6/31",
		"255.255.255.255,0.0.0.0/1,192.0.2.7/32", "0.0.0.0/0",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(lists); i++) {
		empty_world(state);
		add_nics(1);
		serve(0, SERVER_GOOD, 0)->next_server = 0xc0000207;
		nic(0)->servers[0].addr = 0xcb007101;
		scenario.options.server = (char *)lists[i];
		scenario.options.probe = 1;
		assert_winner(0);
		end_world(state);
	}
	empty_world(state);
}

static void a_list_of_servers_has_to_be_one(void **state)
{
	static const char *const lists[] = {
		"", "10.0.0", "10.0.0.256", "10.0.0.1/33", "10.0.0.1,",
		"10.0.0.1 ", "10.0.0.1/", ".0.0.1", "10..0.1", "host",
		"10.0.0.1,x", "99999999999999999999.0.0.1", "10.0.0.1.2",
	};
	unsigned int i;

	add_nics(1);
	for (i = 0; i < ARRAY_LEN(lists); i++) {
		scenario.options.server = (char *)lists[i];
		assert_error(multiboot(&scenario.options, NULL, 0), -EINVAL);
	}
	assert_int_equal(printed("--server 10.0.0.256: not a list"), 1);
	assert_int_equal(nic(0)->nic.opens, 0);
	scenario.options.server = NULL;
	scenario.options.match = "";
	assert_error(multiboot(&scenario.options, NULL, 0), -EINVAL);
	assert_int_equal(nic(0)->nic.opens, 0);
	scenario.allocations = world.allocations;
}

static void a_vendor_option_has_to_match(void **state)
{
	static const struct {
		uint8_t tag;
		const char *text;
		int matches;
	} cases[] = {
		{ 43, "site-7", 1 }, { 60, "PXE site-7", 1 },
		{ 125, "a site-7 b", 1 }, { 60, "site-", 0 },
		{ 60, "SITE-7", 0 }, { 61, "site-7", 0 }, { 43, "s", 0 },
		{ 60, "site- site-", 0 },
	};
	struct server *rogue, *good;
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		empty_world(state);
		rogue_and_good(&rogue, &good);
		good->vendor_tag = 60;
		good->vendor_text = "site-7";
		rogue->vendor_tag = cases[i].tag;
		rogue->vendor_text = cases[i].text;
		nic(0)->refused = !cases[i].matches;
		scenario.options.match = "site-7";
		scenario.options.probe = 1;
		assert_winner(!cases[i].matches);
		end_world(state);
	}
	empty_world(state);
}

/* Two parts are one value, which counts unless it is longer than one option. */
static void a_vendor_option_may_be_in_parts(void **state)
{
	struct server *rogue, *good;
	char text[251];

	memset(text, 'x', sizeof(text) - 1);
	memcpy(text, "e-si", 4);
	text[sizeof(text) - 1] = '\0';
	rogue_and_good(&rogue, &good);
	good->vendor_tag = 43;
	good->vendor_text = "site-";
	good->vendor_again = 1;
	rogue->vendor_tag = 43;
	rogue->vendor_text = text;
	rogue->vendor_again = 1;
	nic(0)->refused = 1;
	scenario.options.match = "e-si";
	assert_winner(1);
}

/* --- a URI */

static char url[64];

/* Dead ends that refuse, and the right one listed and answering last: the lease
 * names no file, or another one. */
static void a_url_is_booted_from_where_it_can_be_had(void **state)
{
	unsigned int i;

	add_nics(4);
	for (i = 0; i < 3; i++)
		serve(i, i ? SERVER_NO_FILE : SERVER_GOOD, 0)->boot_rc =
			-ECONNREFUSED;
	serve(3, SERVER_NO_FILE, 100);
	snprintf(url, sizeof(url), "http://boot.example/a%%20{b}/"
		 "%%{netX/mac:hexhyp}");
	scenario.options.url = url;
	assert_winner(3);
	assert_int_equal(firmware.boots, 0);
	assert_string_equal(result("filename"),
			    "http://boot.example/a%20{b}/52-54-00-12-00-03");
	assert_string_equal(result("server"), "");
	assert_string_equal(result("tried"), "net0 net1 net2 net3");
	assert_int_equal(printed("/52-54-00-12-00-02\n"
				 "       -> boot failed: "), 1);
	assert_true(world.now_us < US_PER_SEC);
}

/* A server that answers nothing has a limit while there is another NIC to be
 * tried. */
static void a_dead_end_of_a_url_has_a_limit(void **state)
{
	add_nics(3);
	serve(0, SERVER_NO_FILE, 0)->boot_rc = -ETIMEDOUT;
	serve(2, SERVER_NO_FILE, 500);
	snprintf(url, sizeof(url), "http://boot.example/a");
	scenario.options.url = url;
	assert_winner(2);
	assert_reason(0, "no answer from its server");
	assert_about_ms(scenario.paused_us, 4000);
	assert_int_equal(printed("from its server (4"), 1);
}

static void the_last_one_has_all_the_time_it_needs(void **state)
{
	add_nics(2);
	nic(1)->nic.link_delay_us = WORLD_NEVER;
	serve(0, SERVER_NO_FILE, 0)->boot_rc = -ETIMEDOUT;
	snprintf(url, sizeof(url), "http://boot.example/a");
	scenario.options.url = url;
	scenario.options.timeout = MS(3000);
	assert_result(-EIO);
	assert_about_ms(scenario.paused_us, 60000);
}

static void what_is_no_url_is_an_error(void **state)
{
	add_nics(1);
	scenario.allocations = world.allocations;
	scenario.options.url = url;
	url[0] = '\0';
	assert_error(multiboot(&scenario.options, NULL, 0), -EINVAL);
	snprintf(url, sizeof(url), "http:");
	assert_error(multiboot(&scenario.options, NULL, 0), -EINVAL);
	snprintf(url, sizeof(url), "http:/a");
	assert_error(multiboot(&scenario.options, NULL, 0), -EINVAL);
	snprintf(url, sizeof(url), "boot.ipxe");
	assert_error(multiboot(&scenario.options, NULL, 0), -EINVAL);
	assert_int_equal(printed("--url boot.ipxe: not a URI"), 1);
	assert_int_equal(printed("not a URI"), 4);
	snprintf(url, sizeof(url), "tftp://");
	assert_error(multiboot(&scenario.options, NULL, 0), -EINVAL);
	assert_int_equal(printed("--url tftp://: no server in it"), 1);
	snprintf(url, sizeof(url), "http:///boot.ipxe");
	assert_error(multiboot(&scenario.options, NULL, 0), -EINVAL);
	snprintf(url, sizeof(url), "http://:8080/boot.ipxe");
	assert_error(multiboot(&scenario.options, NULL, 0), -EINVAL);
	assert_int_equal(printed("no server in it"), 3);
	assert_int_equal(nic(0)->nic.opens, 0);
}

/* The round is over before any device was opened, so that nobody knows of links. */
static void time_may_run_out_before_links_are_tried(void **state)
{
	add_nics(2);
	scenario.options.timeout = 1;
	scenario.options.in_turn = 1;
	nic(0)->nic.link_delay_us = WORLD_NEVER;
	assert_result(-ETIMEDOUT);
	assert_int_equal(printed("Time ran out before all links were tried"), 1);
}

/* --- what is said */

/* A script must not take an earlier race's for those of one that had no devices. */
static void an_error_leaves_no_results(void **state)
{
	static char unknown[] = "net7";

	add_nics(1);
	serve(0, SERVER_GOOD, 1);
	assert_winner(0);
	assert_string_equal(result("tried"), "net0");
	scenario.names[0] = unknown;
	assert_error(multiboot(&scenario.options, scenario.names, 1), -ENODEV);
	assert_string_equal(result("tried"), "");
}

static void results_are_there_for_scripts(void **state)
{
	add_nics(2);
	serve(1, SERVER_GOOD, 100);
	assert_winner(1);
	assert_string_equal(result("mac"), "52:54:00:12:00:01");
	assert_string_equal(result("filename"), "f1.0");
	assert_string_equal(result("server"), "10.1.0.1");
	assert_string_equal(result("tried"), "net1");
	assert_in_range(strtoul(result("elapsed"), NULL, 10), 90, 400);
	assert_string_equal(result("bootif"), "BOOTIF=01-52-54-00-12-00-01");
	scenario_forget();
	scenario.options.no_bootif = 1;
	assert_winner(1);
	assert_string_equal(result("bootif"), "");
}

static void a_summary_says_what_became_of_all(void **state)
{
	char expected[160];

	add_nics(3);
	nic(0)->nic.link_delay_us = WORLD_NEVER;
	serve(1, SERVER_GOOD, 0)->file = "http://me:secret@boot.example/a";
	serve(2, SERVER_NO_FILE, 0);
	scenario.options.probe = 1;
	assert_winner(1);
	snprintf(expected, sizeof(expected), "net1 52:54:00:12:00:01 "
		 "http://me:***@boot.example/a after %s ms; net0: not needed; "
		 "net2: not needed", result("elapsed"));
	assert_string_equal(result("summary"), expected);
}

static void quiet_makes_no_summary(void **state)
{
	add_nics(1);
	serve(0, SERVER_GOOD, 0);
	scenario.options.quiet = 1;
	assert_winner(0);
	assert_string_equal(result("netdev"), "net0");
	assert_string_equal(result("summary"), "");
}

static void a_summary_leaves_out_what_does_not_fit(void **state)
{
	const char *summary;
	unsigned int i;

	add_nics(SCENARIO_NICS_MAX);
	for (i = 0; i + 1 < SCENARIO_NICS_MAX; i++)
		serve(i, SERVER_GOOD, 0)->boot_rc = -ENOENT;
	serve(i, SERVER_GOOD, 0);
	assert_winner(i);
	summary = result("summary");
	assert_in_range(strlen(summary), 256 - 48, 255);
	assert_non_null(strstr(summary, "; net0: file not found on 10.0.0.1; "));
	assert_string_equal(strrchr(summary, '.'), ".1");
}

/* A winner is all there is to say if something boots, and an error otherwise. */
static void without_a_winner_there_is_no_summary(void **state)
{
	add_nics(2);
	serve(1, SERVER_GOOD, 0)->boot_rc = -ENOENT;
	assert_result(-EIO);
	assert_string_equal(result("summary"), "");
}

/* A kernel on a machine with one NIC knows which one it is. */
static void one_nic_need_not_be_named(void **state)
{
	add_nics(1);
	serve(0, SERVER_GOOD, 0);
	assert_winner(0);
	assert_string_equal(result("bootif"), "");
}

/* A file that is named by a URI is not on the DHCP server, which is therefore
 * not reported. */
static void a_uri_names_its_server_itself(void **state)
{
	static const char *const files[] = {
		"http://boot.example/a.ipxe", "tftp://10.9.9.9/a.ipxe",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(files); i++) {
		empty_world(state);
		add_nics(1);
		serve(0, SERVER_GOOD, 0)->file = files[i];
		scenario.options.probe = 1;
		assert_winner(0);
		assert_string_equal(result("filename"), files[i]);
		assert_string_equal(result("server"), "");
		end_world(state);
	}
	empty_world(state);
}

/* Each pair holds a URI and how users see it, while scripts read as much of the
 * URI as fits. Users see the last one cut within its password. */
static void no_password_is_shown(void **state)
{
	static const char *const files[][2] = {
		{ "http://me:secret@boot.example/a", "me:***@boot.example/a" },
		{ "http://me:secret:@secret@b.example:80/a@b:c",
		  "me:***@b.example:80/a@b:c" },
		{ "http://me@b.example:80/secre", "me@b.example:80/secre" },
		{ "http://b.example:80/a:b@c", "b.example:80/a:b@c" },
		{ "http://me:secretsecretsecretsecretsecretsecretsecret"
		  "secretsecret@boot.example/a", "me:***" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(files); i++) {
		empty_world(state);
		add_nics(2);
		serve(0, SERVER_GOOD, 0)->file = files[i][0];
		serve(0, SERVER_GOOD, 0);
		nic(1)->takes_part = 0;
		scenario.options.exclude = "net1";
		scenario.options.probe = 1;
		assert_winner(0);
		assert_int_equal(printed(files[i][1]), 2);
		assert_int_equal(printed("secret"), 0);
		assert_memory_equal(result("filename"), files[i][0],
				    strlen(result("filename")));
		assert_true(strlen(result("filename")) > 20);
		end_world(state);
	}
	empty_world(state);
}

/* The terminal answers, so that lines are drawn in place. */
static void no_password_is_in_a_live_line(void **state)
{
	const char *answer = "\033[9;1R\033[9;1R";

	add_nics(2);
	serve(1, SERVER_GOOD, 0)->file = "http://me:secret@b.example/a";
	set_settle(MS(3000));
	scenario.options.probe = 1;
	for (; *answer; answer++)
		world_key(1100 * US_PER_MS, *answer);
	assert_winner(1);
	assert_true(printed("net1: offer of 10.1.0.1: http://me:***@b.") > 1);
	assert_int_equal(printed("secret"), 0);
}

static void old_results_are_gone(void **state)
{
	add_nics(1);
	serve(0, SERVER_GOOD, 1);
	assert_winner(0);
	scenario_forget();
	netdev_close(nic(0)->nic.netdev);
	nic(0)->nic.link_delay_us = WORLD_NEVER;
	nic(0)->had_link = 0;
	scenario.first_requested = NULL;
	scenario.options.timeout = MS(1000);
	assert_result(-ENETDOWN);
	assert_string_equal(result("netdev"), "");
	assert_string_equal(result("filename"), "");
	assert_reason(0, "link down");
}

static void the_table_fits(void **state)
{
	static const char name[] =
		"a/very/long/name/of/a/boot/file/with/folders/"
		"and/more/of/them/until/it/is/long/enough.efi";
	unsigned int column = 0;
	const char *c;

	add_nics(3);
	nic(1)->nic.dev.driver_name = "a-driver-with-a-long-name";
	snprintf(nic(1)->nic.dev.name, sizeof(nic(1)->nic.dev.name),
		 "a-bus-location-that-is-very-long");
	serve(0, SERVER_GOOD, 0)->boot_rc = -ENOENT;
	serve(1, SERVER_NO_FILE, 0);
	scenario.options.timeout = MS(3000);
	assert_result(-EIO);
	snprintf(nic(0)->nic.dev.name, sizeof(nic(0)->nic.dev.name), "%s",
		 name);
	c = strstr(world.console, "NIC ");
	assert_non_null(c);
	for (; *c; c++) {
		column = *c == '\n' ? 0 : column + 1;
		assert_true(column <= 80);
	}
}

/* Returns what stands in the row of a card below the title of a column. */
static const char *cell(const char *head, const char *row, const char *title)
{
	const char *text = row + (strstr(head, title) - head);

	assert_true(text[-1] == ' ');
	return text;
}

static void the_table_has_columns(void **state)
{
	static const char *const links[] = { "down ", "up   " };
	const char *head, *row;
	char name[8];
	unsigned int i;

	add_nics(2);
	nic(0)->nic.link_delay_us = WORLD_NEVER;
	nic(1)->nic.dev.driver_name = "driver-12345";
	serve(1, SERVER_GOOD, 0);
	assert_winner(1);
	assert_int_equal(printed("NIC "), 1);
	head = strstr(world.console, "NIC ");
	for (i = 0; i < 2; i++) {
		snprintf(name, sizeof(name), "\nnet%d ", (int)i);
		row = strstr(head, name) + 1;
		assert_memory_equal(cell(head, row, "MAC "),
				    netdev_addr(nic(i)->nic.netdev), 17);
		assert_memory_equal(cell(head, row, "bus "), "0000:00:", 8);
		assert_memory_equal(cell(head, row, "driver "),
				    nic(i)->nic.dev.driver_name,
				    strlen(nic(i)->nic.dev.driver_name));
		assert_memory_equal(cell(head, row, "link "), links[i], 5);
	}
	/* How long it took, for the one that has an end. */
	assert_true(isdigit(*cell(head, row, "ms")));
}

static void quiet_is_quiet(void **state)
{
	add_nics(2);
	serve(1, SERVER_GOOD, 1);
	scenario.options.quiet = 1;
	assert_winner(1);
	assert_int_equal(world.lines, 1);
	assert_int_equal(printed("multiboot: net1: booted\n"), 1);
}

static void a_probe_boots_nothing(void **state)
{
	struct in_addr address = { 0 };

	add_nics(2);
	serve(1, SERVER_GOOD, 1);
	scenario.options.probe = 1;
	assert_winner(1);
	assert_int_equal(firmware.boots, 0);
	assert_reason(1, "ready");
	assert_true(netdev_is_open(nic(1)->nic.netdev));
	fetch_ipv4_setting(netdev_settings(nic(1)->nic.netdev), &ip_setting,
			   &address);
	assert_string_equal(inet_ntoa(address), "10.1.0.100");
}

/* --- the menu, whose commands the firmware runs */

static struct {
	const char *choices[4];		/* in turn; then "exit" */
	uint64_t after_us[4];
	unsigned int shown;
	unsigned int items;
	/* How many commands there were, and the one that fails, or 0. */
	unsigned int commands, fails_at;
	/* The user's choice is lost. */
	int forgets;
	char lines[80][160];
	/* Other commands, with a semicolon after each. */
	char other[32];
} menu;

static int menu_command(const char *line)
{
	static const struct setting choice = {
		.name = "multiboot-choice", .type = &setting_type_string,
	};

	if (++menu.commands == menu.fails_at)
		return -ENOMEM;
	if (strncmp(line, "item", 4) == 0) {
		snprintf(menu.lines[menu.items++ % 80], 160, "%s", line);
		return 0;
	}
	if (strncmp(line, "menu", 4) == 0) {
		menu.items = 0;
		return 0;
	}
	if (strcmp(line, "shell") == 0 || strcmp(line, "config") == 0) {
		snprintf(menu.other + strlen(menu.other),
			 sizeof(menu.other) - strlen(menu.other), "%s;", line);
		return 0;
	}
	if (strncmp(line, "choose", 6) != 0)
		return check_command(line);
	world_check(menu.shown < 4, "the menu comes again and again");
	snprintf(menu.lines[79], 160, "%s", line);
	world_advance(menu.after_us[menu.shown]);
	if (menu.forgets)
		return 0;
	storef_setting(NULL, &choice, menu.choices[menu.shown] ?
		       menu.choices[menu.shown] : "exit");
	menu.shown++;
	return 0;
}

static int empty_menu(void **state)
{
	memset(&menu, 0, sizeof(menu));
	empty_world(state);
	firmware.command = menu_command;
	return 0;
}

static int end_menu(void **state)
{
	static const struct setting choice = { .name = "multiboot-choice" };

	delete_setting(NULL, &choice);
	return end_world(state);
}

static int show_menu(unsigned long timeout)
{
	int rc;

	scenario.allocations = world.allocations;
	rc = multiboot_menu(&scenario.options, scenario.names,
			    scenario.name_count, timeout);
	delete_setting(NULL, &(struct setting) { .name = "multiboot-choice" });
	return rc;
}

static unsigned int items_like(const char *start)
{
	unsigned int i, count = 0;

	for (i = 0; i < menu.items; i++)
		count += strncmp(menu.lines[i], start, strlen(start)) == 0;
	return count;
}

static void the_menu_lists_every_card(void **state)
{
	add_nics(13);
	nic(12)->nic.link_delay_us = WORLD_NEVER;
	assert_error(show_menu(0), -ECANCELED);
	assert_int_equal(items_like("item --key a all "), 1);
	assert_int_equal(items_like("item --key 0 net0 net0: "
				    "52:54:00:12:00:00 - ${net0/bustype} "
				    "0000:00:00.0 "), 1);
	assert_int_equal(items_like("item --key 9 net9 net9: "), 1);
	assert_int_equal(items_like("item net10 net10: "), 1);
	assert_int_equal(items_like("item net12 net12: "), 1);
	assert_int_equal(items_like("item net13"), 0);
	assert_non_null(strstr(menu.lines[3 + 11], "link up"));
	assert_non_null(strstr(menu.lines[3 + 12], "link down"));
	assert_int_equal(items_like("item --key c config "), 1);
	assert_int_equal(items_like("item --key x exit "), 1);
	assert_int_equal(nic_open_count, 0);
}

static void the_menu_leaves_open_what_was_open(void **state)
{
	add_nics(2);
	assert_int_equal(netdev_open(nic(1)->nic.netdev), 0);
	assert_error(show_menu(0), -ECANCELED);
	assert_true(netdev_is_open(nic(1)->nic.netdev));
	assert_int_equal(nic(1)->nic.opens, 1);
	assert_false(netdev_rx_frozen(nic(1)->nic.netdev));
}

/* Each command of the menu fails once: that ends it with the error, except where it
 * only separates items. */
static void a_menu_that_cannot_be_made_ends(void **state)
{
	unsigned int count, failed = 0, n;
	int rc;

	add_nics(2);
	assert_error(show_menu(0), -ECANCELED);
	count = menu.commands;
	assert_true(count > 8);
	/* A card that cannot be opened is an item all the same. */
	nic(1)->nic.open_rc = -EIO;
	for (n = 1; n <= count; n++) {
		menu.commands = menu.shown = 0;
		menu.fails_at = n;
		rc = show_menu(0);
		failed += rc == -ENOMEM;
		if (rc != -ENOMEM)
			assert_error(rc, -ECANCELED);
		assert_int_equal(nic_open_count, 0);
	}
	assert_int_equal(failed, count - 4);
	menu.commands = menu.shown = menu.fails_at = 0;
	menu.forgets = 1;
	assert_error(show_menu(0), -ENOENT);
}

static void a_menu_choice_boots_that_card(void **state)
{
	add_nics(3);
	serve(0, SERVER_GOOD, 0);
	serve(2, SERVER_GOOD, 0);
	nic(0)->takes_part = nic(1)->takes_part = 0;
	menu.choices[0] = "net2";
	assert_error(show_menu(5000), 0);
	assert_string_equal(result("netdev"), "net2");
	assert_string_equal(menu.lines[79], "choose --default all --timeout "
			    "5000 multiboot-choice");
}

/* A name that fits no device is an error before anybody is asked. */
static void a_menu_is_not_shown_for_a_wrong_name(void **state)
{
	char *wrong[] = { (char *)"net9" };

	add_nics(1);
	scenario.allocations = world.allocations;
	assert_error(multiboot_menu(&scenario.options, wrong, 1, 1000), -ENODEV);
	assert_int_equal(menu.shown, 0);
	assert_int_equal(printed("net9: no such net device"), 1);
}

/* Longer than a signed number of 32 bits can say. */
static void a_menu_waits_as_long_as_there_are_numbers(void **state)
{
	add_nics(1);
	assert_error(show_menu(0xffffffff), -ECANCELED);
	assert_string_equal(menu.lines[79], "choose --default all --timeout "
			    "2000000000 multiboot-choice");
}

static void what_fails_comes_back_to_the_menu(void **state)
{
	add_nics(2);
	menu.choices[0] = "net1";
	menu.choices[1] = "all";
	scenario.options.timeout = MS(1000);
	assert_error(show_menu(1000), -ECANCELED);
	assert_int_equal(menu.shown, 3);
	assert_string_equal(menu.lines[79], "choose --default all --timeout 0 "
			    "multiboot-choice");
}

/* The other items are commands, after which the menu comes back. */
static void other_items_are_commands(void **state)
{
	add_nics(1);
	menu.choices[0] = "shell";
	menu.choices[1] = "config";
	menu.after_us[0] = 5000 * US_PER_MS;
	assert_error(show_menu(5000), -ECANCELED);
	assert_int_equal(menu.shown, 3);
	assert_string_equal(menu.other, "shell;config;");
	assert_int_equal(nic(0)->requests, 0);
}

/* The time runs out as versions count it: a tick for a millisecond, or right
 * and seen a tick of the BIOS later. */
static void a_machine_alone_goes_on(void **state)
{
	static const unsigned int after_ms[] = { 977, 1000, 1055 };
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(after_ms); i++) {
		empty_menu(state);
		add_nics(12);
		for (unsigned int n = 0; n < 12; n++)
			nic(n)->nic.link_delay_us = WORLD_NEVER;
		scenario.options.timeout = MS(1000);
		menu.choices[0] = "all";
		menu.after_us[0] = after_ms[i] * US_PER_MS;
		assert_error(show_menu(1000), -ENETDOWN);
		assert_int_equal(menu.shown, 1);
		end_menu(state);
	}
	empty_menu(state);
}

/* A key stopped the clock: somebody is there, however long it takes. */
static void somebody_who_takes_time_is_not_alone(void **state)
{
	static const unsigned int after_ms[] = { 0, 500, 1500, 20000 };
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(after_ms); i++) {
		empty_menu(state);
		add_nics(12);
		for (unsigned int n = 0; n < 12; n++)
			nic(n)->nic.link_delay_us = WORLD_NEVER;
		scenario.options.timeout = MS(1000);
		menu.choices[0] = "all";
		menu.after_us[0] = after_ms[i] * US_PER_MS;
		assert_error(show_menu(1000), -ECANCELED);
		assert_int_equal(menu.shown, 2);
		end_menu(state);
	}
	empty_menu(state);
}

/* --- as typed */

static int type(const char *line)
{
	static char *argv[16];
	char *words = strdup(line), *word, *end;
	struct command *command;
	int argc = 0, rc = -ENOENT;

	for (word = words; word; word = end) {
		end = strchr(word, ' ');
		if (end)
			*end++ = '\0';
		argv[argc++] = word;
	}
	argv[argc] = NULL;
	for_each_table_entry(command, COMMANDS) {
		if (strcmp(command->name, argv[0]) == 0)
			rc = command->exec(argc, argv);
	}
	free(words);
	return rc;
}

static void assert_typed(const char *line, int error)
{
	assert_error(type(line), error);
}

static void assert_menu_typed(const char *line, const char *choose)
{
	menu.shown = 0;
	assert_typed(line, -ECANCELED);
	assert_string_equal(menu.lines[79], choose);
	delete_setting(NULL, &(struct setting) { .name = "multiboot-choice" });
}

/* 0 is a time like others, which stands for no end. */
static void a_menu_is_asked_for(void **state)
{
	add_nics(1);
	scenario.allocations = world.allocations;
	assert_menu_typed("multiboot --menu", "choose --default all --timeout "
			  "1000 multiboot-choice");
	assert_menu_typed("multiboot -m --menu-timeout 500", "choose --default "
			  "all --timeout 500 multiboot-choice");
	assert_menu_typed("multiboot --menu --menu-timeout 0", "choose --default "
			  "all --timeout 0 multiboot-choice");
	menu.shown = 0;
	assert_typed("multiboot --menu --menu-timeout soon", -EINVAL);
	assert_int_equal(menu.shown, 0);
	assert_int_equal(nic(0)->requests, 0);
}

static void options_are_read(void **state)
{
	add_nics(3);
	scenario.allocations = world.allocations;
	serve(0, SERVER_GOOD, 0);
	serve(2, SERVER_GOOD, 700);
	nic(0)->takes_part = nic(1)->takes_part = 0;
	scenario.name_count = 0;
	assert_typed("multiboot --exclude net0 --quiet -x net0,net1", 0);
	assert_string_equal(result("netdev"), "net2");
	assert_typed("multiboot -x net0,net1 -T 900 -r 10.9.9.9", -ETIMEDOUT);
	assert_typed("multiboot -x net0,net1 -T 900 -M x", -ETIMEDOUT);
}

static void times_are_read(void **state)
{
	add_nics(1);
	scenario.allocations = world.allocations;
	assert_typed("multiboot -T 2000", -ETIMEDOUT);
	assert_about_ms(world.now_us, 2000);
	assert_typed("multiboot --dhcp-timeout 1000 net0", -ETIMEDOUT);
	assert_about_ms(world.now_us, 3000);
	nic(0)->nic.link_delay_us = WORLD_NEVER;
	assert_typed("multiboot -s -l 1000", -ENETDOWN);
	assert_about_ms(world.now_us, 4000);
	assert_typed("multiboot --in-turn", -ENETDOWN);
	assert_about_ms(world.now_us, 9000);
}

static void wrong_options_are_refused(void **state)
{
	add_nics(1);
	scenario.allocations = world.allocations;
	assert_typed("multiboot --help", -ECANCELED);
	assert_true(printed("--settle") > 0);
	assert_typed("multiboot --nonsense", -EINVAL);
	assert_typed("multiboot --timeout", -EINVAL);
	assert_typed("multiboot --timeout soon", -EINVAL);
	assert_typed("multiboot --rounds many", -EINVAL);
	assert_typed("multiboot --server 10.0.0", -EINVAL);
	assert_typed("multiboot net9", -ENODEV);
	assert_typed("multiboot -x net9", -ENODEV);
	assert_int_equal(nic(0)->nic.opens, 0);
	assert_int_equal(world.now_us / US_PER_SEC, 0);
}

/* Whatever chance adds to it or takes away. */
static void the_first_pause_is_a_second(void **state)
{
	unsigned int seed;

	for (seed = 1; seed <= 8; seed++) {
		add_nics(1);
		srandom(seed);
		set_rounds(2);
		scenario.options.timeout = MS(100);
		assert_result(-ETIMEDOUT);
		assert_int_equal(printed("next one in 1 s"), 1);
		end_world(state);
		empty_world(state);
	}
}

static void rounds_are_read(void **state)
{
	add_nics(1);
	scenario.allocations = world.allocations;
	set_rounds(3);
	assert_typed("multiboot -n 3 -T 100", -ETIMEDOUT);
	assert_int_equal(printed("Nothing booted in round"), 2);
	/* 0 is for ever, and so is what does not fit. */
	world_key(world.now_us + 60 * US_PER_SEC, CTRL_C);
	world_key(world.now_us + 60 * US_PER_SEC + 1, CTRL_C);
	assert_typed("multiboot --rounds 0 -T 100", -ECANCELED);
	world_key(world.now_us + 60 * US_PER_SEC, CTRL_C);
	world_key(world.now_us + 60 * US_PER_SEC + 1, CTRL_C);
	assert_typed("multiboot --rounds 4294967295 -T 100", -ECANCELED);
}

/* --- arguments of the machine */

/* Gives the machine OEM strings, one after another with a NUL after each. */
static void give_oem_strings(const char *strings, size_t len)
{
	static uint8_t table[0x20000] = { 11, 5, 0, 1, 1 };

	memcpy(table + 5, strings, len);
	memset(table + 5 + len, 0, 2);
	world.smbios = table;
	world.smbios_len = 5 + len + 2;
}

#define OEM(strings) give_oem_strings(strings, sizeof(strings) - 1)

/* Two NICs of which the second one's server is slower. */
static void two_servers(void **state)
{
	if (!find_settings("smbios"))
		smbios_init_fn.initialise();
	add_nics(2);
	serve(0, SERVER_GOOD, 0);
	serve(1, SERVER_GOOD, 300);
	scenario.allocations = world.allocations;
}

static void assert_typed_winner(const char *line, const char *expected)
{
	assert_typed(line, 0);
	assert_string_equal(result("netdev"), expected);
	scenario_forget();
}

static void an_oem_string_has_arguments(void **state)
{
	two_servers(state);
	nic(0)->takes_part = 0;
	OEM("other\0multiboot:--exclude  net0 --settle\t0 \0last");
	assert_typed_winner("multiboot", "net1");
	assert_int_equal(printed("using this machine's arguments\n"), 1);
}

static void names_and_quiet_may_be_in_it(void **state)
{
	two_servers(state);
	nic(0)->takes_part = 0;
	OEM("multiboot: -q net1");
	assert_typed_winner("multiboot", "net1");
	assert_int_equal(printed("net0"), 0);
	assert_int_equal(printed("this machine's arguments"), 0);
}

/* A person who types arguments means those, and "--" stands for none. */
static void arguments_of_its_own_come_first(void **state)
{
	two_servers(state);
	OEM("multiboot:--exclude net0");
	assert_typed_winner("multiboot --rounds 1", "net0");
	assert_typed_winner("multiboot --", "net0");
	assert_int_equal(printed("machine's"), 0);
}

static void wrong_arguments_do_not_stop_the_race(void **state)
{
	static const char *const wrong[] = {
		"--nonsense", "--timeout", "--timeout soon", "-T 1 net9",
		"-x net0,net9", "--server 1.2.3", "--url x", "--help",
		"-q -m -p -M", "n\xc3\xa9t0", "\xc3\xbc",
	};
	char text[64];
	unsigned int i;

	two_servers(state);
	for (i = 0; i < ARRAY_LEN(wrong); i++) {
		give_oem_strings(text, snprintf(text, sizeof(text),
						"multiboot:%s", wrong[i]));
		assert_typed_winner("multiboot", "net0");
		assert_int_equal(printed("this machine's arguments are wrong, "
					 "going on without them\n"), i + 1);
	}
	assert_int_equal(printed("net1: not needed"), 0);
	/* What is wrong is said in the command's name. */
	assert_true(printed("usage: multiboot [") > 0);
	assert_int_equal(printed("usage: "), printed("usage: multiboot ["));
}

static void hostile_oem_strings_are_bounded(void **state)
{
	static char strings[0x18000];
	unsigned int i;

	two_servers(state);
	/* One string of more than 64 KiB, with others behind it. */
	memset(strings, 'x', sizeof(strings));
	memcpy(strings, "multiboot:", 10);
	memcpy(strings + sizeof(strings) - 26, "\0multiboot:--settle 0 net1", 26);
	nic(0)->takes_part = 0;
	give_oem_strings(strings, sizeof(strings));
	assert_typed_winner("multiboot", "net1");
	/* One that can be read and is still too long, one of many words. */
	nic(0)->takes_part = 1;
	strings[10 + 1024] = '\0';
	give_oem_strings(strings, 10 + 1024);
	assert_typed_winner("multiboot", "net0");
	for (i = 0; i < 2 * 32; i++)
		memcpy(strings + 10 + 2 * i, "x ", 2);
	give_oem_strings(strings, 10 + 2 * i);
	assert_typed_winner("multiboot", "net0");
	assert_int_equal(printed("machine's arguments: too many"), 0);
	assert_int_equal(printed("arguments of this machine: too many\n"), 2);
	/* More strings than anybody needs. */
	for (i = 0; i < 0x1000; i++)
		memcpy(strings + 2 * i, "x", 2);
	memcpy(strings + 2 * i, "multiboot:net1", 15);
	give_oem_strings(strings, 2 * i + 15);
	assert_typed_winner("multiboot", "net0");
}

static void a_setting_has_arguments_too(void **state)
{
	struct setting setting = {
		.name = "multiboot-args", .type = &setting_type_string,
	};

	two_servers(state);
	OEM("multiboot:--exclude net1");
	nic(0)->takes_part = 0;
	assert_int_equal(storef_setting(NULL, &setting, "net1 net1"), 0);
	scenario.allocations = world.allocations;
	assert_typed_winner("multiboot", "net1");
	/* More words than there is room for. */
	nic(0)->takes_part = 1;
	assert_int_equal(storef_setting(NULL, &setting, "a a a a a a a a a a a a a "
					"a a a a a a a a a a a a a a a a a a a a"),
			 0);
	scenario.allocations = world.allocations;
	assert_typed_winner("multiboot", "net0");
	assert_int_equal(printed("arguments of this machine: too many\n"), 1);
	delete_setting(NULL, &setting);
	scenario.allocations = world.allocations;
}

/* Without memory for them the race goes on without them. */
static void without_memory_there_are_no_arguments(void **state)
{
	unsigned int n, raced = 0;

	/* The first is this test's own. */
	for (n = 2; n < 8; n++) {
		end_world(state);
		empty_world(state);
		two_servers(state);
		OEM("multiboot:--exclude net0");
		world.fail_at = world.allocated + n;
		if (type("multiboot") == 0)
			raced |= 1 << (strcmp(result("netdev"), "net1") == 0);
		scenario_forget();
	}
	/* Some failed before that, some made no difference. */
	assert_int_equal(raced, 3);
}

/* --- the digest of the boot file */

/* What the firmware compares the next file with, or NULL. */
static const char *pinned;

int multiboot_pin(const char *sha256)
{
	pinned = sha256;
	return 1;
}

#define DIGITS "0123456789abcdefABCDEF0123456789"
#define DIGEST DIGITS DIGITS

#define EINFO_EACCES_FILE __einfo_uniqify(EINFO_EACCES, 0x1f, "other digest")
#define EACCES_FILE __einfo_error(EINFO_EACCES_FILE)

struct errortab file_errors[] __errortab = {
	__einfo_errortab(EINFO_EACCES_FILE),
};

/* The scenario's own functions, which also check who may boot. */
static int (*pinned_boot)(const char *uri);
static int (*pinned_command)(const char *line);

/* Fails unless the digest is set, as firmware does for files with another one. */
static int compare(int rc)
{
	assert_non_null(pinned);
	assert_string_equal(pinned, DIGEST);
	return rc;
}

static int boot_compares(const char *uri)
{
	return compare(pinned_boot(uri));
}

static int command_compares(const char *line)
{
	return compare(pinned_command(line));
}

/* Three servers, the first two of which have files with other digests. */
static void two_wrong_files(void **state)
{
	if (!find_settings("smbios"))
		smbios_init_fn.initialise();
	pinned_boot = firmware.boot;
	pinned_command = firmware.command;
	firmware.boot = boot_compares;
	firmware.command = command_compares;
	add_nics(3);
	serve(0, SERVER_GOOD, 0)->boot_rc = -EACCES_FILE;
	serve(1, SERVER_GOOD, 0)->boot_rc = -EACCES_FILE;
	serve(2, SERVER_GOOD, 500);
	scenario.allocations = world.allocations;
}

static void assert_right_file(void)
{
	assert_string_equal(result("netdev"), "net2");
	assert_reason(0, "boot failed: other digest");
	assert_reason(1, "boot failed: other digest");
	assert_null(pinned);
	scenario_forget();
}

static void a_file_with_another_digest_is_out(void **state)
{
	two_wrong_files(state);
	assert_typed("multiboot --sha256 " DIGEST, 0);
	assert_int_equal(firmware.boots, 3);
	assert_right_file();
	/* A URI is no other matter. */
	assert_typed("multiboot -H " DIGEST " -u http://boot.example/a", 0);
	assert_int_equal(firmware.commands, 3);
	assert_right_file();
}

static void the_machines_digest_counts(void **state)
{
	two_wrong_files(state);
	OEM("multiboot:--sha256 " DIGEST);
	assert_typed("multiboot", 0);
	assert_right_file();
}

/* Other wrong arguments are left out, but then any file would do. */
static void a_machine_with_a_wrong_digest_boots_nothing(void **state)
{
	two_servers(state);
	OEM("multiboot:--sha256 " DIGITS);
	assert_typed("multiboot --once", -EINVAL);
	OEM("multiboot:--sha256 " DIGEST " --nonsense");
	assert_typed("multiboot", -EINVAL);
	/* More words than are taken in. */
	OEM("multiboot:--sha256 " DIGEST " 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 "
	    "19 20 21 22 23 24 25 26 27 28 29 30 31 32");
	assert_typed("multiboot", -EINVAL);
	assert_int_equal(printed("arguments are wrong, giving up\n"), 3);
	assert_int_equal(nic(0)->nic.opens, 0);
	assert_typed_winner("multiboot --", "net0");
}

/* It ends with the command, and a file that the next race boots may be any. */
static void a_digest_is_for_one_race(void **state)
{
	two_servers(state);
	assert_typed_winner("multiboot --sha256 " DIGEST, "net0");
	assert_null(pinned);
	pinned = DIGEST;
	assert_typed_winner("multiboot --", "net0");
	assert_null(pinned);
}

static void what_is_no_digest_is_an_error(void **state)
{
	static const char *const wrong[] = {
		"", "0", DIGITS, DIGEST "0", DIGITS "0123456789abcdefABCDEF012345678g",
		DIGITS "0123456789abcdefABCDEF012345678/",
		DIGITS "0123456789abcdefABCDEF012345678:",
		DIGITS "0123456789abcdefABCDEF012345678`",
		DIGITS "0123456789abcdefABCDEF012345678\x10", "--",
	};
	unsigned int i;

	add_nics(1);
	scenario.allocations = world.allocations;
	for (i = 0; i < ARRAY_LEN(wrong); i++) {
		scenario.options.sha256 = (char *)wrong[i];
		assert_error(multiboot(&scenario.options, NULL, 0), -EINVAL);
	}
	assert_int_equal(printed(": not 64 hexadecimal digits\n"), i);
	assert_int_equal(nic(0)->nic.opens, 0);
}

/* --- one race a start of the machine */

/* The numbers of the races that were noted. */
static uint32_t noted[8];
static unsigned int noted_count;

static int is_noted(uint32_t race)
{
	unsigned int i;

	assert_int_not_equal(race, 0);
	for (i = 0; i < noted_count; i++) {
		if (noted[i] == race)
			return 1;
	}
	return 0;
}

static void note(uint32_t race)
{
	assert_true(noted_count < ARRAY_LEN(noted));
	noted[noted_count++] = race;
}

struct multiboot_mark simulated_mark __multiboot_mark = {
	.known = is_noted,
	.note = note,
};

#define AGAIN "multiboot: these net devices have failed already, going on\n"

static void only_one_race_fails(void **state)
{
	noted_count = 0;
	add_nics(2);
	scenario.allocations = world.allocations;
	assert_typed("multiboot --once", -ETIMEDOUT);
	assert_int_equal(nic(0)->nic.opens, 1);
	assert_typed("multiboot --once", -EALREADY);
	assert_typed("multiboot --quiet --once net1", -EALREADY);
	assert_int_equal(nic(0)->nic.opens, 1);
	assert_int_equal(printed(AGAIN), 2);
	/* One from the prompt or a script is no matter of this. */
	assert_typed("multiboot", -ETIMEDOUT);
	assert_int_equal(nic(0)->nic.opens, 2);
	assert_int_equal(noted_count, 1);
}

/* The hash of this address alone is 0, which is no number of a race. */
static void every_race_has_a_number(void **state)
{
	noted_count = 0;
	add_nics(1);
	memcpy(nic(0)->nic.mac, "\x02\x1f\xfd\x01\x17\x43", 6);
	memcpy(nic(0)->nic.netdev->ll_addr, nic(0)->nic.mac, 6);
	scenario.allocations = world.allocations;
	assert_typed("multiboot --once", -ETIMEDOUT);
	assert_int_equal(noted[0], 1);
	assert_typed("multiboot --once", -EALREADY);
}

static void a_race_without_once_leaves_no_mark(void **state)
{
	noted_count = 0;
	add_nics(1);
	scenario.allocations = world.allocations;
	assert_typed("multiboot", -ETIMEDOUT);
	assert_int_equal(noted_count, 0);
	assert_typed("multiboot --once", -ETIMEDOUT);
}

static void what_boots_leaves_no_mark(void **state)
{
	noted_count = 0;
	two_servers(state);
	assert_typed_winner("multiboot --once", "net0");
	assert_typed_winner("multiboot --once", "net0");
	assert_int_equal(noted_count, 0);
}

/* An image with other drivers, or for another NIC, has a race of its own. */
static void other_net_devices_are_not_held_up(void **state)
{
	noted_count = 0;
	add_nics(1);
	scenario.allocations = world.allocations;
	assert_typed("multiboot --once", -ETIMEDOUT);
	scenario_forget();
	add_nics(1);
	serve(1, SERVER_GOOD, 0);
	scenario.allocations = world.allocations;
	assert_typed_winner("multiboot --once", "net1");
}

static void once_goes_with_the_machines_arguments(void **state)
{
	noted_count = 0;
	two_servers(state);
	nic(0)->takes_part = 0;
	OEM("multiboot:--exclude net0");
	assert_typed_winner("multiboot --once", "net1");
	OEM("multiboot:--exclude net0,net1");
	assert_typed("multiboot --once", -ENODEV);
	assert_int_equal(noted_count, 1);
	assert_typed("multiboot --once", -EALREADY);
	OEM("multiboot:--nonsense");
	nic(0)->takes_part = 1;
	noted_count = 0;
	assert_typed_winner("multiboot --once", "net0");
	/* One word may have several options. */
	OEM("multiboot:--exclude net0");
	noted_count = 0;
	assert_typed_winner("multiboot -oB", "net0");
	assert_typed_winner("multiboot -o", "net1");
}

#define MENU(test) \
	cmocka_unit_test_setup_teardown(test, empty_menu, end_menu)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(exclude_leaves_out),
		TEST(exclude_compares_whole_names),
		TEST(other_names_are_known),
		TEST(a_pattern_means_all_that_fit),
		TEST(what_fits_nothing_is_an_error),
		TEST(errors_of_the_world),
		TEST(a_faster_rogue_loses),
		TEST(the_table_names_who_was_refused),
		TEST(nothing_but_refused_offers_is_none),
		TEST(the_next_server_counts_too),
		TEST(a_list_of_servers_has_to_be_one),
		TEST(a_vendor_option_has_to_match),
		TEST(a_vendor_option_may_be_in_parts),
		TEST(a_url_is_booted_from_where_it_can_be_had),
		TEST(a_dead_end_of_a_url_has_a_limit),
		TEST(the_last_one_has_all_the_time_it_needs),
		TEST(what_is_no_url_is_an_error),
		TEST(time_may_run_out_before_links_are_tried),
		TEST(an_error_leaves_no_results),
		TEST(results_are_there_for_scripts),
		TEST(a_summary_says_what_became_of_all),
		TEST(quiet_makes_no_summary),
		TEST(a_summary_leaves_out_what_does_not_fit),
		TEST(without_a_winner_there_is_no_summary),
		TEST(one_nic_need_not_be_named),
		TEST(a_uri_names_its_server_itself),
		TEST(no_password_is_shown),
		TEST(no_password_is_in_a_live_line),
		TEST(old_results_are_gone),
		TEST(the_table_fits),
		TEST(the_table_has_columns),
		TEST(quiet_is_quiet),
		TEST(a_probe_boots_nothing),
		MENU(the_menu_lists_every_card),
		MENU(the_menu_leaves_open_what_was_open),
		MENU(a_menu_that_cannot_be_made_ends),
		MENU(a_menu_choice_boots_that_card),
		MENU(a_menu_is_not_shown_for_a_wrong_name),
		MENU(a_menu_waits_as_long_as_there_are_numbers),
		MENU(what_fails_comes_back_to_the_menu),
		MENU(other_items_are_commands),
		MENU(a_machine_alone_goes_on),
		MENU(somebody_who_takes_time_is_not_alone),
		MENU(a_menu_is_asked_for),
		TEST(options_are_read),
		TEST(times_are_read),
		TEST(wrong_options_are_refused),
		TEST(the_first_pause_is_a_second),
		TEST(rounds_are_read),
		TEST(an_oem_string_has_arguments),
		TEST(names_and_quiet_may_be_in_it),
		TEST(arguments_of_its_own_come_first),
		TEST(wrong_arguments_do_not_stop_the_race),
		TEST(hostile_oem_strings_are_bounded),
		TEST(a_setting_has_arguments_too),
		TEST(without_memory_there_are_no_arguments),
		TEST(a_file_with_another_digest_is_out),
		TEST(the_machines_digest_counts),
		TEST(a_machine_with_a_wrong_digest_boots_nothing),
		TEST(a_digest_is_for_one_race),
		TEST(what_is_no_digest_is_an_error),
		TEST(only_one_race_fails),
		TEST(every_race_has_a_number),
		TEST(a_race_without_once_leaves_no_mark),
		TEST(what_boots_leaves_no_mark),
		TEST(other_net_devices_are_not_held_up),
		TEST(once_goes_with_the_machines_arguments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
