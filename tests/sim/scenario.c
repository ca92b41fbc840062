/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A world from a seed. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <ipxe/keys.h>
#include <ipxe/timer.h>
#include "firmware.h"
#include "scenario.h"

struct scenario scenario;

static unsigned long ms_to_ticks(unsigned int ms)
{
	return (unsigned long)ms * TICKS_PER_SEC / 1000;
}

/* --- piece by piece */

struct sim_nic *scenario_add_nic(void)
{
	unsigned int index = scenario.nic_count++;
	struct sim_nic *nic = &scenario.nics[index];

	nic_add(&nic->nic, index);
	nic->nic.user = nic;
	nic->nic.on_tx = servers_rx;
	nic->nic.on_rx = queue_has;
	nic->nic.on_poll = servers_poll;
	nic->nic.on_stack = check_stack;
	nic->first_bootable_us = WORLD_NEVER;
	nic->takes_part = 1;
	nic->rank = index;
	nic->hears = -1;
	return nic;
}

struct server *scenario_add_server(struct sim_nic *nic, enum server_kind kind,
				   unsigned int delay_ms)
{
	unsigned int index = nic->server_count++;
	struct server *server = &nic->servers[index];

	server->kind = kind;
	server->addr = 0x0a000001 | nic->nic.index << 16 | index << 8;
	server->delay_ms = delay_ms;
	return server;
}

void set_rounds(unsigned int rounds)
{
	scenario.options.rounds.given = 1;
	scenario.options.rounds.value = rounds;
}

void set_settle(unsigned long ticks)
{
	scenario.options.settle.given = 1;
	scenario.options.settle.value = ticks;
}

/* --- servers */

static enum server_kind random_kind(void)
{
	static const enum server_kind rare[] = {
		SERVER_PROXY, SERVER_MENU, SERVER_SAN, SERVER_SILENT,
		SERVER_NAK, SERVER_FLOOD,
	};

	if (world_chance(40))
		return SERVER_GOOD;
	if (scenario.calm || world_chance(40))
		return SERVER_NO_FILE;
	return rare[world_below(sizeof(rare) / sizeof(rare[0]))];
}

static int random_boot_rc(void)
{
	static const int errors[] = {
		-ENOENT, -ETIMEDOUT, -ENOEXEC, -EIO, -ECONNRESET, -ECANCELED,
	};

	if (world_chance(scenario.calm ? 85 : 60))
		return 0;
	/* The last one counts as a key. */
	if (!scenario.cancels)
		return errors[world_below(sizeof(errors) / sizeof(errors[0]) -
					  1)];
	return errors[world_below(sizeof(errors) / sizeof(errors[0]))];
}

static void make_server(struct sim_nic *nic)
{
	enum server_kind kind = random_kind();
	unsigned int delay_ms = world_chance(70) ? world_below(30) :
				world_below(5000);
	struct server *server = scenario_add_server(nic, kind, delay_ms);

	server->file_in_option = world_chance(50);
	server->file_in_offer_only = world_chance(10);
	server->file_in_ack_only = server->kind == SERVER_GOOD &&
				   !server->file_in_offer_only &&
				   world_chance(5);
	server->priority_tagged = world_chance(10);
	if (server->kind == SERVER_GOOD && !server->file_in_ack_only &&
	    world_chance(10))
		server->bootp = world_between(BOOTP_BARE, BOOTP_IDENTIFIED);
	if (server->bootp == BOOTP_BARE)
		server->file_in_option = 0;
	server->boot_rc = random_boot_rc();
	if (server->kind == SERVER_NAK)
		server->naks = world_between(1, 4);
	if (!scenario.calm && world_chance(30))
		server->jitter_ms = world_below(2000);
	if (world_chance(40)) {
		server->log_server = (server->addr & ~0xffU) + 7;
		if (world_chance(50))
			server->log_server = 0xc0a80007;
		if (world_chance(70))
			server->router = server->addr;
	}
}

/* --- cards */

