/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The rules of the race, one test each, in worlds filled by hand. Everything
 * that has to hold in any world (check.c) is checked here as well.
 */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/command.h>
#include <ipxe/dhcp.h>
#include <ipxe/keys.h>
#include <ipxe/settings.h>
#include <ipxe/timer.h>
#include <usr/multibootrace.h>
#include "firmware.h"
#include "scenario.h"

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))
#define MS(ms) ((ms) * TICKS_PER_SEC / 1000)

static void broken(const char *text)
{
	fail_msg("%s", text);
}

/* What a test that failed in the middle left behind. */
static void clear(void)
{
	unsigned int i;

	for (i = 0; i < scenario.nic_count; i++) {
		netdev_rx_unfreeze(scenario.nics[i].nic.netdev);
		netdev_close(scenario.nics[i].nic.netdev);
	}
	scenario_remove();
}

static int empty_world(void **state)
{
	world_broken = broken;
	clear();
	scenario_start(1);
	world.quantum_us = US_PER_MS;
	return 0;
}

static int end_world(void **state)
{
	scenario_forget();
	scenario_remove();
	return 0;
}

static void add_nics(unsigned int count)
{
	while (count--)
		scenario_add_nic();
}

static struct sim_nic *nic(unsigned int index)
{
	return &scenario.nics[index];
}

static struct server *serve(unsigned int index, enum server_kind kind,
			    unsigned int delay_ms)
{
	return scenario_add_server(nic(index), kind, delay_ms);
}

static void assert_error(int rc, int error)
{
	assert_int_equal(errno_posix(rc), errno_posix(error));
}

static void assert_result(int error)
{
	assert_error(scenario_run(), error);
}

/* A result as a script reads it; "" if there is none. */
static const char *result(const char *name)
{
	static char text[160];
	const struct setting *known = find_setting(name);
	struct setting setting = {
		.name = name, .type = &setting_type_string,
	};

	if (known)
		setting = *known;
	if (fetchf_setting(find_settings("multiboot"), &setting, NULL, NULL,
			   text, sizeof(text)) < 0)
		text[0] = '\0';
	return text;
}

static void assert_reason(unsigned int index, const char *reason)
{
	char name[24];

	snprintf(name, sizeof(name), "reason-net%d", (int)index);
	assert_string_equal(result(name), reason);
}

static void assert_winner(unsigned int index)
{
	char name[12];

	snprintf(name, sizeof(name), "net%d", (int)index);
	assert_int_equal(scenario_run(), 0);
	assert_string_equal(result("netdev"), name);
}

/* How often a text was printed. */
static unsigned int printed(const char *text)
{
	const char *at = world.console;
	unsigned int count = 0;

	world.console[world.console_len] = '\0';
	while ((at = strstr(at, text))) {
		at += strlen(text);
		count++;
	}
	return count;
}

#define assert_about_ms(us, ms)						\
	assert_in_range((us) / US_PER_MS, (ms) >= 60 ? (ms) - 60 : 0,	\
			(ms) + 200)

/* --- who wins */

static void the_first_with_a_file_wins(void **state)
{
	add_nics(4);
	serve(0, SERVER_NO_FILE, 1);
	serve(2, SERVER_GOOD, 10);
	serve(3, SERVER_GOOD, 60);
	assert_winner(2);
	assert_int_equal(nic(2)->dhcprequests, 1);
	assert_int_equal(nic(0)->dhcprequests, 0);
	assert_int_equal(nic(3)->dhcprequests, 0);
	assert_reason(0, "not needed");
	assert_reason(2, "booted");
	assert_true(world.now_us < 200 * US_PER_MS + scenario.paused_us);
}

static void ties_go_to_the_first_listed(void **state)
{
	add_nics(3);
	serve(1, SERVER_GOOD, 0);
	serve(2, SERVER_GOOD, 0);
	world.quantum_us = 50 * US_PER_MS;
	assert_winner(1);
}

static void the_order_is_that_of_the_names(void **state)
{
	add_nics(3);
	serve(1, SERVER_GOOD, 0);
	serve(2, SERVER_GOOD, 0);
	world.quantum_us = 50 * US_PER_MS;
	scenario.names[0] = nic(2)->nic.netdev->name;
	scenario.names[1] = nic(1)->nic.netdev->name;
	scenario.name_count = 2;
	nic(2)->rank = 0;
	nic(0)->takes_part = 0;
	assert_winner(2);
	assert_int_equal(nic(0)->nic.opens, 0);
}

