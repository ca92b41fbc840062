/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTHOST_H
#define TESTHOST_H

#include "../hosted/hosted.h"

/*
 * The machine that the hosted shell and tests make up, in addition to the
 * options that all hosted platforms have (hosted_options).
 */
struct testhost_options {
	unsigned int nics;	/* how many simulated net devices there are */
	uint64_t nics_down;	/* bit n: netN has no link */
	uint64_t nics_broken;	/* bit n: netN cannot be opened */
	int endless;		/* rebooting and such fail (for fuzzers) */
};

/* The options of this run. */
extern struct testhost_options testhost_options;

/* How many more allocations succeed until all fail, or a negative number if
 * none fails. Tests set it. */
extern long testhost_malloc_left;
/* Non-zero if only one allocation fails when testhost_malloc_left has come to 0,
 * which is then set to a negative number. Tests set it. */
extern int testhost_malloc_once;
/* How many allocated blocks have not been freed. */
extern long testhost_malloc_blocks;

/* Returns memory below 4 GiB that stands for the machine's RAM, or NULL if
 * there is none. */
void *host_low_memory(size_t len);

#endif /* TESTHOST_H */
