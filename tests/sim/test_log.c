/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Messages to the log servers that leases name: why nothing has booted. */

#include "rules.h"
#include <ipxe/keys.h>

/* Has a server's leases name a log server on its network. */
static struct server *logs(struct server *server)
{
	server->log_server = (server->addr & ~0xffU) + 7;
	return server;
}

/* Adds a server whose file is not there, and which names a log server. */
static struct server *fails(unsigned int index)
{
	struct server *server = logs(serve(index, SERVER_GOOD, 0));

	server->boot_rc = -ENOENT;
	return server;
}

static void each_lease_tells_its_log_server(void **state)
{
	add_nics(4);
	fails(0);
	logs(serve(1, SERVER_NO_FILE, 0));
	serve(2, SERVER_NO_FILE, 0);
	assert_result(-EIO);
	assert_int_equal(nic(0)->messages, 1);
	assert_int_equal(nic(1)->messages, 1);
	assert_int_equal(nic(2)->messages, 0);
	assert_int_equal(nic(3)->messages, 0);
	assert_int_equal(nic(0)->message_to, 0x0a000007);
	assert_int_equal(nic(1)->message_to, 0x0a010007);
	assert_int_equal(nic(0)->arps, 1);
	assert_string_equal(nic(0)->message,
			    "<27>10.0.0.100 multiboot: nothing booted"
			    " | net0 52:54:00:12:00:00 10.0.0.100 from 10.0.0.1"
			    " f0.0 -> file not found on 10.0.0.1"
			    " | net1 52:54:00:12:00:01 10.1.0.100 from 10.1.0.1"
			    " -> lease, nothing to boot"
			    " | net2 52:54:00:12:00:02 10.2.0.100 from 10.2.0.1"
			    " -> lease, nothing to boot"
			    " | net3 52:54:00:12:00:03 -> no offer");
}

/* All wait for their MAC addresses together. */
static void all_are_told_at_once(void **state)
{
	unsigned int i;

	add_nics(8);
	for (i = 0; i < 8; i++) {
		logs(serve(i, SERVER_NO_FILE, 0));
		nic(i)->arp = ARP_SECOND;
	}
	assert_result(-ENOENT);
	for (i = 0; i < 8; i++) {
		assert_int_equal(nic(i)->messages, 1);
		assert_int_equal(nic(i)->arps, 2);
		assert_in_range(nic(i)->message_us - nic(0)->message_us, 0,
				5 * US_PER_MS);
	}
}

static void quiet_tells_nobody(void **state)
{
	add_nics(2);
	fails(0);
	scenario.options.quiet = 1;
	assert_result(-EIO);
	assert_int_equal(nic(0)->messages, 0);
	assert_int_equal(nic(0)->arps, 0);
}

static void a_boot_tells_nobody(void **state)
{
	add_nics(2);
	fails(0);
	logs(serve(1, SERVER_GOOD, 100));
	assert_winner(1);
	assert_int_equal(nic(0)->messages + nic(1)->messages, 0);
	assert_int_equal(nic(0)->arps + nic(1)->arps, 0);
}

/* Without a log server nothing is asked for, nor waited for. */
static void no_option_no_message(void **state)
{
	uint64_t before;

	add_nics(2);
	serve(0, SERVER_NO_FILE, 0);
	assert_result(-ENOENT);
	assert_int_equal(nic(0)->arps + nic(0)->messages, 0);
	assert_true(world.now_us - world.printed_us < 2 * US_PER_MS);
	before = world.now_us;
	end_world(state);
	empty_world(state);
	add_nics(2);
	logs(serve(0, SERVER_NO_FILE, 0));
	assert_result(-ENOENT);
	assert_int_equal(nic(0)->messages, 1);
	assert_in_range(world.now_us, before + 1, before + 50 * US_PER_MS);
}

/* An offer that was not acknowledged is no lease, from which nothing is sent. */
static void an_offer_is_no_lease(void **state)
{
	add_nics(1);
	logs(serve(0, SERVER_SILENT, 0));
	assert_result(-EIO);
	assert_int_equal(nic(0)->arps + nic(0)->messages, 0);
}

static void a_bootp_lease_is_one(void **state)
{
	add_nics(1);
	fails(0)->bootp = BOOTP_IDENTIFIED;
	assert_result(-EIO);
	assert_int_equal(nic(0)->messages, 1);
}

