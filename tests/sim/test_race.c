/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The rules of the race, one test each, in worlds filled by hand. */

#include "rules.h"
#include <ipxe/dhcp.h>
#include <ipxe/keys.h>

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
	set_settle(MS(1000));
	assert_winner(0);
	assert_about_ms(scenario.first_requested_us, 900);
}

static void settle_ends(void **state)
{
	add_nics(3);
	serve(0, SERVER_GOOD, 1500);
	serve(2, SERVER_GOOD, 0);
	set_settle(MS(1000));
	assert_winner(2);
	assert_about_ms(scenario.first_requested_us, 1000);
}

static void of_equal_servers_the_first_listed_wins(void **state)
{
	add_nics(3);
	serve(0, SERVER_GOOD, 40);
	serve(2, SERVER_GOOD, 30);
	world.quantum_us = 100;
	assert_winner(0);
}

static void settle_0_waits_for_nobody(void **state)
{
	add_nics(3);
	serve(0, SERVER_GOOD, 40);
	serve(2, SERVER_GOOD, 30);
	world.quantum_us = 100;
	set_settle(0);
	assert_winner(2);
}

/* What it costs where the earlier card is silent, whatever the timer's steps. */
static void equal_servers_are_not_waited_for_long(void **state)
{
	static const unsigned int steps[] = { 1, 32, 56 };
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(steps); i++) {
		empty_world(state);
		add_nics(2);
		serve(1, SERVER_GOOD, 300);
		world.quantum_us = 100;
		world.tick_step = steps[i];
		assert_winner(1);
		assert_in_range(scenario.first_requested_us / US_PER_MS,
				315, 325);
		end_world(state);
	}
	empty_world(state);
}

static void without_a_link_nobody_is_waited_for(void **state)
{
	add_nics(2);
	serve(1, SERVER_GOOD, 300);
	nic(0)->nic.link_delay_us = WORLD_NEVER;
	world.quantum_us = 100;
	assert_winner(1);
	assert_in_range(scenario.first_requested_us / US_PER_MS, 300, 302);
}

