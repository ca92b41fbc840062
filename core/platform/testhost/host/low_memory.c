/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Takes memory from the host for a machine whose kernels have to be placed
 * below 4 GiB. */

#define _GNU_SOURCE
#include <sys/mman.h>
#include "../testhost.h"

void *host_low_memory(size_t len)
{
	void *start = mmap(NULL, len, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT |
			   MAP_NORESERVE, -1, 0);

	return start == MAP_FAILED ? NULL : start;
}