static void a_message_goes_through_the_router(void **state)
{
	struct server *server;

	add_nics(2);
	server = fails(0);
	server->log_server = 0xc0a80909;
	server->router = 0x0a0000fe;
	/* Without a router there is no way. */
	fails(1)->log_server = 0xc0a80909;
	assert_result(-EIO);
	assert_int_equal(nic(0)->messages, 1);
	assert_int_equal(nic(0)->message_to, 0xc0a80909);
	assert_int_equal(nic(1)->messages, 0);
	assert_int_equal(nic(1)->arps, 0);
}

/* A log server that does not answer costs little, and changes nothing. */
static void silence_costs_little(void **state)
{
	add_nics(1);
	fails(0);
	nic(0)->arp = ARP_SILENT;
	assert_result(-EIO);
	assert_reason(0, "file not found on 10.0.0.1");
	assert_int_equal(nic(0)->messages, 0);
	assert_int_equal(nic(0)->arps, 3);
	assert_true(world.now_us - scenario.paused_us < 400 * US_PER_MS);
}

/* A machine that is slow to look at its devices does not wait longer for it. */
static void a_slow_machine_waits_no_longer(void **state)
{
	uint64_t took;
	unsigned int i;

	for (i = 0, took = 0; i < 2; i++) {
		empty_world(state);
		world.quantum_us = 50 * US_PER_MS;
		add_nics(1);
		fails(0);
		nic(0)->arp = i ? ARP_SILENT : ARP_ANSWER;
		assert_result(-EIO);
		took = world.now_us - took;
		end_world(state);
	}
	empty_world(state);
	assert_true(took < 500 * US_PER_MS);
}

static void strangers_are_not_told(void **state)
{
	add_nics(2);
	fails(0);
	fails(1);
	nic(0)->arp = ARP_HOSTILE;
	nic(1)->arp = ARP_BOTH;
	assert_result(-EIO);
	assert_int_equal(nic(0)->messages, 0);
	assert_int_equal(nic(0)->arps, 3);
	assert_int_equal(nic(1)->messages, 1);
	assert_int_equal(nic(1)->arps, 1);
}

/* In turn, one is open at a time for that as well, which each run checks. */
static void in_turn_as_well(void **state)
{
	add_nics(3);
	fails(0);
	logs(serve(1, SERVER_NO_FILE, 0));
	fails(2);
	scenario.options.in_turn = 1;
	assert_result(-EIO);
	assert_int_equal(nic(0)->messages, 1);
	assert_int_equal(nic(1)->messages, 1);
	assert_int_equal(nic(2)->messages, 1);
	/* The last one was not closed before. */
	assert_int_equal(nic(0)->nic.opens, 2);
	assert_int_equal(nic(2)->nic.opens, 1);
}

static void a_run_of_rounds_tells_once(void **state)
{
	add_nics(2);
	fails(0);
	set_rounds(3);
	assert_result(-EIO);
	assert_int_equal(nic(0)->servers[0].acked, 3);
	assert_int_equal(nic(0)->messages, 1);
}

/* Boots as ever, and takes the server away then. */
static int boot_and_lose(const char *uri)
{
	int rc = check_boot(uri);

	nic(0)->server_count = 0;
	return rc;
}

/* The lease of an earlier round counts no more. */
static void an_old_lease_is_none(void **state)
{
	add_nics(1);
	fails(0);
	set_rounds(2);
	firmware.boot = boot_and_lose;
	assert_result(-EIO);
	assert_reason(0, "no offer");
	assert_int_equal(nic(0)->arps, 0);
}

/* A device with a lease stays open until all is known: its link may need seconds. */
static void its_link_is_kept(void **state)
{
	add_nics(3);
	fails(0);
	nic(0)->nic.link_delay_us = 3 * US_PER_SEC;
	assert_result(-EIO);
	assert_int_equal(nic(0)->nic.opens, 1);
	assert_int_equal(nic(1)->nic.opens, 2);
	assert_int_equal(nic(0)->messages, 1);
	assert_false(netdev_is_open(nic(0)->nic.netdev));
}

/* But not while another one boots, after which it is opened again. */
static void the_next_winner_boots_alone(void **state)
{
	add_nics(2);
	fails(0);
	fails(1)->delay_ms = 100;
	assert_result(-EIO);
	assert_int_equal(nic(0)->nic.opens, 2);
	assert_int_equal(nic(0)->messages, 1);
	assert_int_equal(nic(1)->messages, 1);
}

/* Nor where another one needs the memory. */
static void memory_is_given_back(void **state)
{
	add_nics(2);
	fails(0);
	serve(1, SERVER_GOOD, 0);
	nic_memory = 1;
	assert_winner(1);
}

