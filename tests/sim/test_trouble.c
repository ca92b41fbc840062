/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What goes wrong in a race, devices one after another, and keys. */

#include "machine.h"
#include "rules.h"
#include <byteswap.h>
#include <ipxe/errortab.h>
#include <ipxe/keys.h>
#include <ipxe/process.h>

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

static void in_turn_a_blocked_port_loses_its_turn(void **state)
{
	add_nics(2);
	serve(1, SERVER_GOOD, 1);
	nic(0)->block = BLOCK_LACP;
	nic(0)->block_us = 1000 * US_PER_SEC;
	scenario.options.in_turn = 1;
	assert_winner(1);
	assert_reason(0, "no offer, port blocked by the switch");
	assert_in_range(nic(1)->nic.opened_us / US_PER_SEC, 29, 31);
}

static void in_turn_the_last_one_may_be_blocked(void **state)
{
	add_nics(2);
	serve(1, SERVER_GOOD, 1);
	nic(1)->block = BLOCK_RSTP;
	nic(1)->block_us = 40 * US_PER_SEC;
	scenario.options.in_turn = 1;
	assert_winner(1);
	assert_int_equal(nic(1)->nic.opens, 1);
}

/* Limits whose sum wraps are no short ones. */
static void in_turn_a_limit_may_be_as_long_as_can_be(void **state)
{
	add_nics(2);
	scenario.options.in_turn = 1;
	scenario.options.dhcp_timeout = ~0UL;
	assert_result(-ETIMEDOUT);
	assert_reason(0, "no offer");
	assert_reason(1, "no time left for it");
}

/* --- what goes wrong */

static int boot_is_missing(const char *uri)
{
	scenario.boots++;
	return -ENOENT;
}

/* A script may do what it likes with other devices. */
static int boot_closes_all(const char *uri)
{
	int rc = check_boot(uri);
	unsigned int i;

	nic_script = 1;
	for (i = 0; i < scenario.nic_count && rc != 0; i++)
		netdev_close(nic(i)->nic.netdev);
	nic_script = 0;
	return rc;
}

/* An error whose text has as many characters as any firmware's may have, with the
 * address of a page at its end, where whoever looks it up needs all of it. */
#define LONG_TEXT "Something with a name (https://firmware.example/err/7f04819a12)"
#define EINFO_EIO_LONG __einfo_uniqify(EINFO_EIO, 0x1f, LONG_TEXT)
#define EIO_LONG __einfo_error(EINFO_EIO_LONG)
_Static_assert(sizeof(LONG_TEXT) == 64, "as long as can be");

struct errortab long_error __errortab = __einfo_errortab(EINFO_EIO_LONG);

static void boots_that_fail(void **state)
{
	static const struct {
		int rc;
		const char *reason;
	} boots[] = {
		{ -ENOENT, "file not found on 10.0.0.1" },
		{ -ETIMEDOUT, "no answer from 10.1.0.1" },
		{ -ENOEXEC, "image not bootable" },
		{ -ECONNRESET, "boot failed: Connection reset by the server" },
		{ -ENOMEM, "boot failed: Not enough memory" },
		{ -EIO_LONG, "boot failed: " LONG_TEXT },
	};
	unsigned int i;

	add_nics(ARRAY_LEN(boots));
	for (i = 0; i < ARRAY_LEN(boots); i++)
		serve(i, SERVER_GOOD, i * 10)->boot_rc = boots[i].rc;
	assert_result(-EIO);
	for (i = 0; i < ARRAY_LEN(boots); i++)
		assert_reason(i, boots[i].reason);
	assert_string_equal(result("tried"), "net0 net1 net2 net3 net4 net5");
	assert_string_equal(result("netdev"), "");
}

