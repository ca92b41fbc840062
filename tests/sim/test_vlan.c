/* SPDX-License-Identifier: GPL-2.0-or-later */

/* VLANs in the race: contenders that share a card and differ by the tags of their
 * frames (IEEE 802.1Q). */

#include "rules.h"
#include <ipxe/vlan.h>
#include <usr/multibootvlan.h>

/* Has the command take part in VLANs, as "--vlan" does. */
static void join(const char *list)
{
	static char text[64];

	snprintf(text, sizeof(text), "%s", list);
	scenario.options.vlans = text;
}

/* Adds a server in a VLAN of a card's network. */
static struct server *serve_in(unsigned int index, unsigned int vlan,
			       enum server_kind kind, unsigned int delay_ms)
{
	struct server *server = serve(index, kind, delay_ms);

	server->vlan = vlan;
	return server;
}

/* Runs the command. It has to boot from the device with that name. */
static void assert_boots(const char *name)
{
	assert_int_equal(scenario_run(), 0);
	assert_string_equal(result("netdev"), name);
	assert_string_equal(last_opened_netdev()->name, name);
}

static void a_vlan_boots_where_the_native_one_is_silent(void **state)
{
	add_nics(2);
	join("10,20");
	serve_in(1, 20, SERVER_GOOD, 3);
	scenario.options.probe = 1;
	assert_boots("net1-20");
	assert_true(strtoul(result("elapsed"), NULL, 10) < 300);
	assert_string_equal(result("mac"), "52:54:00:12:00:01");
	assert_string_equal(result("server"), "10.1.0.1");
	assert_false(netdev_is_open(nic(0)->nic.netdev));
	assert_true(netdev_is_open(nic(1)->nic.netdev));
	assert_false(netdev_rx_frozen(nic(1)->nic.netdev));
}

static void its_file_runs_with_its_own_device(void **state)
{
	add_nics(3);
	join("20");
	serve_in(2, 20, SERVER_GOOD, 3);
	assert_boots("net2-20");
	assert_int_equal(firmware.boots, 1);
	assert_string_equal(result("reason-net2-20"), "booted");
	assert_string_equal(result("reason-net2"), "not needed");
	assert_string_equal(result("tried"), "net2-20");
	assert_string_equal(result("vlan"), "20");
}

static void only_what_is_asked_for_is_joined(void **state)
{
	add_nics(1);
	serve_in(0, 20, SERVER_GOOD, 1);
	assert_result(-ETIMEDOUT);
	assert_int_equal(nic(0)->tagged, 0);
	end_world(state);
	empty_world(state);
	add_nics(1);
	join("10,21");
	serve_in(0, 20, SERVER_GOOD, 1);
	assert_result(-ETIMEDOUT);
	assert_true(nic(0)->tagged > 0);
	assert_reason(0, "no offer");
	assert_string_equal(result("reason-net0-21"), "no offer");
}

/* A reply counts only in the VLAN that it was asked for in, whatever it says. */
static void a_reply_with_another_tag_is_none(void **state)
{
	struct server *server;

	add_nics(1);
	join("20");
	server = serve(0, SERVER_GOOD, 1);
	server->vlan = 20;
	scenario.options.dhcp_timeout = MS(2000);
	nic(0)->dup_percent = 100;
	assert_boots("net0-20");
	assert_int_equal(nic(0)->discovers, 1);
	assert_true(server->offered > 0);
}

/* What has no tag is preferred to VLANs, and those to each other as they are
 * listed. */
static void the_order_is_that_of_the_list(void **state)
{
	add_nics(1);
	join("30,20");
	serve_in(0, 20, SERVER_GOOD, 1);
	serve_in(0, 30, SERVER_GOOD, 1);
	assert_boots("net0-30");
	end_world(state);
	empty_world(state);
	add_nics(1);
	join("30,20");
	serve_in(0, 20, SERVER_GOOD, 1);
	serve(0, SERVER_GOOD, 5);
	assert_boots("net0");
	assert_string_equal(result("vlan"), "");
	assert_null(find_netdev("net0-20"));
}

