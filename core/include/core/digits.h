/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_DIGITS_H
#define CORE_DIGITS_H

/* Returned for a character that is no digit in any base. */
#define NO_DIGIT 36U

/* Returns the value of a digit or letter, 0 to 35, or NO_DIGIT. */
unsigned int digit_value(char c);

/* Returns the value of a hexadecimal digit, 0 to 15, or -1. */
static inline int hex_digit(char c)
{
	unsigned int value = digit_value(c);

	return value < 16 ? (int)value : -1;
}

/*
 * Reads digits and nothing else: no sign, no blanks and no prefix, all of which
 * strtoull() takes and protocols do not. base is 2 to 36.
 *
 * Returns where they end, or NULL if there are none, or more than 63 bits, which
 * no file has the length of. *value is set where the result is not NULL.
 */
const char *read_digits(const char *text, unsigned int base,
			unsigned long long *value);

#endif /* CORE_DIGITS_H */
