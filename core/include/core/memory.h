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

/* Addresses [start,end). */
struct memory_region {
	uint64_t start;
	uint64_t end;
};

/* Fills in usable memory above 1 MiB that is not ours: ascending, not
 * overlapping, and within what the processor can address as we run. Returns the
 * number of regions filled in, at most max. */
unsigned int platform_memmap(struct memory_region *regions, unsigned int max);

/* Tells which memory malloc() may use. */
void platform_heap(void **start, size_t *len);

/* Overwrites what malloc() has ever handed out, which may hold passwords, before
 * the machine gets into other hands. Nothing of it may be used afterwards. */
void memory_wipe(void);

/* Returns all memory that the machine has, in bytes (for the setting memsize). */
uint64_t platform_memsize(void);

#endif /* CORE_MEMORY_H */
