/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_HOST_MAP_H
#define LINUX_HOST_MAP_H

#include <stddef.h>

/* Returns the length of the pages that hold len bytes, at least one page, or 0 if
 * that is more than there can be. The functions below take such lengths. */
size_t host_map_round(size_t len);
/* Returns memory that is all zero, or NULL when there is not enough. */
void *host_map(size_t len);
/* Makes a block longer or shorter, which may move it. Returns where it lies now,
 * or NULL, with the block as it was. */
void *host_remap(void *old, size_t old_len, size_t len);
void host_unmap(void *start, size_t len);

#endif /* LINUX_HOST_MAP_H */
