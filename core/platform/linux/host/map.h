/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_HOST_MAP_H
#define LINUX_HOST_MAP_H

#include <stddef.h>

/* Returns the length of the pages that hold len bytes, at least one page, or 0
 * if that is more than there can be. All other functions here take only lengths
 * that this one has returned. */
size_t host_map_round(size_t len);
/* Returns memory that is all zero, or NULL when there is not enough. */
void *host_map(size_t len);
/* Makes memory longer or shorter, which may move it. Returns its new address,
 * or NULL with the memory as it was. */
void *host_remap(void *old, size_t old_len, size_t len);
/* Gives memory back to the kernel. */
void host_unmap(void *start, size_t len);

#endif /* LINUX_HOST_MAP_H */