static void settle_waits_for_the_preferred(void **state)
{
	add_nics(3);
	serve(0, SERVER_GOOD, 900);
	serve(2, SERVER_GOOD, 0);
	scenario.options.settle = MS(1000);
	assert_winner(0);
	assert_about_ms(scenario.first_requested_us, 900);
}

static void settle_ends(void **state)
{
	add_nics(3);
	serve(0, SERVER_GOOD, 1500);
	serve(2, SERVER_GOOD, 0);
	scenario.options.settle = MS(1000);
	assert_winner(2);
	assert_about_ms(scenario.first_requested_us, 1000);
}

static void settle_needs_somebody_to_wait_for(void **state)
{
	add_nics(3);
	serve(0, SERVER_GOOD, 0);
	serve(2, SERVER_GOOD, 500);
	scenario.options.settle = MS(5000);
	assert_winner(0);
	assert_about_ms(scenario.first_requested_us, 0);
}

static void a_late_offer_counts(void **state)
{
	add_nics(2);
	serve(1, SERVER_GOOD, 6500);
	/* Its acknowledgement takes as long, and that is in time. */
	assert_winner(1);
	assert_int_equal(nic(1)->discovers, 3);
}

static void a_double_offer_is_one(void **state)
{
	add_nics(1);
	serve(0, SERVER_GOOD, 1);
	nic(0)->dup_percent = 100;
	assert_winner(0);
	assert_int_equal(printed("net0: offer"), 1);
	assert_int_equal(firmware.boots, 1);
}

/* --- proxyDHCP */

static void a_proxy_makes_a_lease_bootable(void **state)
{
	add_nics(1);
	serve(0, SERVER_NO_FILE, 1);
	serve(0, SERVER_PROXY, 1500);
	assert_winner(0);
	assert_string_equal(result("filename"), "f0.1");
}

static void a_proxy_has_two_seconds(void **state)
{
	add_nics(1);
	serve(0, SERVER_NO_FILE, 1);
	serve(0, SERVER_PROXY, 2500);
	assert_result(-ENOENT);
	assert_reason(0, "lease, nothing to boot");
	assert_about_ms(world.now_us, 2000);
}

static void nobody_waits_for_a_proxy_that_is_not_there(void **state)
{
	add_nics(1);
	serve(0, SERVER_NO_FILE, 1)->no_proxy = 1;
	assert_result(-ENOENT);
	assert_about_ms(world.now_us, 0);
}

static void a_proxy_alone_is_no_lease(void **state)
{
	add_nics(1);
	serve(0, SERVER_PROXY, 1);
	assert_result(-ETIMEDOUT);
	assert_int_equal(nic(0)->dhcprequests, 0);
}

static void a_menu_is_left_to_autoboot(void **state)
{
	add_nics(2);
	serve(1, SERVER_MENU, 1);
	assert_winner(1);
	assert_int_equal(firmware.commands, 1);
	assert_int_equal(firmware.boots, 0);
}

static void a_root_path_is_left_to_sanboot(void **state)
{
	add_nics(2);
	serve(1, SERVER_SAN, 1);
	assert_winner(1);
	assert_string_equal(result("filename"), "iscsi:10.0.0.1");
}

static void no_san_is_said(void **state)
{
	add_nics(1);
	serve(0, SERVER_SAN, 1);
	scenario.command_rc = -ENOEXEC;
	assert_result(-EIO);
	assert_int_equal(printed("SAN boot not supported"), 2);
}

/* --- requests */

static void a_refusal_asks_again(void **state)
{
	add_nics(1);
	serve(0, SERVER_NAK, 1)->naks = 2;
	assert_winner(0);
	assert_int_equal(nic(0)->discovers, 3);
	assert_int_equal(nic(0)->dhcprequests, 3);
}

static void three_refusals_are_enough(void **state)
{
	add_nics(2);
	serve(0, SERVER_NAK, 1)->naks = 100;
	assert_result(-EIO);
	assert_reason(0, "request refused (NAK)");
	assert_int_equal(nic(0)->dhcprequests, 3);
}

