/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_MEMORY_H
#define CORE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

/*
 * Memory, as each platform implements it. A platform that is handed a map of
 * the machine's memory implements all of these and takes core/memory with it,
 * which makes malloc() and umalloc() of them. One whose firmware or host
 * allocates implements malloc() (<stdlib.h>), umalloc() (<ipxe/umalloc.h>) and
 * platform_memsize() itself.
 */

/* A range of addresses. */
struct memory_region {
	/* Its first address. */
	uint64_t start;
	/* The first address after it. */
	uint64_t end;
};

/* Fills in the usable memory above 1 MiB that is not ours, in ascending order,
 * without overlaps, and as far as we can address it. Returns the number of
 * regions filled in, at most max. */
unsigned int platform_memmap(struct memory_region *regions, unsigned int max);

/* Fills in which memory malloc() may use. */
void platform_heap(void **start, size_t *len);

/* Overwrites all that malloc() has ever handed out, as it may hold passwords
 * that the next owner of the machine shall not find. Nothing of it may be used
 * afterwards. */
void memory_wipe(void);

/* Returns how much memory the machine has, in bytes, for the setting
 * "memsize". */
uint64_t platform_memsize(void);

#endif /* CORE_MEMORY_H */
