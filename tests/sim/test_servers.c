/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What the race makes of servers that do things their own way, one test each,
 * in worlds filled by hand. */

#include "rules.h"
#include <ipxe/keys.h>

/* --- BOOTP (RFC 951, RFC 1534) */

static void bootp_is_a_lease(void **state)
{
	enum bootp_kind kind;

	for (kind = BOOTP_BARE; kind <= BOOTP_IDENTIFIED; kind++) {
		empty_world(state);
		add_nics(2);
		serve(1, SERVER_GOOD, 1)->bootp = kind;
		assert_winner(1);
		assert_int_equal(nic(1)->dhcprequests, 0);
		assert_int_equal(firmware.boots, 1);
		end_world(state);
	}
	empty_world(state);
}

static void bootp_without_a_file_is_no_winner(void **state)
{
	add_nics(2);
	serve(0, SERVER_NO_FILE, 1)->bootp = BOOTP_EMPTY;
	serve(1, SERVER_GOOD, 900);
	assert_winner(1);
	assert_int_equal(nic(0)->dhcprequests, 0);
	assert_reason(0, "not needed");
}

/* Its options say nothing of who it is, and the field siaddr is empty. */
static void a_bootp_server_is_where_it_answers_from(void **state)
{
	add_nics(1);
	serve(0, SERVER_GOOD, 1)->bootp = BOOTP_EMPTY;
	nic(0)->servers[0].no_next_server = 1;
	scenario.options.probe = 1;
	assert_winner(0);
	assert_string_equal(result("server"), "10.0.0.1");
}

/* --- a file in the acknowledgement alone */

static void a_file_in_the_acknowledgement_boots(void **state)
{
	add_nics(1);
	serve(0, SERVER_GOOD, 1)->file_in_ack_only = 1;
	assert_winner(0);
	assert_int_equal(nic(0)->dhcprequests, 1);
	assert_about_ms(nic(0)->dhcprequest_us[0], 2000);
}

static void in_turn_as_well(void **state)
{
	add_nics(2);
	serve(0, SERVER_GOOD, 1)->file_in_ack_only = 1;
	serve(1, SERVER_GOOD, 1);
	scenario.options.in_turn = 1;
	assert_winner(0);
}

/* The race does not wait for a NIC without a link, only for one that may get an
 * offer. */
static void it_is_asked_for_when_nothing_better_is_there(void **state)
{
	add_nics(3);
	serve(0, SERVER_GOOD, 1)->file_in_ack_only = 1;
	nic(1)->nic.link_delay_us = WORLD_NEVER;
	assert_winner(0);
	assert_about_ms(nic(0)->dhcprequest_us[0], 15000);
}

static void something_better_wins(void **state)
{
	add_nics(2);
	serve(0, SERVER_GOOD, 1)->file_in_ack_only = 1;
	serve(1, SERVER_GOOD, 3000);
	assert_winner(1);
	assert_int_equal(nic(0)->dhcprequests, 0);
}

static void a_lease_is_asked_for_once(void **state)
{
	add_nics(2);
	serve(0, SERVER_NO_FILE, 1);
	serve(1, SERVER_NO_FILE, 1);
	nic(0)->dup_percent = 100;
	assert_result(-ENOENT);
	assert_int_equal(nic(0)->dhcprequests, 1);
	assert_int_equal(nic(1)->dhcprequests, 1);
	assert_reason(0, "lease, nothing to boot");
	assert_reason(1, "lease, nothing to boot");
	assert_about_ms(world.now_us, 15000);
}

/* A NIC whose request is not answered does not hold up one that gets a file
 * meanwhile. */
static void asking_in_vain_holds_up_nobody(void **state)
{
	add_nics(2);
	serve(0, SERVER_SILENT, 1)->file_in_ack_only = 1;
	nic(1)->nic.link_delay_us = 2500 * US_PER_MS;
	serve(1, SERVER_GOOD, 1);
	assert_winner(1);
	assert_true(nic(0)->dhcprequests > 0);
	assert_about_ms(nic(1)->dhcprequest_us[0], 2500);
}

