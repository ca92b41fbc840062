/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Takes memory from the kernel, with a mapping for each block. */

#define _GNU_SOURCE
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>
#include "map.h"

size_t host_map_round(size_t len)
{
	size_t page = sysconf(_SC_PAGESIZE);

	if (len > SIZE_MAX - page)
		return 0;
	return len ? (len + page - 1) & ~(page - 1) : page;
}

/* Returns the address of a mapping, or NULL if there is none. */
static void *or_null(void *start)
{
	return start == MAP_FAILED ? NULL : start;
}

void *host_map(size_t len)
{
	return or_null(mmap(NULL, len, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

void *host_remap(void *old, size_t old_len, size_t len)
{
	return or_null(mremap(old, old_len, len, MREMAP_MAYMOVE));
}

void host_unmap(void *start, size_t len)
{
	munmap(start, len);
}
