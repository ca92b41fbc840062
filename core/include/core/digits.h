/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_DIGITS_H
#define CORE_DIGITS_H

/* What digit_value() returns for a character that is not a digit in any
 * base. */
#define NO_DIGIT 36U

/* Returns the value of a digit or letter, 0 to 35, or NO_DIGIT for any other
 * character. */
unsigned int digit_value(char c);

/* Returns the value of a hexadecimal digit, 0 to 15, or -1 for any other
 * character. */
static inline int hex_digit(char c)
{
	unsigned int value = digit_value(c);

	return value < 16 ? (int)value : -1;
}

/*
 * Returns the first character after a number of digits in a base from 2 to 36,
 * and sets *value to that number. Returns NULL, and leaves *value alone, if the
 * text does not begin with a digit or the number has more than 63 bits. Unlike
 * strtoull() it takes no sign, blanks or prefix, as protocols do not allow
 * them.
 */
const char *read_digits(const char *text, unsigned int base,
			unsigned long long *value);

#endif /* CORE_DIGITS_H */
