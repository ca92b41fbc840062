/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_KEEP_H
#define LINUX_KEEP_H

#include <stddef.h>

struct image;

#define KEPT_NAME_MAX 100

/* A file name of letters, digits and ".-_+" for what a server calls anything. */
void safe_name(char *name, size_t len, const char *text);
/* Where an image's file was kept in the folder of --fetch, or NULL. */
const char *kept_name(const struct image *image);
/* Keeps what is no image. The name that it got, in a static buffer, or NULL. */
const char *keep_bytes(const char *name, const void *data, size_t len);
void keep_end(void);

#endif /* LINUX_KEEP_H */