static void discovers_keep_their_pace(void **state)
{
	static const unsigned int wanted[] = { 0, 1000, 3000, 7000, 15000,
					       23000 };
	unsigned int i;

	add_nics(1);
	scenario.options.dhcp_timeout = MS(29000);
	assert_result(-ETIMEDOUT);
	assert_int_equal(nic(0)->discovers, ARRAY_LEN(wanted));
	for (i = 0; i < ARRAY_LEN(wanted); i++)
		assert_about_ms(nic(0)->discover_us[i], wanted[i]);
}

static void requests_keep_their_pace(void **state)
{
	static const unsigned int wanted[] = { 0, 1000, 3000, 7000 };
	unsigned int i;

	add_nics(1);
	serve(0, SERVER_SILENT, 0);
	assert_result(-EIO);
	assert_reason(0, "offer, but no acknowledgement");
	assert_int_equal(nic(0)->dhcprequests, ARRAY_LEN(wanted));
	for (i = 0; i < ARRAY_LEN(wanted); i++)
		assert_about_ms(nic(0)->dhcprequest_us[i], wanted[i]);
	assert_about_ms(world.now_us, 10000);
}

static void a_silent_server_loses_to_the_next_offer(void **state)
{
	add_nics(2);
	serve(0, SERVER_SILENT, 0);
	serve(1, SERVER_GOOD, 100);
	assert_winner(1);
	assert_int_equal(nic(0)->dhcprequests, 3);
	assert_about_ms(nic(1)->dhcprequest_us[0], 4000);
}

static void the_same_card_has_another_server(void **state)
{
	add_nics(1);
	serve(0, SERVER_SILENT, 0);
	serve(0, SERVER_GOOD, 10);
	assert_winner(0);
	assert_string_equal(result("filename"), "f0.1");
}

static void an_acknowledgement_is_the_servers_own(void **state)
{
	add_nics(1);
	serve(0, SERVER_GOOD, 0)->wrong_ack = 1;
	assert_result(-EIO);
	assert_reason(0, "offer, but no acknowledgement");
}

static void a_flood_of_offers_ends(void **state)
{
	add_nics(2);
	serve(0, SERVER_FLOOD, 0);
	serve(1, SERVER_GOOD, 100);
	assert_winner(1);
	assert_true(nic(1)->dhcprequest_us[0] < 13 * US_PER_SEC);
}

static void a_flapping_link_does_not_hold_up_others(void **state)
{
	unsigned int i;

	add_nics(2);
	serve(0, SERVER_SILENT, 0);
	serve(1, SERVER_GOOD, 100);
	nic(0)->nic.toggle_count = NIC_TOGGLES_MAX;
	for (i = 0; i < NIC_TOGGLES_MAX; i++)
		nic(0)->nic.toggles_us[i] = (i + 1) * 900 * US_PER_MS;
	assert_winner(1);
	assert_true(nic(1)->dhcprequest_us[0] < 6 * US_PER_SEC);
	assert_in_range(printed("net0: link lost"), 1, 2);
}

/* --- limits */

static void links_may_be_down_that_long(void **state)
{
	add_nics(2);
	nic(0)->nic.link_delay_us = 4000 * US_PER_MS;
	serve(0, SERVER_GOOD, 1);
	nic(1)->nic.link_delay_us = WORLD_NEVER;
	scenario.options.link_timeout = MS(3000);
	assert_result(-ENETDOWN);
	assert_reason(0, "link down");
	assert_about_ms(world.now_us, 3000);
}

static void by_default_links_have_the_whole_race(void **state)
{
	add_nics(1);
	nic(0)->nic.link_delay_us = 29 * US_PER_SEC;
	serve(0, SERVER_GOOD, 1);
	assert_winner(0);
}

static void silence_has_a_limit(void **state)
{
	add_nics(1);
	serve(0, SERVER_GOOD, 3000);
	scenario.options.dhcp_timeout = MS(2000);
	assert_result(-ETIMEDOUT);
	assert_reason(0, "no offer");
	assert_about_ms(world.now_us, 2000);
}

static void by_default_silence_ends_after_15_s(void **state)
{
	add_nics(2);
	assert_result(-ETIMEDOUT);
	assert_about_ms(world.now_us, 15000);
}

static void the_round_has_a_limit(void **state)
{
	add_nics(1);
	scenario.options.timeout = MS(5000);
	assert_result(-ETIMEDOUT);
	assert_about_ms(world.now_us, 5000);
}