static void a_loser_leaves_the_card_to_the_others(void **state)
{
	add_nics(1);
	join("10,20");
	serve_in(0, 10, SERVER_GOOD, 1)->boot_rc = -ENOENT;
	serve_in(0, 20, SERVER_GOOD, 400);
	assert_boots("net0-20");
	assert_string_equal(result("reason-net0-10"),
			    "file not found on 10.0.0.1");
	assert_null(find_netdev("net0-10"));
}

/* The card stays open while one of its contenders is still in the race. */
static void a_card_is_open_for_its_last_contender(void **state)
{
	add_nics(1);
	join("10,20");
	scenario.options.dhcp_timeout = MS(3000);
	serve_in(0, 10, SERVER_SILENT, 1);
	serve_in(0, 20, SERVER_GOOD, 2900);
	assert_boots("net0-20");
	assert_int_equal(nic(0)->nic.opens, 1);
}

static void in_turn_as_well(void **state)
{
	add_nics(2);
	join("20");
	scenario.options.in_turn = 1;
	scenario.options.dhcp_timeout = MS(1000);
	serve_in(1, 20, SERVER_GOOD, 1);
	assert_boots("net1-20");
	assert_int_equal(nic_open_most, 1);
	assert_true(nic(0)->tagged > 0);
}

static void a_firmware_without_vlans_says_so(void **state)
{
	add_nics(2);
	join("20");
	scenario.no_vlans = 1;
	serve_in(0, 20, SERVER_GOOD, 1);
	assert_result(-EIO);
	assert_string_equal(result("reason-net0-20"), "boot failed: no VLANs in "
			    "this firmware (no vcreate)");
	end_world(state);
	empty_world(state);
	add_nics(2);
	join("20");
	scenario.vcreate_rc = -ENOTSUP;
	serve_in(0, 20, SERVER_GOOD, 1);
	assert_result(-EIO);
	assert_string_equal(result("reason-net0-20"), "boot failed: no VLANs in "
			    "this firmware (no vcreate)");
	end_world(state);
	empty_world(state);
	add_nics(2);
	join("20");
	scenario.vcreate_rc = -ENOMEM;
	serve_in(0, 20, SERVER_GOOD, 1);
	serve(1, SERVER_GOOD, 500);
	assert_boots("net1");
	assert_true(strncmp(result("reason-net0-20"), "boot failed: ", 13) == 0);
}

static int make_no_vlan(const char *line)
{
	return 0;
}

/* A device that is not there after all is the next contender's chance. */
static void without_its_device_a_vlan_is_out(void **state)
{
	add_nics(2);
	join("20");
	serve_in(0, 20, SERVER_GOOD, 1);
	serve(1, SERVER_GOOD, 500);
	firmware.command = make_no_vlan;
	assert_boots("net1");
	assert_string_equal(result("reason-net0-20"),
			    "boot failed: Device not found");
}

/* A script may remove the VLAN that it was booted from. */
static int boot_removes_the_vlan(const char *uri)
{
	int rc = check_boot(uri);

	if (find_netdev("net0-20")) {
		nic_script = 1;
		vlan_destroy(find_netdev("net0-20"));
		nic_script = 0;
	}
	return rc;
}

static void a_script_may_remove_its_vlan(void **state)
{
	add_nics(2);
	join("20");
	serve_in(0, 20, SERVER_GOOD, 1)->boot_rc = -ENOENT;
	serve(1, SERVER_GOOD, 500);
	firmware.boot = boot_removes_the_vlan;
	assert_boots("net1");
	assert_string_equal(result("reason-net0-20"),
			    "file not found on 10.0.0.1");
}

/* One that was there before takes part when no names are given, and is there after
 * its boot has failed, too. */
