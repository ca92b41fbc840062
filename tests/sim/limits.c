/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The limits of a run, and what has to happen within them: when it is over at
 * the latest, and whether a card is there that can boot. */

#include <errno.h>
#include <ipxe/timer.h>
#include "limits.h"

uint64_t ticks_to_us(unsigned long ticks)
{
	return ticks * US_PER_SEC / TICKS_PER_SEC;
}

/* Cards the command counts: those named (once each), or all. */
static unsigned int contenders(void)
{
	unsigned int count = 0, i, j;

	if (!scenario.name_count)
		return scenario.nic_count;
	for (i = 0; i < scenario.name_count; i++) {
		for (j = 0; j < i; j++) {
			if (scenario.names[j] == scenario.names[i])
				break;
		}
		count += j == i;
	}
	return count;
}

uint64_t round_us(void)
{
	if (scenario.options.timeout)
		return ticks_to_us(scenario.options.timeout);
	return scenario.options.in_turn ? contenders() * ROUND_US : ROUND_US;
}

uint64_t link_us(void)
{
	if (scenario.options.link_timeout)
		return ticks_to_us(scenario.options.link_timeout);
	return scenario.options.in_turn ? LINK_IN_TURN_US : round_us();
}

uint64_t dhcp_us(void)
{
	return scenario.options.dhcp_timeout ?
	       ticks_to_us(scenario.options.dhcp_timeout) : DHCP_US;
}

/* Returns how long the race waits for preferred cards, or 0 for the default,
 * which is within the slack. */
uint64_t settle_us(void)
{
	return scenario.options.settle.given ?
	       ticks_to_us(scenario.options.settle.value) : 0;
}

uint64_t slack_us(unsigned int sweeps)
{
	unsigned int looks = 1 + scenario.nic_count * 8 / 64;

	return sweeps * looks * world.quantum_us + 300 * US_PER_MS;
}

uint64_t check_bound_us(void)
{
	unsigned int rounds = scenario.options.rounds.given ?
			      scenario.options.rounds.value : 1;
	uint64_t round = round_us() + 2 * REQUEST_US;
	struct sim_nic *nic;

	for_each_nic(nic) {
		if ((nic->block != BLOCK_NONE || nic->rogue_switch) &&
		    !scenario.options.timeout && !scenario.options.in_turn)
			round = ROUND_BLOCKED_US + 2 * REQUEST_US;
	}

	/* Cards that had to wait for memory have as much time as the others. */
	if (nic_memory && !scenario.options.timeout)
		round += scenario.nic_count * ROUND_US;

	/* Log servers are told at the end, in turn one after another. */
	round += slack_us(20) * (scenario.options.in_turn ?
				 scenario.nic_count : 1);

	/* A boot moves this on by what it takes, and by one more chance. */
	if (rounds)
		return rounds * round + (rounds - 1) * PAUSE_US +
		       slack_us(20 * rounds);
	return world.keys[world.key_count - 1].at_us + slack_us(20);
}

/* --- "if a NIC can boot within the limits, one boots" */

/* Returns how long a card may keep the others from requesting: each of its
 * offers may go unanswered for as long as a request may take. */
static uint64_t stall_us(const struct sim_nic *nic)
{
	uint64_t stall = 0;
	unsigned int i;

	if (nic->nic.toggle_count)
		stall += nic->nic.toggles_us[nic->nic.toggle_count - 1];
	for (i = 0; i < nic->server_count; i++) {
		const struct server *server = &nic->servers[i];

		if (server->kind == SERVER_NO_FILE)
			continue;
		/* One that does as it should is through at once. */
		if (server->kind == SERVER_GOOD && !server->file_in_ack_only &&
		    !nic->loss_percent &&
		    !nic->nic.tx_fail_percent && !nic->nic.tx_rc &&
		    server->delay_ms + server->jitter_ms < 3000) {
			stall += (server->delay_ms + server->jitter_ms) *
				 US_PER_MS + slack_us(4);
			continue;
		}
		stall += REQUEST_US;
		if (server->kind == SERVER_NAK ||
		    server->kind == SERVER_FLOOD)
			stall += 3 * REQUEST_US;
	}
	return stall;
}

/* Returns how long a card can keep the next one waiting when the cards take
 * turns. */
static uint64_t turn_us(const struct sim_nic *nic)
{
	uint64_t turn = link_us() + dhcp_us() + PROXY_US + stall_us(nic);

	/* Nor does a link that comes and goes, or a switch that says that the
	 * port is blocked, make it last for ever. */
	if (nic->nic.toggle_count || nic->block != BLOCK_NONE ||
	    nic->rogue_switch)
		turn += link_us() + dhcp_us() + REQUEST_US;
	return turn;
}

