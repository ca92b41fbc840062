/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_HOST_SAVE_H
#define LINUX_HOST_SAVE_H

#include <stddef.h>

/* Opens the folder for files that are kept, and makes it if it is not there.
 * Returns its absolute path, which the caller frees, or NULL after a message on
 * stderr. */
const char *host_save_folder(const char *path);
/* Writes a file into that folder. It takes the place of one with the same name,
 * which must not contain a slash. Returns 0, or -1 after a message on
 * stderr. */
int host_save(const char *name, const void *data, size_t len);

#endif /* LINUX_HOST_SAVE_H */
