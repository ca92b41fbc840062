/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The race in virtual time: the product's own objects in thousands of random
 * worlds, each made from a seed. A world in which something that has to hold
 * does not is reported with the command that replays it.
 *
 *   sim [-v] COUNT [SEED]
 *
 * -v prints all that happens. SEED is that of the first world.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../../core/platform/testhost/host/host.h"
#include "scenario.h"

/* Every so many worlds are run twice and have to go the same way. */
#define TWICE 8
/* At least that share of them has a card that must boot, or the worlds are
 * not what they are meant to be. */
#define MUST_PERCENT 10

int main(int argc, char **argv);

static char line[512];

#define say(...) \
	host_write(line, snprintf(line, sizeof(line), __VA_ARGS__))

static void broken(const char *text)
{
	say("\nseed %ld: %s\n  replay: make sim SEEDS=1 SEED=%ld V=1\n",
	    (long)scenario.seed, text, (long)scenario.seed);
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

int main(int argc, char **argv)
{
	unsigned int must = 0, booted = 0, unused = 0;
	unsigned long count, seed, i;
	uint64_t hash;

	world_broken = broken;
	if (argc > 1 && strcmp(argv[1], "-v") == 0) {
		world_log = 1;
		argv++;
		argc--;
	}
	count = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
	seed = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
	for (i = 0; i < count; i++) {
		hash = run(seed + i, &must, &booted);
		if (i % TWICE == 0)
			world_check(run(seed + i, &unused, &unused) == hash,
				    "the same seed went another way");
	}
	say("sim: %ld worlds from seed %ld on, %d booted, %d had to\n",
	    (long)count, (long)seed, (int)booted, (int)must);
	if (count >= 1000 && must < count * MUST_PERCENT / 100) {
		say("sim: too few worlds in which one has to boot\n");
		return 1;
	}
	return 0;
}