/* What was asked in vain before does not count. */
static void an_offer_has_its_time_after_a_lease(void **state)
{
	add_nics(2);
	serve(0, SERVER_SILENT, 1)->file_in_ack_only = 1;
	serve(0, SERVER_SILENT, 3000);
	nic(1)->nic.link_delay_us = 2500 * US_PER_MS;
	serve(1, SERVER_GOOD, 1000);
	assert_winner(1);
	assert_about_ms(nic(0)->dhcprequest_us[0], 2000);
	assert_about_ms(nic(1)->dhcprequest_us[0], 7000);
}

static void a_lease_leaves_the_last_chance_to_an_offer(void **state)
{
	add_nics(2);
	serve(0, SERVER_NO_FILE, 300);
	serve(1, SERVER_GOOD, 3100);
	scenario.options.timeout = MS(3000);
	assert_winner(1);
	assert_about_ms(nic(0)->dhcprequest_us[0], 3000);
	assert_about_ms(nic(1)->dhcprequest_us[0], 3100);
}

/* --- several servers on a wire */

static void a_second_server_may_be_slow(void **state)
{
	add_nics(1);
	serve(0, SERVER_NO_FILE, 1);
	serve(0, SERVER_GOOD, 3000);
	assert_winner(0);
	assert_string_equal(result("filename"), "f0.1");
	assert_about_ms(nic(0)->dhcprequest_us[1], 3000);
}

static void silence_after_a_lease_has_a_limit(void **state)
{
	add_nics(1);
	serve(0, SERVER_NO_FILE, 1);
	serve(0, SERVER_GOOD, 7000);
	scenario.options.dhcp_timeout = MS(5000);
	assert_result(-ENOENT);
	assert_about_ms(world.now_us, 5000);
}

static void the_last_chance_is_a_leases_too(void **state)
{
	add_nics(2);
	serve(0, SERVER_GOOD, 1)->file_in_ack_only = 1;
	scenario.options.timeout = MS(4000);
	assert_winner(0);
	assert_about_ms(nic(0)->dhcprequest_us[0], 4000);
}

static void ctrl_c_asks_for_no_lease(void **state)
{
	add_nics(2);
	serve(0, SERVER_GOOD, 1)->file_in_ack_only = 1;
	world_key(3 * US_PER_SEC, CTRL_C);
	assert_result(-ECANCELED);
	assert_int_equal(nic(0)->dhcprequests, 0);
}

/* --- PXE 2.1 section 2.2.3: "PXEClient" and no file */

static void a_pxe_server_without_a_file_is_left_to_autoboot(void **state)
{
	add_nics(1);
	serve(0, SERVER_NO_FILE, 1)->pxe = 1;
	assert_winner(0);
	assert_int_equal(firmware.commands, 1);
	assert_int_equal(firmware.boots, 0);
	assert_about_ms(nic(0)->dhcprequest_us[0], 0);
}

static void a_file_is_better_than_a_pxe_server_without_one(void **state)
{
	add_nics(2);
	serve(0, SERVER_NO_FILE, 1)->pxe = 1;
	serve(1, SERVER_GOOD, 1000);
	assert_winner(1);
	assert_int_equal(nic(0)->dhcprequests, 0);
}

/* --- IEEE 802.1Q section 6.9 */

static void a_tag_of_vlan_0_is_none(void **state)
{
	add_nics(2);
	serve(1, SERVER_GOOD, 1)->priority_tagged = 1;
	assert_winner(1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bootp_is_a_lease),
		TEST(bootp_without_a_file_is_no_winner),
		TEST(a_bootp_server_is_where_it_answers_from),
		TEST(a_file_in_the_acknowledgement_boots),
		TEST(in_turn_as_well),
		TEST(it_is_asked_for_when_nothing_better_is_there),
		TEST(something_better_wins),
		TEST(a_lease_is_asked_for_once),
		TEST(asking_in_vain_holds_up_nobody),
		TEST(an_offer_has_its_time_after_a_lease),
		TEST(a_lease_leaves_the_last_chance_to_an_offer),
		TEST(a_second_server_may_be_slow),
		TEST(silence_after_a_lease_has_a_limit),
		TEST(the_last_chance_is_a_leases_too),
		TEST(ctrl_c_asks_for_no_lease),
		TEST(a_pxe_server_without_a_file_is_left_to_autoboot),
		TEST(a_file_is_better_than_a_pxe_server_without_one),
		TEST(a_tag_of_vlan_0_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