static void settle_needs_somebody_to_wait_for(void **state)
{
	add_nics(3);
	serve(0, SERVER_GOOD, 0);
	serve(2, SERVER_GOOD, 500);
	set_settle(MS(5000));
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

static char command[48];

static void a_proxy_makes_a_lease_bootable(void **state)
{
	add_nics(1);
	serve(0, SERVER_NO_FILE, 1);
	serve(0, SERVER_PROXY, 1500);
	assert_winner(0);
	assert_string_equal(result("filename"), "f0.1");
}

/* After two seconds the lease itself is asked for, and listening goes on. */
static void a_proxy_has_two_seconds_to_be_first(void **state)
{
	add_nics(1);
	serve(0, SERVER_NO_FILE, 1);
	serve(0, SERVER_PROXY, 2500);
	assert_winner(0);
	assert_string_equal(result("filename"), "f0.1");
	assert_int_equal(nic(0)->dhcprequests, 2);
	assert_about_ms(nic(0)->dhcprequest_us[0], 2000);
	assert_about_ms(nic(0)->dhcprequest_us[1], 2500);
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

static int take_command(const char *line)
{
	snprintf(command, sizeof(command), "%s", line);
	return check_command("net0");
}

static void a_proxys_root_path_is_the_proxys(void **state)
{
	add_nics(1);
	serve(0, SERVER_NO_FILE, 1);
	serve(0, SERVER_PROXY, 1)->root_path = 1;
	firmware.command = take_command;
	assert_winner(0);
	assert_string_equal(command, "sanboot ${proxydhcp/root-path}");
	assert_string_equal(result("filename"), "iscsi:10.0.0.2");
}

static void no_san_is_said(void **state)
{
	add_nics(1);
	serve(0, SERVER_SAN, 1);
	scenario.command_rc = -ENOEXEC;
	assert_result(-EIO);
	assert_int_equal(printed("SAN boot not supported"), 2);
	end_world(state);
	empty_world(state);
	add_nics(1);
	serve(0, SERVER_SAN, 1);
	scenario.command_rc = -ENOTSUP;
	assert_result(-EIO);
	assert_reason(0, "SAN boot not supported by this firmware");
	end_world(state);
	empty_world(state);
	/* Other errors are its own. */
	add_nics(1);
	serve(0, SERVER_SAN, 1);
	scenario.command_rc = -ENOMEM;
	assert_result(-EIO);
	assert_reason(0, "boot failed: Not enough memory");
}

static int hook_rc;

static int hook_command(const char *line)
{
	snprintf(command, sizeof(command), "%s", line);
	return hook_rc;
}

/* With a file and a root path the SAN device is there before the file is run. Where it
 * cannot be, that is said, and the file runs all the same. */
static void a_root_path_beside_a_file_is_hooked(void **state)
{
	static const int rcs[] = { 0, -ENOTSUP, -ENOMEM };
	static const char *const said[] = {
		"Not enough memory\n", "net0: SAN boot not supported by this "
		"firmware\n", "net0: Not enough memory\n",
	};
	struct server *server;
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(rcs); i++) {
		empty_world(state);
		add_nics(1);
		server = serve(0, SERVER_GOOD, 1);
		server->vendor_tag = DHCP_ROOT_PATH;
		server->vendor_text = "iscsi:10.0.0.2";
		hook_rc = rcs[i];
		firmware.command = hook_command;
		assert_winner(0);
		assert_string_equal(command, "sanhook ${net0/root-path}");
		assert_int_equal(firmware.boots, 1);
		assert_string_equal(result("filename"), "f0.0");
		assert_int_equal(printed(said[i]), i > 0);
		end_world(state);
	}
	empty_world(state);
}

/* --- offers that are sent by hand */

/* What else is sent when the card asks, by the type of its message. */
static void (*say_more)(struct nic *nic, uint8_t type);

static void hear(struct nic *nic, const void *frame, size_t len)
{
	struct request request;

	servers_rx(nic, frame, len);
	if (!packet_read_request(frame, len, &request))
		say_more(nic, request.type);
}

/* Sends a message from a server that names nothing to boot, with an address. */
static void say(struct nic *nic, uint8_t type, uint32_t server, uint32_t addr)
{
	struct packet packet;

	packet_reply(&packet, to_sim(nic)->xid, nic->mac, addr, server);
	packet_option_byte(&packet, DHCP_MESSAGE_TYPE, type);
	packet_option_addr(&packet, DHCP_SERVER_IDENTIFIER, server);
	packet_end(&packet);
	nic_deliver(nic, world.now_us, packet.bytes, packet.len);
}

static void say_other_addresses(struct nic *nic, uint8_t type)
{
	unsigned int i;

	for (i = 0; i < 2 && type == DHCPDISCOVER; i++) {
		say(nic, DHCPOFFER, 0x0a000001, 0x0a000064);
		say(nic, DHCPOFFER, 0x0a000001, 0x0a000065);
	}
}

/* Offers of one server differ by their addresses and by what they name. */
static void a_server_may_have_more_offers(void **state)
{
	add_nics(1);
	serve(0, SERVER_GOOD, 50);
	nic(0)->nic.on_tx = hear;
	say_more = say_other_addresses;
	assert_winner(0);
	assert_int_equal(printed("net0: offer 10.0.0.100 from 10.0.0.1: "
				 "nothing to boot\n"), 1);
	assert_int_equal(printed("net0: offer 10.0.0.101 from 10.0.0.1: "
				 "nothing to boot\n"), 1);
	assert_int_equal(printed("net0: offer 10.0.0.100 from 10.0.0.1: "
				 "f0.0\n"), 1);
}

static void say_many(struct nic *nic, uint8_t type)
{
	unsigned int i;

	for (i = 0; i < 100 && type == DHCPDISCOVER; i++)
		say(nic, DHCPOFFER, 0xac100001 + i, 0x0a000064 + i);
}

/* Only some are kept, but one with something to boot has its place. */
static void many_poor_offers_keep_no_good_one_out(void **state)
{
	add_nics(1);
	serve(0, SERVER_GOOD, 100);
	nic(0)->nic.on_tx = hear;
	say_more = say_many;
	assert_winner(0);
	assert_int_equal(printed(": nothing to boot\n"), 4);
	assert_int_equal(printed("from 10.0.0.1: f0.0\n"), 1);
}

static void say_no_for_another(struct nic *nic, uint8_t type)
{
	if (type == DHCPREQUEST)
		say(nic, DHCPNAK, 0x0a000099, 0);
}

/* Only who was asked can refuse. */
static void a_refusal_is_the_servers_own(void **state)
{
	add_nics(1);
	serve(0, SERVER_GOOD, 200);
	nic(0)->nic.on_tx = hear;
	say_more = say_no_for_another;
	assert_winner(0);
	assert_int_equal(nic(0)->dhcprequests, 1);
	assert_int_equal(printed("refused"), 0);
}

/* The first proxy counts, and none where the URI is known. */
static void one_proxy_is_enough(void **state)
{
	static char url[] = "http://boot.example/a";

	add_nics(1);
	serve(0, SERVER_NO_FILE, 200);
	serve(0, SERVER_PROXY, 100);
	serve(0, SERVER_PROXY, 50);
	assert_winner(0);
	assert_string_equal(result("filename"), "f0.2");
	assert_int_equal(printed("proxyDHCP offer"), 1);
	end_world(state);
	empty_world(state);
	add_nics(1);
	serve(0, SERVER_NO_FILE, 100);
	serve(0, SERVER_PROXY, 0);
	scenario.options.url = url;
	assert_winner(0);
	assert_string_equal(result("filename"), url);
	assert_int_equal(printed("proxyDHCP offer"), 0);
}

/* --- requests */

static void a_refusal_asks_again(void **state)
{
	add_nics(1);
	serve(0, SERVER_NAK, 1)->naks = 5;
	assert_winner(0);
	assert_int_equal(nic(0)->discovers, 6);
	assert_int_equal(nic(0)->dhcprequests, 6);
}

/* The offer of the second server is still good after the first one has refused
 * a request. */
static void after_a_refusal_the_other_offer_is_taken(void **state)
{
	add_nics(1);
	serve(0, SERVER_NAK, 1)->naks = 100;
	serve(0, SERVER_GOOD, 1);
	assert_winner(0);
	assert_int_equal(nic(0)->discovers, 1);
	assert_int_equal(nic(0)->dhcprequests, 2);
}

static void six_refusals_are_enough(void **state)
{
	add_nics(2);
	serve(0, SERVER_NAK, 1)->naks = 100;
	assert_result(-EIO);
	assert_reason(0, "request refused (NAK)");
	assert_int_equal(nic(0)->dhcprequests, 6);
}

/* How many machines are refused at the same time, and how often each of them. */
#define REFUSED 16
#define REFUSALS 5

/* Boots with other random numbers from a server that refuses at first. pauses becomes
 * how long each refusal was not answered, in ms. */
static void refuse(unsigned int seed, unsigned int *pauses)
{
	unsigned int i;

	add_nics(1);
	srandom(seed);
	serve(0, SERVER_NAK, 1)->naks = REFUSALS;
	assert_winner(0);
	assert_int_equal(nic(0)->discovers, REFUSALS + 1);
	/* The refusal arrives a millisecond after the request. */
	for (i = 0; i < REFUSALS; i++)
		pauses[i] = (nic(0)->discover_us[i + 1] -
			     nic(0)->dhcprequest_us[i]) / US_PER_MS - 1;
}

/* A server may offer one address to all machines that were switched on together, and
 * refuse all of them but one. No two of them go on in step: the longest pause is an
 * eighth of a second at first, and twice as long each further time. */
static void refused_machines_part(void **state)
{
	unsigned int pauses[REFUSED][REFUSALS], longest, seed, other, i;

	for (seed = 0; seed < REFUSED; seed++) {
		refuse(seed + 1, pauses[seed]);
		end_world(state);
		empty_world(state);
		for (other = 0; other < seed; other++)
			assert_false(pauses[seed][0] == pauses[other][0] &&
				     pauses[seed][1] == pauses[other][1]);
	}
	for (i = 0; i < REFUSALS; i++) {
		longest = 0;
		for (seed = 0; seed < REFUSED; seed++) {
			if (pauses[seed][i] > longest)
				longest = pauses[seed][i];
		}
		/* 2 ms are for the sweeps. */
		assert_in_range(longest, (125 << i) / 2, (125 << i) + 2);
	}
}

/* Each wait may be an eighth shorter or longer than that between the wanted moments,
 * in ms; 2 ms are for the sweeps. */
static void assert_pace(const uint64_t *us, const unsigned int *wanted,
			unsigned int count)
{
	unsigned int i;

	for (i = 1; i < count; i++) {
		unsigned int wait = (wanted[i] - wanted[i - 1]) * 1000;

		assert_in_range(us[i] - us[i - 1], wait - wait / 8,
				wait + wait / 8 + 2000);
	}
}

static void discovers_keep_their_pace(void **state)
{
	static const unsigned int wanted[] = { 0, 1000, 3000, 7000, 15000,
					       23000 };

	add_nics(1);
	scenario.options.dhcp_timeout = MS(29000);
	assert_result(-ETIMEDOUT);
	assert_int_equal(nic(0)->discovers, ARRAY_LEN(wanted));
	assert_pace(nic(0)->discover_us, wanted, ARRAY_LEN(wanted));
}

/* Two machines that start at the same moment do not repeat at the same moment. */
static void discovers_of_two_nics_part(void **state)
{
	unsigned int i, apart = 0;

	add_nics(2);
	scenario.options.dhcp_timeout = MS(29000);
	assert_result(-ETIMEDOUT);
	assert_about_ms(nic(1)->discover_us[0], nic(0)->discover_us[0] / 1000);
	for (i = 1; i < nic(0)->discovers && i < nic(1)->discovers; i++)
		apart += nic(0)->discover_us[i] != nic(1)->discover_us[i];
	assert_true(apart >= 4);
}

static void requests_keep_their_pace(void **state)
{
	static const unsigned int wanted[] = { 0, 1000, 3000, 7000 };

	add_nics(1);
	serve(0, SERVER_SILENT, 0);
	assert_result(-EIO);
	assert_reason(0, "offer, but no acknowledgement");
	assert_int_equal(nic(0)->dhcprequests, ARRAY_LEN(wanted));
	assert_pace(nic(0)->dhcprequest_us, wanted, ARRAY_LEN(wanted));
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

/* However late it comes, its request has a whole short time. */
static void a_late_request_has_its_time(void **state)
{
	add_nics(2);
	serve(0, SERVER_SILENT, 5000);
	serve(1, SERVER_GOOD, 5200);
	assert_winner(1);
	assert_about_ms(nic(0)->dhcprequest_us[0], 5000);
	assert_about_ms(nic(1)->dhcprequest_us[0], 9000);
}

/* Each of them has offers enough to fail three times. */
static void what_failed_goes_after_what_was_not_tried(void **state)
{
	unsigned int i, j;

	add_nics(4);
	for (i = 0; i < 3; i++) {
		for (j = 0; j < 4; j++)
			serve(i, SERVER_SILENT, 0);
	}
	serve(3, SERVER_GOOD, 20);
	assert_winner(3);
	/* They share the time of one short request. */
	assert_about_ms(nic(3)->dhcprequest_us[0], 4000);
	for (i = 0; i < 3; i++)
		assert_int_equal(nic(i)->dhcprequests, 2);
}

static void many_silent_servers_have_a_second_each(void **state)
{
	unsigned int i;

	add_nics(9);
	for (i = 0; i < 8; i++)
		serve(i, SERVER_SILENT, 0);
	serve(8, SERVER_GOOD, 20);
	assert_winner(8);
	assert_in_range(nic(8)->dhcprequest_us[0] / US_PER_MS, 7000, 11500);
}

/* Its acknowledgement was not waited for when others were there. */
static void what_failed_is_tried_again(void **state)
{
	add_nics(3);
	serve(0, SERVER_GOOD, 2500);
	serve(1, SERVER_GOOD, 2500)->boot_rc = -ENOENT;
	serve(2, SERVER_GOOD, 2500)->boot_rc = -ENOENT;
	assert_winner(0);
	assert_int_equal(firmware.boots, 2);
	assert_int_equal(nic(1)->dhcprequests, 2);
}

static void the_same_card_has_another_server(void **state)
{
	add_nics(1);
	serve(0, SERVER_SILENT, 0);
	serve(0, SERVER_GOOD, 10);
	assert_winner(0);
	assert_string_equal(result("filename"), "f0.1");
	/* Its offer came after the request of the first one's. */
	assert_about_ms(nic(0)->dhcprequest_us[nic(0)->dhcprequests - 1], 4000);
}

/* As many others as offers are kept: each of them has a short request. */
static void the_last_of_four_servers_has_its_turn(void **state)
{
	unsigned int i;

	add_nics(1);
	for (i = 0; i < 3; i++)
		serve(0, SERVER_SILENT, 0);
	serve(0, SERVER_GOOD, 10);
	assert_winner(0);
	assert_string_equal(result("filename"), "f0.3");
	assert_about_ms(nic(0)->dhcprequest_us[nic(0)->dhcprequests - 1],
			12000);
}

static void an_acknowledgement_is_the_servers_own(void **state)
{
	add_nics(1);
	serve(0, SERVER_GOOD, 0)->wrong_ack = 1;
	assert_result(-EIO);
	assert_reason(0, "offer, but no acknowledgement");
}

static void an_acknowledgement_has_an_address(void **state)
{
	add_nics(1);
	serve(0, SERVER_GOOD, 0)->empty_ack = 1;
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

/* A link that is lost in four requests is given up. */
static void a_link_may_be_lost_so_often(void **state)
{
	unsigned int i;

	add_nics(1);
	serve(0, SERVER_SILENT, 0);
	nic(0)->nic.toggle_count = 8;
	for (i = 0; i < 8; i++)
		nic(0)->nic.toggles_us[i] = (i + 1) * 500 * US_PER_MS;
	assert_result(-EIO);
	assert_reason(0, "link lost");
	assert_about_ms(world.now_us, 3500);
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
	set_settle(MS(60000));
	assert_winner(1);
	assert_about_ms(scenario.first_requested_us, 3000);
}

static void offers_out_of_time_are_not_nothing(void **state)
{
	add_nics(3);
	serve(1, SERVER_SILENT, 0);
	serve(2, SERVER_SILENT, 0);
	scenario.options.timeout = MS(1000);
	set_settle(MS(60000));
	assert_result(-EIO);
	assert_reason(1, "offer, but no acknowledgement");
	assert_reason(2, "no time left for it");
}

/* The time may be over before a device is opened: it is not memory that was
 * missing then. */
static void a_race_without_time_says_so(void **state)
{
	unsigned int early, never_opened = 0;

	for (early = 1; early < 8; early++) {
		add_nics(2);
		world.idle_calls = WORLD_IDLE_CALLS - early;
		scenario.options.timeout = 1;
		scenario_run();
		assert_int_equal(printed("not enough memory"), 0);
		never_opened += printed("no time left for it") > 0;
		end_world(state);
		empty_world(state);
	}
	assert_true(never_opened);
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
	set_rounds(7);
	assert_result(-ETIMEDOUT);
	assert_int_equal(printed("Nothing booted in round"), 6);
	/* 1 + 2 + 4 + 8 + 16 + 30, give or take an eighth. */
	assert_in_range(world.now_us / US_PER_SEC, 7 + 53, 7 + 70);
}

/* The first Ctrl-C ends what goes on, here a pause, and the next round begins. */
static void ctrl_c_ends_a_pause(void **state)
{
	add_nics(1);
	set_rounds(2);
	scenario.options.timeout = MS(100);
	world_key(400 * US_PER_MS, CTRL_C);
	assert_result(-ETIMEDOUT);
	assert_int_equal(nic(0)->nic.opens, 2);
	assert_about_ms(world.now_us, 500);
	end_world(state);
	empty_world(state);
	/* The second one ends the command. */
	add_nics(1);
	set_rounds(2);
	scenario.options.timeout = MS(100);
	world_key(400 * US_PER_MS, CTRL_C);
	world_key(400 * US_PER_MS, CTRL_C);
	assert_result(-ECANCELED);
	assert_int_equal(nic(0)->nic.opens, 1);
}

/* One that names nothing has to be asked on port 4011, which the firmware does. */
static void a_proxy_may_name_nothing(void **state)
{
	add_nics(1);
	serve(0, SERVER_NO_FILE, 0);
	serve(0, SERVER_PROXY, 10)->file_in_ack_only = 1;
	assert_winner(0);
	assert_int_equal(printed("net0: proxyDHCP offer from 10.0.1.1: PXE boot "
				 "server\n"), 1);
	assert_int_equal(firmware.boots, 0);
	assert_int_equal(firmware.commands, 1);
}

static void a_later_round_may_boot(void **state)
{
	add_nics(1);
	nic(0)->nic.toggle_count = 2;
	nic(0)->nic.toggles_us[0] = 0;
	nic(0)->nic.toggles_us[1] = 4 * US_PER_SEC;
	serve(0, SERVER_GOOD, 1);
	scenario.options.timeout = MS(1000);
	set_rounds(5);
	assert_winner(0);
}

static void for_ever_is_until_cancelled(void **state)
{
	add_nics(1);
	scenario.options.timeout = MS(1000);
	set_rounds(0);
	world_key(300 * US_PER_SEC, CTRL_C);
	world_key(300 * US_PER_SEC + 500 * US_PER_MS, CTRL_C);
	assert_result(-ECANCELED);
	assert_true(printed("Nothing booted in round") > 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_with_a_file_wins),
		TEST(ties_go_to_the_first_listed),
		TEST(the_order_is_that_of_the_names),
		TEST(settle_waits_for_the_preferred),
		TEST(settle_ends),
		TEST(of_equal_servers_the_first_listed_wins),
		TEST(settle_0_waits_for_nobody),
		TEST(equal_servers_are_not_waited_for_long),
		TEST(without_a_link_nobody_is_waited_for),
		TEST(settle_needs_somebody_to_wait_for),
		TEST(a_late_offer_counts),
		TEST(a_double_offer_is_one),
		TEST(a_proxy_makes_a_lease_bootable),
		TEST(a_proxy_has_two_seconds_to_be_first),
		TEST(nobody_waits_for_a_proxy_that_is_not_there),
		TEST(a_proxy_alone_is_no_lease),
		TEST(a_menu_is_left_to_autoboot),
		TEST(a_root_path_is_left_to_sanboot),
		TEST(a_proxys_root_path_is_the_proxys),
		TEST(no_san_is_said),
		TEST(a_root_path_beside_a_file_is_hooked),
		TEST(a_server_may_have_more_offers),
		TEST(many_poor_offers_keep_no_good_one_out),
		TEST(a_refusal_is_the_servers_own),
		TEST(one_proxy_is_enough),
		TEST(a_refusal_asks_again),
		TEST(after_a_refusal_the_other_offer_is_taken),
		TEST(six_refusals_are_enough),
		TEST(refused_machines_part),
		TEST(discovers_keep_their_pace),
		TEST(discovers_of_two_nics_part),
		TEST(requests_keep_their_pace),
		TEST(a_silent_server_loses_to_the_next_offer),
		TEST(a_late_request_has_its_time),
		TEST(what_failed_goes_after_what_was_not_tried),
		TEST(many_silent_servers_have_a_second_each),
		TEST(what_failed_is_tried_again),
		TEST(the_same_card_has_another_server),
		TEST(the_last_of_four_servers_has_its_turn),
		TEST(an_acknowledgement_is_the_servers_own),
		TEST(an_acknowledgement_has_an_address),
		TEST(a_flood_of_offers_ends),
		TEST(a_flapping_link_does_not_hold_up_others),
		TEST(a_link_may_be_lost_so_often),
		TEST(links_may_be_down_that_long),
		TEST(by_default_links_have_the_whole_race),
		TEST(silence_has_a_limit),
		TEST(by_default_silence_ends_after_15_s),
		TEST(the_round_has_a_limit),
		TEST(the_last_offer_gets_a_chance),
		TEST(offers_out_of_time_are_not_nothing),
		TEST(a_race_without_time_says_so),
		TEST(downloads_do_not_count),
		TEST(rounds_pause_longer_and_longer),
		TEST(ctrl_c_ends_a_pause),
		TEST(a_proxy_may_name_nothing),
		TEST(a_later_round_may_boot),
		TEST(for_ever_is_until_cancelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
