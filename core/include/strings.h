/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STRINGS_H
#define STRINGS_H

#include <stddef.h>

/* Compares strings as strcmp() does, without regard to the case of ASCII
 * letters. */
int strcasecmp ( const char *a, const char *b );
/* Compares at most max characters of each string, without regard to the case of
 * ASCII letters. */
int strncasecmp ( const char *a, const char *b, size_t max );

#endif /* STRINGS_H */