/* The report names the server that the reason has to do with. */
static void reasons_name_the_right_server(void **state)
{
	struct server *server;

	add_nics(2);
	serve(0, SERVER_NO_FILE, 0);
	server = serve(0, SERVER_PROXY, 0);
	server->no_next_server = 1;
	server->boot_rc = -ENOENT;
	server = serve(1, SERVER_GOOD, 0);
	server->file = "http://boot.example/a.ipxe";
	server->boot_rc = -ENOENT;
	firmware.boot = boot_is_missing;
	assert_result(-EIO);
	assert_reason(0, "file not found on 10.0.1.1");
	assert_reason(1, "file not found on its server");
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

static void a_card_that_needs_too_much_is_in_nobodys_way(void **state)
{
	add_nics(3);
	nic(1)->nic.open_rc = -ENOMEM;
	serve(2, SERVER_GOOD, 1);
	assert_winner(2);
	assert_about_ms(nic(2)->nic.opened_us, 0);
}

static void drivers_that_fail(void **state)
{
	add_nics(3);
	nic(0)->nic.open_rc = -EIO;
	nic(1)->nic.tx_rc = -EIO;
	assert_result(-ETIMEDOUT);
	assert_reason(0, "cannot open: Input or output failed");
	assert_reason(1, "cannot send: Input or output failed");
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

/* Longer than a bridge's usual two times 15 s; then a second is enough. */
static void a_round_is_as_long_as_a_blocked_port_needs(void **state)
{
	unsigned int kind;

	for (kind = BLOCK_STP; kind <= BLOCK_RSTP; kind++) {
		empty_world(state);
		add_nics(2);
		serve(1, SERVER_GOOD, 1);
		nic(1)->block = kind;
		nic(1)->block_us = 35 * US_PER_SEC;
		assert_winner(1);
		assert_in_range(nic(1)->dhcprequest_us[0] / US_PER_MS,
				35000, 36100);
		end_world(state);
	}
	empty_world(state);
}

/* The switch forwards when it has heard that the other end agrees. */
static void a_switch_that_wants_lacp_is_answered(void **state)
{
	add_nics(2);
	serve(1, SERVER_GOOD, 1);
	nic(1)->block = BLOCK_LACP;
	nic(1)->lacp_wants_partner = 1;
	nic(1)->block_us = WORLD_NEVER / 2;
	assert_winner(1);
	/* Its first frame comes at 1 s. */
	assert_in_range(nic(1)->dhcprequest_us[0] / US_PER_MS, 1000, 3000);
	assert_true(nic(1)->lacp_answers > 0);
}

static void a_flood_of_lacp_changes_nothing(void **state)
{
	add_nics(2);
	serve(1, SERVER_GOOD, 5000)->quick_ack = 1;
	nic(0)->block = BLOCK_LACP;
	nic(0)->block_us = WORLD_NEVER / 2;
	nic(0)->lacp_flood = 1;
	world.quantum_us = US_PER_MS;
	assert_winner(1);
	assert_about_ms(nic(1)->dhcprequest_us[0], 5000);
	assert_in_range(nic(0)->lacp_answers, 30,
			8 * (world.now_us / US_PER_SEC + 1));
}

static void a_blocked_port_stays_open_over_rounds(void **state)
{
	add_nics(2);
	serve(1, SERVER_GOOD, 1);
	nic(1)->block = BLOCK_RSTP;
	nic(1)->block_us = 45 * US_PER_SEC;
	scenario.options.timeout = MS(10000);
	set_rounds(6);
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
	assert_about_ms(world.now_us, 60000);
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

/* The world checks that nothing of net0 gets to the stack, and that nothing is
 * kept. */
static void who_holds_a_port_open_is_not_heard(void **state)
{
	add_nics(2);
	serve(1, SERVER_GOOD, 3000);
	nic(0)->block = BLOCK_LACP;
	nic(0)->block_us = 1000 * US_PER_SEC;
	assert_winner(1);
	assert_int_equal(nic(0)->nic.opens, 1);
	assert_true(scenario.paused_us > US_PER_SEC);
	assert_true(nic(0)->nic.netdev->rx_stats.passed > 3);
}

/* Bridges pass on what is not sent to the slow protocols' address. */
static void lacp_comes_from_the_switch_alone(void **state)
{
	add_nics(2);
	nic(0)->block = BLOCK_LACP;
	nic(0)->block_us = 1000 * US_PER_SEC;
	nic(0)->lacp_from_host = 1;
	assert_result(-ETIMEDOUT);
	assert_reason(0, "no offer");
	assert_about_ms(world.now_us, 15000);
}

static void what_a_script_closed_is_opened_again(void **state)
{
	add_nics(2);
	serve(0, SERVER_GOOD, 1);
	serve(1, SERVER_GOOD, 4000)->boot_rc = -ENOENT;
	nic(0)->block = BLOCK_RSTP;
	nic(0)->block_us = 10 * US_PER_SEC;
	firmware.boot = boot_closes_all;
	assert_winner(0);
	assert_int_equal(firmware.boots, 2);
	assert_int_equal(nic(0)->nic.opens, 2);
}

/* A script may also use a card that is held open for its blocked port. */
static int boot_opens_net0(const char *uri)
{
	int rc = check_boot(uri);
	uint64_t opened_us = nic(0)->nic.opened_us;
	struct step_fn *fn;

	if (firmware.boots > 1)
		return rc;
	nic_script = 1;
	netdev_rx_unfreeze(nic(0)->nic.netdev);
	netdev_close(nic(0)->nic.netdev);
	assert_int_equal(netdev_open(nic(0)->nic.netdev), 0);
	netdev_rx_freeze(nic(0)->nic.netdev);
	for_each_table_entry(fn, STEP_FNS)
		fn->step();
	/* Its frames are the script's. */
	assert_false(netdev_rx_frozen(nic(0)->nic.netdev));
	nic_script = 0;
	/* The race goes on as if it were still open from before. */
	nic(0)->nic.opened_us = opened_us;
	return rc;
}

static void what_a_script_opened_is_left_to_it(void **state)
{
	add_nics(2);
	serve(0, SERVER_GOOD, 1);
	serve(1, SERVER_GOOD, 4000)->boot_rc = -ENOENT;
	nic(0)->block = BLOCK_RSTP;
	nic(0)->block_us = 10 * US_PER_SEC;
	firmware.boot = boot_opens_net0;
	assert_winner(0);
	assert_int_equal(firmware.boots, 2);
}

/* A card that waits for memory is opened when a script that was booted has closed the
 * one that had it, and not only in the next round. */
static void what_a_script_gave_back_is_used(void **state)
{
	add_nics(2);
	serve(0, SERVER_GOOD, 1)->boot_rc = -ENOENT;
	serve(1, SERVER_GOOD, 1);
	nic_memory = 1;
	firmware.boot = boot_closes_all;
	assert_winner(1);
	assert_int_equal(firmware.boots, 2);
}

/* --- keys */

static void ctrl_c_ends_the_race(void **state)
{
	add_nics(2);
	world_key(2 * US_PER_SEC, CTRL_C);
	assert_result(-ECANCELED);
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

/* Input without end costs time, and is not waited for the end of. */
static void noise_does_not_stop_the_race(void **state)
{
	add_nics(2);
	world.noise = 1;
	serve(1, SERVER_GOOD, 8000);
	assert_winner(1);
	assert_true(world.noise_taken > 0);
}

static void ctrl_c_takes_the_offer_in_hand(void **state)
{
	add_nics(2);
	serve(1, SERVER_GOOD, 0);
	set_settle(MS(20000));
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
	set_rounds(0);
	world_key(2 * US_PER_SEC, CTRL_C);
	world_key(2 * US_PER_SEC + 700 * US_PER_MS, CTRL_C);
	assert_result(-ECANCELED);
	assert_about_ms(world.now_us, 2700);
	assert_int_equal(printed("multiboot: Cancelled"), 1);
}

static void ctrl_c_twice_ends_a_request(void **state)
{
	unsigned int before = machine_saw(MULTIBOOT_REQUEST, MULTIBOOT_CLOSED);

	add_nics(2);
	serve(0, SERVER_SILENT, 0);
	serve(1, SERVER_SILENT, 0);
	world_key(1500 * US_PER_MS, CTRL_C);
	world_key(2000 * US_PER_MS, CTRL_C);
	assert_result(-ECANCELED);
	assert_about_ms(world.now_us, 2000);
	/* The first ended one request, the second the other one and all. */
	assert_reason(0, "cancelled");
	assert_reason(1, "cancelled");
	assert_int_equal(machine_saw(MULTIBOOT_REQUEST, MULTIBOOT_CLOSED),
			 before + 1);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(in_turn_one_is_open_at_a_time),
		TEST(in_turn_a_failed_boot_goes_on),
		TEST(in_turn_nobody_keeps_the_turn),
		TEST(in_turn_a_blocked_port_loses_its_turn),
		TEST(in_turn_the_last_one_may_be_blocked),
		TEST(in_turn_a_limit_may_be_as_long_as_can_be),
		TEST(boots_that_fail),
		TEST(reasons_name_the_right_server),
		TEST(the_next_offer_in_hand_is_taken),
		TEST(many_that_fail_fit_into_the_results),
		TEST(memory_for_some_is_enough),
		TEST(a_card_that_needs_too_much),
		TEST(a_card_that_needs_too_much_is_in_nobodys_way),
		TEST(drivers_that_fail),
		TEST(other_link_layers_are_named),
		TEST(a_blocked_port_is_waited_for),
		TEST(a_round_is_as_long_as_a_blocked_port_needs),
		TEST(a_switch_that_wants_lacp_is_answered),
		TEST(a_flood_of_lacp_changes_nothing),
		TEST(a_blocked_port_stays_open_over_rounds),
		TEST(a_port_that_stays_blocked_is_named),
		TEST(a_blocked_port_stays_open_while_others_boot),
		TEST(who_holds_a_port_open_is_not_heard),
		TEST(lacp_comes_from_the_switch_alone),
		TEST(what_a_script_closed_is_opened_again),
		TEST(what_a_script_opened_is_left_to_it),
		TEST(what_a_script_gave_back_is_used),
		TEST(ctrl_c_ends_the_race),
		TEST(other_keys_do_nothing),
		TEST(noise_does_not_stop_the_race),
		TEST(ctrl_c_takes_the_offer_in_hand),
		TEST(ctrl_c_gives_up_a_request),
		TEST(ctrl_c_in_turn_is_the_next_ones_turn),
		TEST(ctrl_c_twice_is_the_end),
		TEST(ctrl_c_twice_ends_a_request),
		TEST(ctrl_c_ends_a_download),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
