/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_KEYS_H
#define HOST_KEYS_H

#include <stddef.h>

/* Keys that come from a file instead of stdin (keys.c describes it). */

/* Reads keys from a file from now on. Ends the program after a message if it
 * cannot be read. */
void keys_open(const char *name);
/* Returns non-zero if keys come from a file. */
int keys_in_use(void);
/* Looks at output of the console, for the text that the next keys answer. */
void keys_output(const char *bytes, size_t len);
/* No key is due yet, as its text has not appeared. */
#define KEYS_NONE (-1)
/* All keys of the file were typed. */
#define KEYS_END (-2)
/* Returns the next key and leaves it there, or KEYS_NONE, or KEYS_END. */
int keys_peek(void);
/* Takes the key that keys_peek() has returned. */
void keys_take(void);

#endif /* HOST_KEYS_H */