static void the_last_offer_gets_a_chance(void **state)
{
	add_nics(2);
	serve(1, SERVER_GOOD, 1000);
	scenario.options.timeout = MS(3000);
	scenario.options.settle = MS(60000);
	assert_winner(1);
	assert_about_ms(scenario.first_requested_us, 3000);
}

static void offers_out_of_time_are_not_nothing(void **state)
{
	add_nics(3);
	serve(1, SERVER_SILENT, 0);
	serve(2, SERVER_SILENT, 0);
	scenario.options.timeout = MS(1000);
	scenario.options.settle = MS(60000);
	assert_result(-EIO);
	assert_reason(1, "offer, but no acknowledgement");
	assert_reason(2, "no time left for it");
}

static void downloads_do_not_count(void **state)
{
	unsigned int i;

	add_nics(4);
	for (i = 0; i < 3; i++)
		serve(i, SERVER_GOOD, 0)->boot_rc = -EIO;
	serve(3, SERVER_GOOD, 0);
	scenario.options.timeout = MS(1500);
	assert_winner(3);
	assert_true(scenario.paused_us > 5 * US_PER_SEC);
}

static void rounds_pause_longer_and_longer(void **state)
{
	add_nics(1);
	scenario.options.timeout = MS(1000);
	scenario.options.rounds = 1 + 7;
	assert_result(-ETIMEDOUT);
	assert_int_equal(printed("Nothing booted in round"), 6);
	/* 1 + 2 + 4 + 8 + 16 + 30, give or take an eighth. */
	assert_in_range(world.now_us / US_PER_SEC, 7 + 53, 7 + 70);
}

static void a_later_round_may_boot(void **state)
{
	add_nics(1);
	nic(0)->nic.toggle_count = 2;
	nic(0)->nic.toggles_us[0] = 0;
	nic(0)->nic.toggles_us[1] = 4 * US_PER_SEC;
	serve(0, SERVER_GOOD, 1);
	scenario.options.timeout = MS(1000);
	scenario.options.rounds = 1 + 5;
	assert_winner(0);
}

static void for_ever_is_until_cancelled(void **state)
{
	add_nics(1);
	scenario.options.timeout = MS(1000);
	scenario.options.rounds = 1;
	world_key(300 * US_PER_SEC, CTRL_C);
	world_key(300 * US_PER_SEC + 500 * US_PER_MS, CTRL_C);
	assert_result(-ECANCELED);
	assert_true(printed("Nothing booted in round") > 8);
}

/* --- one after another */

static void in_turn_one_is_open_at_a_time(void **state)
{
	add_nics(4);
	nic(0)->nic.link_delay_us = WORLD_NEVER;
	serve(2, SERVER_NO_FILE, 1);
	serve(3, SERVER_GOOD, 1);
	scenario.options.in_turn = 1;
	assert_winner(3);
	assert_int_equal(nic_open_most, 1);
	assert_reason(0, "link down");
	assert_reason(1, "no offer");
	assert_reason(2, "lease, nothing to boot");
	assert_about_ms(nic(1)->nic.opened_us, 5000);
	assert_about_ms(nic(2)->nic.opened_us, 20000);
	assert_about_ms(nic(3)->nic.opened_us, 22000);
}

static void in_turn_a_failed_boot_goes_on(void **state)
{
	add_nics(2);
	serve(0, SERVER_GOOD, 1)->boot_rc = -ENOENT;
	serve(1, SERVER_GOOD, 1);
	scenario.options.in_turn = 1;
	assert_winner(1);
}

static void in_turn_nobody_keeps_the_turn(void **state)
{
	unsigned int i;

	add_nics(2);
	serve(1, SERVER_GOOD, 1);
	nic(0)->nic.toggle_count = NIC_TOGGLES_MAX;
	for (i = 0; i < NIC_TOGGLES_MAX; i++)
		nic(0)->nic.toggles_us[i] = (i + 1) * 3 * US_PER_SEC;
	scenario.options.in_turn = 1;
	assert_winner(1);
	assert_in_range(nic(1)->nic.opened_us / US_PER_SEC, 29, 37);
}

/* --- what goes wrong */

