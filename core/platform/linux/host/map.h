/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_HOST_MAP_H
#define LINUX_HOST_MAP_H

#include <stddef.h>

/* Memory in whole pages. Lengths are those that host_map_round() has given: up to
 * the next page, at least one; 0 if there is no such number. */
size_t host_map_round(size_t len);
/* NULL when there is none. */
void *host_map(size_t len);
/* Longer or shorter, maybe elsewhere. NULL: it is as it was. */
void *host_remap(void *old, size_t old_len, size_t len);
void host_unmap(void *start, size_t len);

#endif /* LINUX_HOST_MAP_H */