/* What does not fit into a message is left out from the end, a whole NIC at a
 * time. */
static void a_message_is_cut_at_a_row(void **state)
{
	const char *last;
	unsigned int i;

	add_nics(40);
	logs(serve(0, SERVER_NO_FILE, 0));
	for (i = 1; i < 40; i++)
		serve(i, SERVER_NO_FILE, 0);
	assert_result(-ENOENT);
	assert_in_range(strlen(nic(0)->message), 920, 1024);
	last = strrchr(nic(0)->message, '|');
	assert_non_null(strstr(last, " -> lease, nothing to boot"));
	assert_string_equal(strstr(last, " -> "), " -> lease, nothing to boot");
}

static void passwords_are_hidden(void **state)
{
	struct server *server;

	add_nics(2);
	fails(0);
	server = serve(1, SERVER_SILENT, 0);
	server->file = "http://me:secret@10.0.0.9/\x1b[2J";
	assert_result(-EIO);
	assert_int_equal(nic(0)->messages, 1);
	assert_non_null(strstr(nic(0)->message, "http://me:***@10.0.0.9/?[2J"));
	assert_null(strstr(nic(0)->message, "secret"));
}

static void a_vlan_has_a_message_of_its_own(void **state)
{
	static char vlans[] = "20,30";

	add_nics(1);
	scenario.options.vlans = vlans;
	logs(serve(0, SERVER_NO_FILE, 0))->vlan = 20;
	logs(serve(0, SERVER_NO_FILE, 0))->vlan = 30;
	nic(0)->arp = ARP_BOTH;
	assert_result(-ENOENT);
	assert_int_equal(nic(0)->messages, 2);
	assert_int_not_equal(nic(0)->message_vlan, 0);
}

/* One who gives up is told about as well. */
static void a_race_that_is_cancelled_tells(void **state)
{
	add_nics(1);
	logs(serve(0, SERVER_NO_FILE, 0));
	world_key(5 * US_PER_SEC, CTRL_C);
	world_key(5 * US_PER_SEC + 100 * US_PER_MS, CTRL_C);
	assert_result(-ECANCELED);
	assert_int_equal(nic(0)->messages, 1);
	assert_non_null(strstr(nic(0)->message, "-> cancelled"));
}

/* A device that cannot send keeps nobody waiting, and changes nothing. */
static void trouble_changes_nothing(void **state)
{
	unsigned int i;

	for (i = 0; i < 2; i++) {
		empty_world(state);
		add_nics(2);
		logs(serve(0, SERVER_NO_FILE, 0));
		serve(1, SERVER_NO_FILE, 0);
		if (i)
			nic(0)->nic.tx_fail_percent = 30;
		nic(0)->arp = ARP_SILENT;
		assert_result(-ENOENT);
		assert_reason(0, "lease, nothing to boot");
		assert_reason(1, "lease, nothing to boot");
		end_world(state);
	}
	empty_world(state);
}

/* Nor does memory that is lacking, wherever it is. */
static void memory_may_lack(void **state)
{
	unsigned int i, told = 0;

	for (i = 1; i < 80; i++) {
		empty_world(state);
		add_nics(1);
		fails(0);
		scenario.starved = 1;
		world.fail_at = world.allocated + i;
		assert_int_not_equal(scenario_run(), 0);
		told += nic(0)->messages;
		end_world(state);
	}
	empty_world(state);
	assert_in_range(told, 20, 78);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_lease_tells_its_log_server),
		TEST(all_are_told_at_once),
		TEST(quiet_tells_nobody),
		TEST(a_boot_tells_nobody),
		TEST(no_option_no_message),
		TEST(an_offer_is_no_lease),
		TEST(a_bootp_lease_is_one),
		TEST(a_message_goes_through_the_router),
		TEST(silence_costs_little),
		TEST(a_slow_machine_waits_no_longer),
		TEST(strangers_are_not_told),
		TEST(in_turn_as_well),
		TEST(a_run_of_rounds_tells_once),
		TEST(an_old_lease_is_none),
		TEST(its_link_is_kept),
		TEST(the_next_winner_boots_alone),
		TEST(memory_is_given_back),
		TEST(a_message_is_cut_at_a_row),
		TEST(passwords_are_hidden),
		TEST(a_vlan_has_a_message_of_its_own),
		TEST(a_race_that_is_cancelled_tells),
		TEST(trouble_changes_nothing),
		TEST(memory_may_lack),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