static void boots_that_fail(void **state)
{
	static const struct {
		int rc;
		const char *reason;
	} boots[] = {
		{ -ENOENT, "file not found on 10.0.0.1" },
		{ -ETIMEDOUT, "no answer from 10.1.0.1" },
		{ -ENOEXEC, "image not bootable" },
		{ -ECONNRESET, "boot failed: Connection reset" },
		{ -ENOMEM, "boot failed: Not enough memory" },
	};
	unsigned int i;

	add_nics(ARRAY_LEN(boots));
	for (i = 0; i < ARRAY_LEN(boots); i++)
		serve(i, SERVER_GOOD, i * 10)->boot_rc = boots[i].rc;
	assert_result(-EIO);
	for (i = 0; i < ARRAY_LEN(boots); i++)
		assert_reason(i, boots[i].reason);
	assert_string_equal(result("tried"), "net0 net1 net2 net3 net4");
	assert_string_equal(result("netdev"), "");
}

static void the_next_offer_in_hand_is_taken(void **state)
{
	add_nics(3);
	serve(1, SERVER_GOOD, 0)->boot_rc = -ENOENT;
	serve(2, SERVER_GOOD, 0);
	world.quantum_us = 20 * US_PER_MS;
	assert_winner(2);
	/* No second DISCOVER was needed. */
	assert_true(nic(2)->dhcprequest_us[0] <
		    scenario.paused_us + 500 * US_PER_MS);
	assert_string_equal(result("server"), "10.2.0.1");
}

static void many_that_fail_fit_into_the_results(void **state)
{
	unsigned int i;

	add_nics(SCENARIO_NICS_MAX);
	for (i = 0; i < SCENARIO_NICS_MAX; i++)
		serve(i, SERVER_GOOD, 0)->boot_rc = -EIO;
	world.quantum_us = 20 * US_PER_MS;
	assert_result(-EIO);
	assert_in_range(strlen(result("tried")), 100, 127);
}

static void memory_for_some_is_enough(void **state)
{
	add_nics(7);
	nic(0)->nic.link_delay_us = WORLD_NEVER;
	nic(1)->nic.link_delay_us = WORLD_NEVER;
	serve(6, SERVER_GOOD, 1);
	nic_memory = 2;
	assert_winner(6);
	assert_int_equal(nic_open_most, 2);
}

static void a_card_that_needs_too_much(void **state)
{
	add_nics(2);
	nic(0)->nic.open_rc = -ENOMEM;
	serve(1, SERVER_GOOD, 1);
	assert_winner(1);
	assert_reason(0, "cannot open: Not enough memory");
}

static void drivers_that_fail(void **state)
{
	add_nics(3);
	nic(0)->nic.open_rc = -EIO;
	nic(1)->nic.tx_rc = -EIO;
	assert_result(-ETIMEDOUT);
	assert_reason(0, "cannot open: Input/output error");
	assert_reason(1, "cannot send: Input/output error");
	assert_reason(2, "no offer");
}

static void other_link_layers_are_named(void **state)
{
	static struct ll_protocol infiniband;

	infiniband = ethernet_protocol;
	infiniband.name = "IPoIB";
	infiniband.ll_proto = htons(32);
	add_nics(2);
	nic(0)->nic.netdev->ll_protocol = &infiniband;
	nic(0)->takes_part = 0;
	serve(1, SERVER_GOOD, 1);
	assert_winner(1);
	assert_reason(0, "not supported: IPoIB");
	nic(0)->nic.netdev->ll_protocol = &ethernet_protocol;
}

static void a_blocked_port_is_waited_for(void **state)
{
	unsigned int kind;

	for (kind = BLOCK_STP; kind <= BLOCK_LACP; kind++) {
		empty_world(state);
		add_nics(2);
		serve(1, SERVER_GOOD, 1);
		nic(1)->block = kind;
		nic(1)->block_us = 22 * US_PER_SEC;
		assert_winner(1);
		assert_int_equal(nic(1)->nic.opens, 1);
		assert_reason(0, "no offer");
		end_world(state);
	}
	empty_world(state);
}

static void a_blocked_port_stays_open_over_rounds(void **state)
{
	add_nics(2);
	serve(1, SERVER_GOOD, 1);
	nic(1)->block = BLOCK_RSTP;
	nic(1)->block_us = 45 * US_PER_SEC;
	scenario.options.timeout = MS(10000);
	scenario.options.rounds = 1 + 6;
	assert_winner(1);
	assert_int_equal(nic(1)->nic.opens, 1);
}

