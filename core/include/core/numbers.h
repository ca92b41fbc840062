/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_NUMBERS_H
#define CORE_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

struct setting_type;

/* Numbers of settings: text, 32 bits of either sign, big-endian bytes. */

/* Reads a number: decimal, or with the prefixes 0x and 0, and with "-"
 * before it if it is negative. Returns 0, -EINVAL or -ERANGE. */
int parse_number(const char *text, int64_t *value);
/* Reads a number from big-endian bytes. Returns 0, or -ERANGE for more than
 * four bytes. */
int decode_number(const void *raw, size_t raw_len, int is_signed,
		  int64_t *value);
/* Writes width bytes (the value wraps) and returns width. */
size_t encode_number(int64_t value, size_t width, void *raw);
/* Returns how many bytes numbers of a type have, or 0 for other types. */
size_t number_width(const struct setting_type *type, int *is_signed);

#endif /* CORE_NUMBERS_H */