static void a_vlan_of_somebody_elses_stays(void **state)
{
	struct net_device *netdev;

	add_nics(2);
	assert_int_equal(vlan_create(nic(0)->nic.netdev, 20, 0), 0);
	scenario.vlan_before = netdev = find_netdev("net0-20");
	join("20");
	serve_in(0, 20, SERVER_GOOD, 1)->boot_rc = -ENOENT;
	serve(1, SERVER_GOOD, 500);
	assert_boots("net1");
	assert_string_equal(result("reason-net0-20"),
			    "file not found on 10.0.0.1");
	assert_string_equal(result("tried"), "net0-20 net1");
	assert_ptr_equal(find_netdev("net0-20"), netdev);
	assert_false(netdev_is_open(netdev));
	scenario.allocations--;
	end_world(state);
	empty_world(state);
	/* It is not meant by another one's name. */
	add_nics(2);
	assert_int_equal(vlan_create(nic(0)->nic.netdev, 20, 0), 0);
	scenario.vlan_before = find_netdev("net0-20");
	scenario.names[scenario.name_count++] = "net1";
	nic(0)->takes_part = 0;
	serve_in(0, 20, SERVER_GOOD, 1);
	serve(1, SERVER_GOOD, 500);
	assert_boots("net1");
	assert_string_equal(result("reason-net0-20"), "");
	scenario.allocations--;
}

/* A VLAN that somebody made before is a contender by its name, and stays. */
static void a_device_that_is_a_vlan_takes_part(void **state)
{
	struct net_device *netdev;

	add_nics(2);
	assert_int_equal(vlan_create(nic(1)->nic.netdev, 20, 0), 0);
	netdev = find_netdev("net1-20");
	scenario.names[scenario.name_count++] = "net1-20";
	nic(0)->takes_part = nic(1)->takes_part = 1;
	join("20");
	serve_in(1, 20, SERVER_GOOD, 1);
	serve(0, SERVER_GOOD, 1);
	scenario.options.probe = 1;
	assert_boots("net1-20");
	assert_ptr_equal(find_netdev("net1-20"), netdev);
	/* The device is there from before the run, and goes at its end. */
	scenario.allocations--;
	assert_int_equal(nic(0)->discovers + nic(1)->discovers, 0);
	assert_int_equal(firmware.commands, 0);
}

/* The trunk of a VLAN is known by its name. A number that is none of a VLAN is read only
 * as far as that is seen. */
static void a_vlan_is_known_by_its_name(void **state)
{
	static const struct {
		const char *name;
		int is_vlan;
		unsigned int tag;
	} cases[] = {
		{ "net0-20", 1, 20 }, { "net0-4094", 1, 4094 },
		{ "net0-99999", 1, 9999 }, { "net9-20", 0, 0 },
		{ "other", 0, 0 }, { "net0", 0, 0 },
	};
	struct net_device *trunk;
	unsigned int i, tag;

	add_nics(2);
	scenario.allocations = world.allocations;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		snprintf(nic(1)->nic.netdev->name, NETDEV_NAME_LEN, "%s",
			 cases[i].name);
		trunk = multiboot_vlan_trunk(nic(1)->nic.netdev, &tag);
		assert_ptr_equal(trunk, cases[i].is_vlan ?
				 nic(0)->nic.netdev : NULL);
		if (cases[i].is_vlan)
			assert_int_equal(tag, cases[i].tag);
	}
	snprintf(nic(1)->nic.netdev->name, NETDEV_NAME_LEN, "net1");
}

/* Names mean a card with its VLANs, or one of them; so does --exclude. */
static void names_choose_among_them(void **state)
{
	add_nics(2);
	join("10,20");
	serve_in(1, 20, SERVER_GOOD, 1);
	scenario.names[scenario.name_count++] = "net1-20";
	assert_boots("net1-20");
	assert_string_equal(result("reason-net1"), "");
	assert_string_equal(result("reason-net1-10"), "");
	assert_int_equal(nic(1)->discovers, 0);
	end_world(state);
	empty_world(state);
	add_nics(2);
	join("10,20");
	serve_in(0, 10, SERVER_GOOD, 1);
	serve_in(0, 20, SERVER_GOOD, 1);
	scenario.options.exclude = "net0-10,net1";
	nic(1)->takes_part = 0;
	assert_boots("net0-20");
	assert_string_equal(result("reason-net0-10"), "excluded");
	assert_string_equal(result("reason-net1-20"), "excluded");
	end_world(state);
	empty_world(state);
	add_nics(2);
	join("10,20");
	scenario.names[scenario.name_count++] = "net1-30";
	scenario.allocations = world.allocations;
	assert_error(multiboot(&scenario.options, scenario.names, 1), -ENODEV);
	assert_int_equal(printed("net1-30: no such net device"), 1);
}

