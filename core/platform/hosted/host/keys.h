/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_KEYS_H
#define HOST_KEYS_H

#include <stddef.h>

/* Keys from a file in place of stdin (see keys.c). */
void keys_open(const char *name);
int keys_in_use(void);
/* What the console writes. */
void keys_output(const char *bytes, size_t len);
/* The next character, KEYS_NONE: not yet, KEYS_END: no more. */
#define KEYS_NONE (-1)
#define KEYS_END (-2)
int keys_peek(void);
void keys_take(void);

#endif /* HOST_KEYS_H */