static void a_port_that_stays_blocked_is_named(void **state)
{
	add_nics(1);
	nic(0)->block = BLOCK_LACP;
	nic(0)->block_us = 1000 * US_PER_SEC;
	assert_result(-ETIMEDOUT);
	assert_reason(0, "no offer, port blocked by the switch");
	assert_about_ms(world.now_us, 30000);
}

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

/* --- keys */

static void ctrl_c_ends_the_race(void **state)
{
	add_nics(2);
	world_key(2 * US_PER_SEC, CTRL_C);
	assert_result(-ETIMEDOUT);
	assert_reason(0, "cancelled");
	assert_about_ms(world.now_us, 2000);
}

static void other_keys_do_nothing(void **state)
{
	add_nics(1);
	world_key(100 * US_PER_MS, 'q');
	world_key(200 * US_PER_MS, ESC);
	serve(0, SERVER_GOOD, 1000);
	assert_winner(0);
}

static void ctrl_c_takes_the_offer_in_hand(void **state)
{
	add_nics(2);
	serve(1, SERVER_GOOD, 0);
	scenario.options.settle = MS(20000);
	world_key(2 * US_PER_SEC, CTRL_C);
	assert_winner(1);
}

static void ctrl_c_gives_up_a_request(void **state)
{
	add_nics(2);
	serve(0, SERVER_SILENT, 0);
	serve(1, SERVER_GOOD, 50);
	world_key(US_PER_SEC, CTRL_C);
	assert_winner(1);
	assert_reason(0, "cancelled");
	assert_about_ms(nic(1)->dhcprequest_us[0], 1000);
}

static void ctrl_c_in_turn_is_the_next_ones_turn(void **state)
{
	add_nics(3);
	serve(2, SERVER_GOOD, 1);
	scenario.options.in_turn = 1;
	world_key(2 * US_PER_SEC, CTRL_C);
	world_key(5 * US_PER_SEC, CTRL_C);
	assert_winner(2);
	assert_about_ms(nic(1)->nic.opened_us, 2000);
	assert_about_ms(nic(2)->nic.opened_us, 5000);
}

static void ctrl_c_twice_is_the_end(void **state)
{
	add_nics(3);
	serve(2, SERVER_GOOD, 1);
	scenario.options.in_turn = 1;
	scenario.options.rounds = 1;
	world_key(2 * US_PER_SEC, CTRL_C);
	world_key(2 * US_PER_SEC + 700 * US_PER_MS, CTRL_C);
	assert_result(-ECANCELED);
	assert_about_ms(world.now_us, 2700);
	assert_int_equal(printed("multiboot: Cancelled"), 1);
}

static void ctrl_c_ends_a_download(void **state)
{
	add_nics(2);
	serve(0, SERVER_GOOD, 0);
	serve(1, SERVER_GOOD, 1000);
	world_key(300 * US_PER_MS, CTRL_C);
	assert_winner(1);
	assert_reason(0, "cancelled");
}

/* --- what is said */

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

static void a_blocked_port_stays_open_while_others_boot(void **state)
{
	add_nics(2);
	serve(0, SERVER_GOOD, 1);
	serve(1, SERVER_GOOD, 4000)->boot_rc = -ENOENT;
	nic(0)->block = BLOCK_RSTP;
	nic(0)->block_us = 25 * US_PER_SEC;
	assert_winner(0);
	assert_int_equal(firmware.boots, 2);
	assert_int_equal(nic(0)->nic.opens, 1);
}

/* --- the menu, whose commands the firmware runs */

static struct {
	const char *choices[4];		/* in turn; then "exit" */
	uint64_t after_us[4];
	unsigned int shown;
	unsigned int items;
	char lines[80][160];
} menu;

static int menu_command(const char *line)
{
	static const struct setting choice = {
		.name = "multiboot-choice", .type = &setting_type_string,
	};

	if (strncmp(line, "item", 4) == 0) {
		snprintf(menu.lines[menu.items++ % 80], 160, "%s", line);
		return 0;
	}
	if (strncmp(line, "menu", 4) == 0) {
		menu.items = 0;
		return 0;
	}
	if (strncmp(line, "choose", 6) != 0)
		return check_command(line);
	world_check(menu.shown < 4, "the menu comes again and again");
	snprintf(menu.lines[79], 160, "%s", line);
	world_advance(menu.after_us[menu.shown]);
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
				    "52:54:00:12:00:00 - 0000:00:00.0 "), 1);
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
	assert_typed("multiboot net9", -ENODEV);
	assert_typed("multiboot -x net9", -ENODEV);
	assert_int_equal(nic(0)->nic.opens, 0);
	assert_int_equal(world.now_us / US_PER_SEC, 0);
}