/* Returns how long the slowest of a card's servers takes for all of its
 * answers, or 0 if they are not all good. */
static uint64_t answers_after_us(const struct sim_nic *nic)
{
	uint64_t slowest = 0, limit = 3 * US_PER_SEC;
	int good = 0;
	unsigned int i;

	/* After an offer without a file, a file has to come in the window. */
	for (i = 0; i < nic->server_count; i++) {
		if (nic->servers[i].kind == SERVER_NO_FILE)
			limit = PROXY_US - slack_us(4);
	}
	if (limit > 3 * US_PER_SEC)
		return 0;

	for (i = 0; i < nic->server_count; i++) {
		const struct server *server = &nic->servers[i];
		uint64_t after = (server->delay_ms + server->jitter_ms + 1) *
				 US_PER_MS;

		if (server->kind == SERVER_NO_FILE)
			continue;
		if (server->kind != SERVER_GOOD || server->boot_rc != 0 ||
		    server->vlan ||
		    server->wrong_ack || server->empty_ack ||
		    server->file_in_ack_only ||
		    after > limit)
			return 0;
		good = 1;
		if (after > slowest)
			slowest = after;
	}
	return good ? slowest : 0;
}

static int is_sound(const struct sim_nic *nic)
{
	return nic->takes_part && !nic->nic.open_rc && !nic->nic.tx_rc &&
	       !nic->nic.tx_fail_percent && !nic->nic.toggle_count &&
	       !nic->loss_percent && !nic->rogue_switch &&
	       nic->nic.link_delay_us != WORLD_NEVER &&
	       nic->block == BLOCK_NONE;
}

/* Returns how long the race may wait for a link, which is not long if other
 * cards need the memory. */
static uint64_t link_patience_us(void)
{
	struct sim_nic *nic;
	int short_of_memory = nic_memory && nic_memory < scenario.nic_count;

	for_each_nic(nic)
		short_of_memory |= nic->nic.open_rc == -ENOMEM;
	if (short_of_memory && link_us() > LINK_IN_TURN_US)
		return LINK_IN_TURN_US;
	return link_us();
}

static int can_boot(const struct sim_nic *sure)
{
	uint64_t answer = answers_after_us(sure) + slack_us(4);
	uint64_t start = sure->nic.link_delay_us + answer +
			 settle_us() +
			 US_PER_SEC;
	uint64_t needs = start + answer;
	struct sim_nic *nic;

	if (!is_sound(sure) || !answers_after_us(sure) ||
	    link_patience_us() < sure->nic.link_delay_us + slack_us(4) ||
	    dhcp_us() < answer + US_PER_SEC)
		return 0;
	for_each_nic(nic) {
		if (nic == sure || !nic->takes_part)
			continue;
		/* Its boot fails: all is opened again. */
		needs += stall_us(nic);
		if (stall_us(nic))
			needs += start;
		if (scenario.options.in_turn && nic->rank < sure->rank)
			needs += turn_us(nic);
	}
	return needs < round_us();
}

/* Returns non-zero if a card is sure to be opened within the round although not
 * all cards can be open at once: those that are open make room for the others.
 * This only holds if the round has no limit of its own. */
static int has_its_turn(const struct sim_nic *sure)
{
	struct sim_nic *nic;

	if (scenario.options.timeout || sure->nic.link_delay_us > 4 * US_PER_SEC)
		return 0;
	for_each_nic(nic) {
		/* Ports that are blocked are never closed. */
		if (nic->takes_part && (nic->block != BLOCK_NONE ||
					nic->rogue_switch ||
					nic->nic.toggle_count ||
					stall_us(nic) > REQUEST_US))
			return 0;
	}
	return link_us() >= ROUND_US && dhcp_us() <= DHCP_US;
}

struct sim_nic *check_must_boot(void)
{
	unsigned int i, takes_part = 0;
	struct sim_nic *nic;

	for_each_nic(nic) {
		takes_part += nic->takes_part;
		/* Counts as a key. */
		for (i = 0; i < nic->server_count; i++) {
			if (nic->servers[i].boot_rc == -ECANCELED)
				return NULL;
		}
	}
	if (world.key_count || scenario.starved)
		return NULL;
	for_each_nic(nic) {
		if (nic_memory && nic_memory < takes_part && !has_its_turn(nic))
			continue;
		if (!nic->refused && can_boot(nic))
			return nic;
	}
	return NULL;
}