static void lists_are_checked(void **state)
{
	static const char *const wrong[] = {
		"", ",", "0", "4095", "10,", ",10", "10,,20", "x", "10 ", "1a",
		"-1", "99999999999999", "10,4096", "1,2,3,4,5,6,7,8,9",
	};
	unsigned int i;

	add_nics(1);
	scenario.allocations = world.allocations;
	for (i = 0; i < ARRAY_LEN(wrong); i++) {
		join(wrong[i]);
		assert_error(multiboot(&scenario.options, NULL, 0), -EINVAL);
		assert_int_equal(printed(": not a list of at most 8 VLANs"),
				 i + 1);
	}
	assert_int_equal(nic(0)->nic.opens, 0);
	join("4094,1,3,4,5,6,7,8");
	serve_in(0, 4094, SERVER_GOOD, 1);
	assert_boots("net0-4094");
	assert_int_equal(printed("9 net devices"), 1);
	end_world(state);
	empty_world(state);
	/* The same one twice is one. */
	add_nics(1);
	join("20,20");
	assert_result(-ETIMEDOUT);
	assert_int_equal(printed("2 net devices"), 1);
}

/* --- what is said and not joined */

/* Delivers a frame that means nothing, with a tag of 16 bits, to a card. */
static void hear(unsigned int index, unsigned int control)
{
	uint8_t frame[60] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0,
			      9, 0x81, 0, control >> 8, control, 0x12, 0x34 };

	nic_deliver(&nic(index)->nic, 100 * US_PER_MS, frame, sizeof(frame));
}

static void a_vlan_that_is_heard_is_said(void **state)
{
	add_nics(1);
	join("30");
	hear(0, 0xe014);
	hear(0, 20);
	hear(0, 30);
	hear(0, 0);
	hear(0, 0xffff);
	assert_result(-ETIMEDOUT);
	assert_int_equal(printed("hears VLAN"), 1);
	assert_int_equal(printed("hears VLAN 20 (--vlan 20)"), 1);
	assert_int_equal(nic(0)->server_count, 0);
}

static void only_some_are_noted(void **state)
{
	unsigned int vlan;

	add_nics(1);
	for (vlan = 100; vlan < 150; vlan++)
		hear(0, vlan);
	assert_result(-ETIMEDOUT);
	assert_int_equal(printed("hears VLAN"), MULTIBOOT_VLANS_NOTED);
	assert_int_equal(printed("hears VLAN 100 "), 1);
	assert_int_equal(nic(0)->tagged, 0);
}

static void a_vlan_that_a_server_names_is_said(void **state)
{
	add_nics(1);
	serve(0, SERVER_NO_FILE, 1)->names_vlan = 20;
	assert_result(-ENOENT);
	assert_int_equal(printed("is told of VLAN 20 (--vlan 20)"), 1);
	assert_int_equal(nic(0)->tagged, 0);
	end_world(state);
	empty_world(state);
	add_nics(1);
	join("20");
	serve(0, SERVER_NO_FILE, 1)->names_vlan = 20;
	serve_in(0, 20, SERVER_GOOD, 1);
	assert_boots("net0-20");
	assert_int_equal(printed("is told of"), 0);
	end_world(state);
	empty_world(state);
	add_nics(1);
	serve(0, SERVER_NO_FILE, 1)->names_vlan = 0xfff;
	assert_result(-ENOENT);
	assert_int_equal(printed("is told of"), 0);
}

/* --- the switch */

/* What a switch says about its port is true for all VLANs, whichever contender is
 * about to look at the card. */