static void rounds_are_read(void **state)
{
	add_nics(1);
	scenario.allocations = world.allocations;
	scenario.options.rounds = 1 + 3;
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

#define TEST(test) \
	cmocka_unit_test_setup_teardown(test, empty_world, end_world)

#define MENU(test) \
	cmocka_unit_test_setup_teardown(test, empty_menu, end_menu)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_with_a_file_wins),
		TEST(ties_go_to_the_first_listed),
		TEST(the_order_is_that_of_the_names),
		TEST(settle_waits_for_the_preferred),
		TEST(settle_ends),
		TEST(settle_needs_somebody_to_wait_for),
		TEST(a_late_offer_counts),
		TEST(a_double_offer_is_one),
		TEST(a_proxy_makes_a_lease_bootable),
		TEST(a_proxy_has_two_seconds),
		TEST(nobody_waits_for_a_proxy_that_is_not_there),
		TEST(a_proxy_alone_is_no_lease),
		TEST(a_menu_is_left_to_autoboot),
		TEST(a_root_path_is_left_to_sanboot),
		TEST(no_san_is_said),
		TEST(a_refusal_asks_again),
		TEST(three_refusals_are_enough),
		TEST(discovers_keep_their_pace),
		TEST(requests_keep_their_pace),
		TEST(a_silent_server_loses_to_the_next_offer),
		TEST(the_same_card_has_another_server),
		TEST(an_acknowledgement_is_the_servers_own),
		TEST(a_flood_of_offers_ends),
		TEST(a_flapping_link_does_not_hold_up_others),
		TEST(links_may_be_down_that_long),
		TEST(by_default_links_have_the_whole_race),
		TEST(silence_has_a_limit),
		TEST(by_default_silence_ends_after_15_s),
		TEST(the_round_has_a_limit),
		TEST(the_last_offer_gets_a_chance),
		TEST(offers_out_of_time_are_not_nothing),
		TEST(downloads_do_not_count),
		TEST(rounds_pause_longer_and_longer),
		TEST(a_later_round_may_boot),
		TEST(for_ever_is_until_cancelled),
		TEST(in_turn_one_is_open_at_a_time),
		TEST(in_turn_a_failed_boot_goes_on),
		TEST(in_turn_nobody_keeps_the_turn),
		TEST(boots_that_fail),
		TEST(the_next_offer_in_hand_is_taken),
		TEST(many_that_fail_fit_into_the_results),
		TEST(memory_for_some_is_enough),
		TEST(a_card_that_needs_too_much),
		TEST(drivers_that_fail),
		TEST(other_link_layers_are_named),
		TEST(a_blocked_port_is_waited_for),
		TEST(a_blocked_port_stays_open_over_rounds),
		TEST(a_port_that_stays_blocked_is_named),
		TEST(exclude_leaves_out),
		TEST(exclude_compares_whole_names),
		TEST(errors_of_the_world),
		TEST(ctrl_c_ends_the_race),
		TEST(other_keys_do_nothing),
		TEST(ctrl_c_takes_the_offer_in_hand),
		TEST(ctrl_c_gives_up_a_request),
		TEST(ctrl_c_in_turn_is_the_next_ones_turn),
		TEST(ctrl_c_twice_is_the_end),
		TEST(ctrl_c_ends_a_download),
		TEST(results_are_there_for_scripts),
		TEST(old_results_are_gone),
		TEST(the_table_fits),
		TEST(quiet_is_quiet),
		TEST(a_probe_boots_nothing),
		TEST(a_blocked_port_stays_open_while_others_boot),
		MENU(the_menu_lists_every_card),
		MENU(the_menu_leaves_open_what_was_open),
		MENU(a_menu_choice_boots_that_card),
		MENU(what_fails_comes_back_to_the_menu),
		MENU(a_machine_alone_goes_on),
		MENU(somebody_who_takes_time_is_not_alone),
		TEST(options_are_read),
		TEST(times_are_read),
		TEST(wrong_options_are_refused),
		TEST(rounds_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
