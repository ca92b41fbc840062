/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The race in virtual time: the product's own objects in thousands of random
 * worlds, each made from a seed. A world in which something that has to hold
 * does not is reported with the command that replays it.
 *
 *   sim [-v] COUNT [SEED]
 *   sim -e COUNT [SEED]
 *   sim -t
 *
 * -e makes worlds of equal servers, of which the same one has to win each time.
 * -v prints all that happens. SEED is that of the first world. -t prints the
 * product's table of states: the changes that it allows, then for each state
 * whether it is polled, its live line, and what its expiry is called.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../../core/platform/hosted/host/host.h"
#include "machine.h"
#include "scenario.h"

/* One in this many worlds is run twice, and both runs have to be equal. */
#define TWICE 8
/* With this many worlds or more, chance must have brought about all that can
 * happen: the share of worlds that MUST_PERCENT gives has a card that must
 * boot, and every change of state that the table allows was seen. */
#define MANY 1000
/* The least share of worlds with a card that must boot, in percent. */
#define MUST_PERCENT 10

int main(int argc, char **argv);

static char line[512];
/* All servers are equal in these worlds. */
static int equal;

#define say(...) \
	host_write(line, snprintf(line, sizeof(line), __VA_ARGS__))

static void broken(const char *text)
{
	say("\nseed %ld: %s\n  replay: make sim%s SEEDS=1 SEED=%ld V=1\n",
	    (long)scenario.seed, text, equal ? "-equal" : "",
	    (long)scenario.seed);
	host_exit(1);
}

/* Runs one world; returns the hash of all that happened. */
static uint64_t run(uint64_t seed, unsigned int *must, unsigned int *booted)
{
	uint64_t hash;
	int rc;

	scenario_make(seed);
	rc = scenario_run();
	*must += check_must_boot() != NULL;
	*booted += rc == 0;
	hash = world.hash;
	scenario_forget();
	scenario_remove();
	return hash;
}

static void print_table(void)
{
	unsigned int from, to;

	for (from = 0; from < MULTIBOOT_NUM_STATES; from++) {
		for (to = 0; to < MULTIBOOT_NUM_STATES; to++) {
			if (machine_allows(from, to))
				say("%s --> %s\n", machine_name(from),
				    machine_name(to));
		}
	}
	for (from = 0; from < MULTIBOOT_NUM_STATES; from++) {
		const struct multiboot_state_desc *desc = &multiboot_states[from];

		say("%s | %s | %s | %s\n", machine_name(from),
		    desc->poll ? "yes" : "no", desc->live ? desc->live : "",
		    desc->expiry ? desc->expiry : "");
	}
}

/* Changes of state that the table allows and nobody has seen. */
static unsigned int unseen_changes(void)
{
	unsigned int count = 0, from, to;

	for (from = 0; from < MULTIBOOT_NUM_STATES; from++) {
		for (to = 0; to < MULTIBOOT_NUM_STATES; to++) {
			if (!machine_allows(from, to) ||
			    machine_saw(from, to) || machine_is_rare(from, to))
				continue;
			say("sim: no contender went from %s to %s\n",
			    machine_name(from), machine_name(to));
			count++;
		}
	}
	return count;
}

/* Worlds of equal servers: the first listed that has one boots. */
static int run_equal(unsigned long count, unsigned long seed)
{
	struct sim_nic *first;
	unsigned long i;

	for (i = 0; i < count; i++) {
		scenario_make_equal(seed + i);
		for (first = scenario.nics; !first->server_count; first++)
			;
		scenario_run();
		world_check(scenario.booted == first,
			    "net%d won, not net%d, of equal servers",
			    scenario.booted ?
			    (int)scenario.booted->nic.index : -1,
			    (int)first->nic.index);
		scenario_forget();
		scenario_remove();
	}
	say("sim: %ld worlds of equal servers from seed %ld on, "
	    "always the same winner\n", (long)count, (long)seed);
	return 0;
}

int main(int argc, char **argv)
{
	unsigned int must = 0, booted = 0, unused = 0;
	unsigned long count, seed, i;
	uint64_t hash;

	world_broken = broken;
	if (argc > 1 && strcmp(argv[1], "-t") == 0) {
		print_table();
		return 0;
	}
	if (argc > 1 && strcmp(argv[1], "-e") == 0) {
		equal = 1;
		argv++;
		argc--;
	}
	if (argc > 1 && strcmp(argv[1], "-v") == 0) {
		world_log = 1;
		argv++;
		argc--;
	}
	count = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
	seed = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
	if (equal)
		return run_equal(count, seed);
	for (i = 0; i < count; i++) {
		hash = run(seed + i, &must, &booted);
		if (i % TWICE == 0)
			world_check(run(seed + i, &unused, &unused) == hash,
				    "the same seed went another way");
	}
	say("sim: %ld worlds from seed %ld on, %d booted, %d had to\n",
	    (long)count, (long)seed, (int)booted, (int)must);
	if (count >= MANY && must < count * MUST_PERCENT / 100) {
		say("sim: too few worlds in which one has to boot\n");
		return 1;
	}
	return count >= MANY && unseen_changes() ? 1 : 0;
}
