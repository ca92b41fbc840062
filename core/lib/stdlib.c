/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The functions of <stdlib.h> and <string.h> that allocate memory or read numbers
 * from text, except malloc() and its like.
 */

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <core/digits.h>

void *zalloc(size_t len)
{
	void *ptr = malloc(len);

	if (ptr)
		memset(ptr, 0, len);
	return ptr;
}

void *calloc(size_t count, size_t len)
{
	size_t total;

	if (__builtin_mul_overflow(count, len, &total))
		return NULL;
	return zalloc(total);
}

char *strndup(const char *s, size_t max)
{
	size_t len = strnlen(s, max);
	char *copy = malloc(len + 1);

	if (!copy)
		return NULL;
	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *strdup(const char *s)
{
	return strndup(s, strlen(s));
}

/* Skips "0x" if the base allows it. Returns the base of the digits that follow,
 * which a base of 0 leaves to the text: 16, 8 or 10. */
static int number_base(const char **text, int base)
{
	const char *s = *text;
	int hex = s[0] == '0' && tolower(s[1]) == 'x' &&
		  digit_value(s[2]) < 16;

	if (hex && (base == 0 || base == 16)) {
		*text += 2;
		return 16;
	}
	if (base == 0)
		return s[0] == '0' ? 8 : 10;
	return base;
}

unsigned long long strtoull(const char *text, char **end, int base)
{
	const char *s = text;
	unsigned long long value = 0;
	int negative, digits = 0, overflow = 0;

	while (isspace(*s))
		s++;
	negative = *s == '-';
	if (*s == '-' || *s == '+')
		s++;
	base = number_base(&s, base);
	for (; digit_value(*s) < (unsigned int)base; s++) {
		overflow |= __builtin_mul_overflow(value, (unsigned int)base,
						   &value);
		overflow |= __builtin_add_overflow(value, digit_value(*s),
						   &value);
		digits++;
	}
	if (end)
		*end = (char *)(digits ? s : text);
	if (overflow)
		return ~0ULL;
	return negative ? -value : value;
}

unsigned long strtoul(const char *text, char **end, int base)
{
	unsigned long long value = strtoull(text, end, base);
	unsigned long long low = (unsigned long)value;

	/* A negative number is returned as its two's complement if that fits. */
	if (value == low || -value <= (unsigned long)-1)
		return low;
	return ~0UL;
}