static void make_trouble(struct sim_nic *nic)
{
	uint64_t at = 0;
	unsigned int i;

	if (world_chance(10))
		nic->nic.open_rc = world_chance(50) ? -EIO : -ENOMEM;
	if (world_chance(20))
		nic->loss_percent = world_between(1, 60);
	if (world_chance(20))
		nic->dup_percent = world_between(1, 100);
	if (world_chance(20))
		nic->noise = world_between(1, 80);
	if (world_chance(5))
		nic->nic.tx_rc = -EIO;
	if (world_chance(5))
		nic->nic.tx_fail_percent = world_between(1, 90);
	if (world_chance(5))
		nic->rogue_switch = 1;
	if (world_chance(15)) {
		nic->block = world_between(BLOCK_STP, BLOCK_LACP);
		nic->block_us = world_between(1, 60) * US_PER_SEC;
	}
	if (!world_chance(15))
		return;
	nic->nic.toggle_count = world_between(1, NIC_TOGGLES_MAX);
	for (i = 0; i < nic->nic.toggle_count; i++) {
		at += world_between(300, world_chance(50) ? 1000 : 9000) *
		      US_PER_MS;
		nic->nic.toggles_us[i] = at;
	}
}

static void make_nic(unsigned int dead_percent)
{
	struct sim_nic *nic = scenario_add_nic();
	unsigned int index = nic->nic.index;
	unsigned int count, i;

	if (world_chance(20))
		nic->nic.link_delay_us = world_chance(50) ? WORLD_NEVER :
					 world_below(9000) * US_PER_MS;
	if (!scenario.calm)
		make_trouble(nic);
	if (!scenario.calm)
		nic->arp = world_below(ARP_KINDS);
	if (index && world_chance(20))
		nic->hears = world_below(index);
	if (world_chance(dead_percent))
		return;
	count = world_chance(80) ? 1 : world_between(2, SCENARIO_SERVERS_MAX);
	for (i = 0; i < count; i++)
		make_server(nic);
}

static unsigned int random_nic_count(void)
{
	if (world_chance(60))
		return world_between(1, 6);
	if (world_chance(80))
		return world_between(7, 20);
	return world_between(21, SCENARIO_NICS_MAX);
}

/* --- the command */

static void make_names(void)
{
	unsigned int i, index;

	for (i = 0; i < scenario.nic_count; i++)
		scenario.nics[i].takes_part = 0;
	scenario.name_count = world_between(1, scenario.nic_count);
	for (i = 0; i < scenario.name_count; i++) {
		/* Some are named twice. */
		index = world_below(scenario.nic_count);
		scenario.names[i] = scenario.nics[index].nic.netdev->name;
		if (scenario.nics[index].takes_part)
			continue;
		scenario.nics[index].takes_part = 1;
		scenario.nics[index].rank = i;
	}
}

static void make_exclude(void)
{
	unsigned int i;
	size_t used = 0;

	for (i = 0; i < scenario.nic_count; i++) {
		if (!world_chance(20))
			continue;
		used += snprintf(scenario.exclude + used,
				 sizeof(scenario.exclude) - used, "%s%s",
				 used ? "," : "",
				 scenario.nics[i].nic.netdev->name);
		scenario.nics[i].takes_part = 0;
	}
	if (used)
		scenario.options.exclude = scenario.exclude;
}

static void make_options(void)
{
	struct multiboot_options *options = &scenario.options;

	options->in_turn = world_chance(20);
	options->probe = world_chance(10);
	options->quiet = world_chance(10);
	if (world_chance(25))
		set_settle(ms_to_ticks(world_between(50, 6000)));
	else if (world_chance(10))
		set_settle(0);
	if (world_chance(20))
		options->link_timeout = ms_to_ticks(world_between(500, 20000));
	if (world_chance(20))
		options->dhcp_timeout = ms_to_ticks(world_between(500, 30000));
	if (world_chance(30))
		options->timeout = ms_to_ticks(world_between(1000, 90000));
	if (world_chance(20))
		set_rounds(world_between(1, 4));
	if (world_chance(30))
		make_names();
	if (world_chance(20))
		make_exclude();
}

static void make_keys(void)
{
	struct multiboot_options *options = &scenario.options;
	unsigned int count = world_between(1, 3);
	uint64_t at = 0;

	for (; count; count--) {
		at += world_below(12000) * US_PER_MS;
		world_key(at, world_chance(80) ? CTRL_C : 'x');
	}
	/* For ever means until somebody ends it. */
	if (world_chance(30))
		set_rounds(0);
	if (!options->rounds.given || options->rounds.value)
		return;
	at += world_below(200) * US_PER_SEC;
	world_key(at, CTRL_C);
	world_key(at + 300 * US_PER_MS, CTRL_C);
}

static void make_machine(void)
{
	static const unsigned int steps[] = { 1, 1, 32, 56 };

	world.tick_step = steps[world_below(4)];
	world.quantum_us = world_between(5, 55) * US_PER_MS;
	/* The clock of a machine that has been up for long wraps. */
	if (world_chance(20))
		world.first_tick = -(unsigned long)world_below(40000);
}

