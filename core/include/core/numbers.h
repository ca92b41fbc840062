/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_NUMBERS_H
#define CORE_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

struct setting_type;

/*
 * Settings that are numbers have two forms: text, and big-endian bytes, at most
 * four. An int64_t holds all of them, signed or not.
 */

/* Reads a number from text: decimal, hexadecimal after 0x or octal after 0,
 * with "-" before it if it is negative. Returns 0, -EINVAL or -ERANGE. */
int parse_number(const char *text, int64_t *value);
/* Reads a number from big-endian bytes. Returns 0, or -ERANGE for more than
 * four bytes. */
int decode_number(const void *raw, size_t raw_len, int is_signed,
		  int64_t *value);
/* Writes the lowest width bytes of a number, the highest of them first. Returns
 * width. */
size_t encode_number(int64_t value, size_t width, void *raw);
/* Returns how many bytes the numbers of a type have, with *is_signed set, or 0
 * for a type that is not one of numbers. */
size_t number_width(const struct setting_type *type, int *is_signed);

#endif /* CORE_NUMBERS_H */
