/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STRINGS_H
#define STRINGS_H

#include <stddef.h>

int strcasecmp ( const char *a, const char *b );
int strncasecmp ( const char *a, const char *b, size_t max );

#endif /* STRINGS_H */