static void describe_nic(const struct sim_nic *nic)
{
	static const char *const kinds[SERVER_KINDS] = {
		"good", "no file", "proxy", "menu", "SAN", "silent", "NAK",
		"flood",
	};
	unsigned int i;

	world_event("net%d: rank %d%s, open %d, link after %ld ms, "
		    "%d changes, loss %d, noise %d, block %d for %ld ms%s",
		    nic->nic.index, nic->rank, nic->takes_part ? "" : " (out)",
		    -nic->nic.open_rc >> 24,
		    (long)(nic->nic.link_delay_us / US_PER_MS),
		    nic->nic.toggle_count, nic->loss_percent, nic->noise,
		    nic->block, (long)(nic->block_us / US_PER_MS),
		    nic->rogue_switch ? ", rogue switch" : "");
	for (i = 0; i < nic->server_count; i++)
		world_event("  %s after %d to %d ms, boot %d",
			    kinds[nic->servers[i].kind],
			    nic->servers[i].delay_ms,
			    nic->servers[i].delay_ms +
			    nic->servers[i].jitter_ms,
			    -nic->servers[i].boot_rc >> 24);
}

/* Describes the world for the log, and so that different worlds have different
 * hashes. */
static void describe(void)
{
	const struct multiboot_options *options = &scenario.options;
	unsigned int i;

	world_event("%s%s%ssettle %d, link %ld, dhcp %ld, timeout %ld, "
		    "rounds %d; memory for %d cards",
		    options->in_turn ? "in turn, " : "",
		    options->probe ? "probe, " : "",
		    options->quiet ? "quiet, " : "",
		    options->settle.given ? (int)options->settle.value : -1,
		    options->link_timeout, options->dhcp_timeout,
		    options->timeout,
		    options->rounds.given ? (int)options->rounds.value : -1,
		    nic_memory);
	for (i = 0; i < scenario.nic_count; i++)
		describe_nic(&scenario.nics[i]);
}

void scenario_start(uint64_t seed)
{
	world_reset(seed);
	memset(&scenario, 0, sizeof(scenario));
	memset(&firmware, 0, sizeof(firmware));
	firmware.boot = check_boot;
	firmware.command = check_command;
	nic_open_count = nic_open_most = nic_memory = 0;
	nic_script = 0;
	scenario.seed = seed;
}

/* Some cards with servers that are equal except for some jitter, and what else
 * is there. */
void scenario_make_equal(uint64_t seed)
{
	unsigned int delay_ms, count, i;
	struct server *server;

	scenario_start(seed);
	scenario.calm = 1;
	make_machine();
	world.quantum_us = world_between(50, 4000);
	count = world_between(2, 8);
	delay_ms = world_chance(70) ? world_below(100) : world_below(4000);
	for (i = 0; i < count; i++) {
		scenario_add_nic();
		if (world_chance(20) && i < count - 2)
			continue;
		server = scenario_add_server(&scenario.nics[i], SERVER_GOOD,
					     delay_ms);
		server->jitter_ms = EQUAL_JITTER_MS + 1;
		server->quick_ack = 1;
	}
	srandom(seed);
	describe();
}

void scenario_make(uint64_t seed)
{
	unsigned int dead_percent, nic_count, i;

	scenario_start(seed);
	scenario.calm = world_chance(40);
	scenario.cancels = world_chance(10);
	nic_count = random_nic_count();
	scenario.command_rc = world_chance(50) ? 0 : -ENOEXEC;
	dead_percent = world_below(100);
	make_machine();
	for (i = 0; i < nic_count; i++)
		make_nic(dead_percent);
	/* Adding cards stirred the core's random(). */
	srandom(seed);
	make_options();
	if (!scenario.calm && world_chance(15))
		nic_memory = world_between(1, scenario.nic_count);
	if (!scenario.calm && world_chance(15))
		make_keys();
	if (!scenario.calm && world_chance(10)) {
		world.fail_permille = world_between(1, 200);
	} else if (!scenario.calm && world_chance(10)) {
		world.fail_at = world.allocated + world_between(1, 300);
	}
	scenario.starved = world.fail_at || world.fail_permille;
	describe();
}

void scenario_remove(void)
{
	unsigned int i;

	for (i = 0; i < scenario.nic_count; i++)
		nic_remove(&scenario.nics[i].nic);
	scenario.nic_count = 0;
}