static void a_blocked_port_is_blocked_for_all(void **state)
{
	add_nics(1);
	join("20");
	nic(0)->block = BLOCK_RSTP;
	nic(0)->block_us = 20 * US_PER_SEC;
	serve_in(0, 20, SERVER_GOOD, 1);
	assert_boots("net0-20");
	assert_int_equal(nic(0)->nic.opens, 1);
	assert_in_range(world.now_us / US_PER_MS, 20000, 43000);
}

static void a_blocked_trunk_is_not_guarded_from_its_winner(void **state)
{
	add_nics(2);
	join("20");
	nic(0)->block = BLOCK_STP;
	nic(0)->block_us = 0;
	serve_in(0, 20, SERVER_GOOD, 2500);
	nic(0)->servers[0].boot_rc = -EIO;
	serve(1, SERVER_GOOD, 9000);
	assert_boots("net1");
	assert_true(strncmp(result("reason-net0-20"), "boot failed: ", 13) == 0);
}

/* --- worlds of all kinds */

static void fill_vlan(unsigned int index, unsigned int vlan, int *can_boot)
{
	static const enum server_kind kinds[] = {
		SERVER_GOOD, SERVER_GOOD, SERVER_NO_FILE, SERVER_SILENT,
	};
	enum server_kind kind = kinds[world_below(ARRAY_LEN(kinds))];
	struct server *server;

	if (world_chance(50) || nic(index)->server_count ==
				SCENARIO_SERVERS_MAX)
		return;
	server = serve_in(index, vlan, kind, world_below(800));
	if (world_chance(30))
		server->boot_rc = -ENOENT;
	*can_boot |= kind == SERVER_GOOD && server->boot_rc == 0;
}

/* Whatever the VLANs of some cards are like, one boots if one can, and everything
 * is left as it has to be (check.c). */
static void one_boots_if_one_can(void **state)
{
	unsigned int seed, i, count, booted = 0;
	int can_boot;

	for (seed = 1; seed <= 1000; seed++) {
		end_world(state);
		scenario_start(seed);
		world.quantum_us = world_between(1, 20) * US_PER_MS;
		count = world_between(1, 4);
		add_nics(count);
		join(world_chance(50) ? "20,30" : "30,10,20");
		scenario.options.in_turn = world_chance(20);
		if (scenario.options.in_turn)
			scenario.options.dhcp_timeout = MS(2500);
		can_boot = 0;
		for (i = 0; i < count; i++) {
			fill_vlan(i, 0, &can_boot);
			fill_vlan(i, 20, &can_boot);
			fill_vlan(i, 30, &can_boot);
		}
		srandom(seed);
		if (can_boot)
			assert_int_equal(scenario_run(), 0);
		else
			assert_int_not_equal(scenario_run(), 0);
		booted += can_boot;
	}
	assert_in_range(booted, 300, 950);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_vlan_boots_where_the_native_one_is_silent),
		TEST(its_file_runs_with_its_own_device),
		TEST(only_what_is_asked_for_is_joined),
		TEST(a_reply_with_another_tag_is_none),
		TEST(the_order_is_that_of_the_list),
		TEST(a_loser_leaves_the_card_to_the_others),
		TEST(a_card_is_open_for_its_last_contender),
		TEST(in_turn_as_well),
		TEST(a_firmware_without_vlans_says_so),
		TEST(without_its_device_a_vlan_is_out),
		TEST(a_script_may_remove_its_vlan),
		TEST(a_vlan_of_somebody_elses_stays),
		TEST(a_device_that_is_a_vlan_takes_part),
		TEST(a_vlan_is_known_by_its_name),
		TEST(names_choose_among_them),
		TEST(lists_are_checked),
		TEST(a_vlan_that_is_heard_is_said),
		TEST(only_some_are_noted),
		TEST(a_vlan_that_a_server_names_is_said),
		TEST(a_blocked_port_is_blocked_for_all),
		TEST(a_blocked_trunk_is_not_guarded_from_its_winner),
		TEST(one_boots_if_one_can),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
