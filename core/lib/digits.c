/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Digits in any base. Whatever reads numbers from text uses these functions. */

#include <ctype.h>
#include <stddef.h>
#include <core/digits.h>

unsigned int digit_value(char c)
{
	if (isdigit(c))
		return c - '0';
	return isalpha(c) ? (unsigned int)tolower(c) - 'a' + 10 : NO_DIGIT;
}

const char *read_digits(const char *text, unsigned int base,
			unsigned long long *value)
{
	const char *end = text;
	long long number = 0;
	unsigned int digit;

	while ((digit = digit_value(*end)) < base) {
		if (__builtin_mul_overflow(number, base, &number) ||
		    __builtin_add_overflow(number, digit, &number))
			return NULL;
		end++;
	}
	*value = number;
	return end != text ? end : NULL;
}
