/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTHOST_H
#define TESTHOST_H

#include <stddef.h>
#include <stdint.h>

/*
 * What a program on this host sets before core_main(): the hosted shell from
 * its command line, tests as they need it. No core header is needed for this
 * one, so that both sides of the platform can include it.
 */
struct testhost_file {
	const char *name;
	const void *data;
	size_t len;
};

#define TESTHOST_FILES 16

struct testhost_options {
	const char *command;	/* to run; NULL: the script, or a prompt */
	struct testhost_file script;
	struct testhost_file images[TESTHOST_FILES];	/* registered by name */
	unsigned int image_count;
	unsigned int nics;	/* simulated net devices */
	uint64_t nics_down;	/* bit n: netN has no link */
	uint64_t nics_broken;	/* bit n: netN cannot be opened */
	size_t memory;		/* external, bytes; 0: TESTHOST_MEMORY */
	int virtual_clock;	/* time passes only by looking at it */
	int endless;		/* rebooting and such fail (for fuzzers) */
	uint64_t virtual_time;	/* seconds since 1970, with that clock */
};

#define TESTHOST_MEMORY 0x10000000

extern struct testhost_options testhost_options;

/* malloc() fails when this many more calls were made; negative: never. */
extern long testhost_malloc_left;

/* Moves the virtual clock on. */
void testhost_clock_advance(unsigned long ticks);

#endif /* TESTHOST_H */
