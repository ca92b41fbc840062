/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTHOST_H
#define TESTHOST_H

#include "../hosted/hosted.h"

/*
 * The machine that the hosted shell and tests make up, besides what all hosted
 * platforms have (hosted_options).
 */
struct testhost_options {
	unsigned int nics;	/* simulated net devices */
	uint64_t nics_down;	/* bit n: netN has no link */
	uint64_t nics_broken;	/* bit n: netN cannot be opened */
	int endless;		/* rebooting and such fail (for fuzzers) */
};

extern struct testhost_options testhost_options;

/* malloc() fails when this many more calls were made; negative: never. */
extern long testhost_malloc_left;

/* Memory below 4 GiB for external RAM (host/low_memory.c); NULL when there is
 * none. */
void *host_low_memory(size_t len);

#endif /* TESTHOST_H */
