/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_KEEP_H
#define LINUX_KEEP_H

#include <stddef.h>

struct image;

/* The size of a buffer that holds the name of any file that is kept. */
#define KEPT_NAME_MAX 100

/* Makes a file name of letters, digits and ".-_+", at most len - 1 of them, out
 * of whatever a server calls a file. */
void safe_name(char *name, size_t len, const char *text);
/* Returns the name under which an image's file was kept in the folder of
 * --fetch, or NULL if it was not. */
const char *kept_name(const struct image *image);
/* Keeps bytes that belong to no image. Returns the name of the file, which is
 * valid until keep_end(), or NULL after a message. */
const char *keep_bytes(const char *name, const void *data, size_t len);
/* Forgets what was kept where; the files stay. */
void keep_end(void);

#endif /* LINUX_KEEP_H */
