/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Memory and strings, for platforms without a C library (<string.h>,
 * <strings.h>). The functions that move bytes depend on the processor: see copy.c
 * in core/arch.
 */

#include <stddef.h>
#include <stdint.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

int memcmp(const void *a, const void *b, size_t len)
{
	const uint8_t *x = a, *y = b;

	for (; len; len--, x++, y++) {
		if (*x != *y)
			return *x - *y;
	}
	return 0;
}

void *memchr(const void *data, int c, size_t len)
{
	const uint8_t *byte = data;

	for (; len; len--, byte++) {
		if (*byte == (uint8_t)c)
			return (void *)byte;
	}
	return NULL;
}

void *memmem(const void *data, size_t len, const void *sub, size_t sublen)
{
	const uint8_t *at = data;

	for (; len >= sublen; len--, at++) {
		if (memcmp(at, sub, sublen) == 0)
			return (void *)at;
		if (!len)
			break;
	}
	return NULL;
}

size_t strnlen(const char *s, size_t max)
{
	size_t len = 0;

	while (len < max && s[len])
		len++;
	return len;
}

size_t strlen(const char *s)
{
	return strnlen(s, ~(size_t)0);
}

int strncmp(const char *a, const char *b, size_t max)
{
	for (; max; max--, a++, b++) {
		if (*a != *b || !*a)
			return (uint8_t)*a - (uint8_t)*b;
	}
	return 0;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, ~(size_t)0);
}

int strncasecmp(const char *a, const char *b, size_t max)
{
	for (; max; max--, a++, b++) {
		int x = tolower((uint8_t)*a), y = tolower((uint8_t)*b);

		if (x != y || !x)
			return x - y;
	}
	return 0;
}

int strcasecmp(const char *a, const char *b)
{
	return strncasecmp(a, b, ~(size_t)0);
}

char *strchr(const char *s, int c)
{
	for (;; s++) {
		if (*s == (char)c)
			return (char *)s;
		if (!*s)
			return NULL;
	}
}

char *strrchr(const char *s, int c)
{
	const char *found = NULL;

	for (;; s++) {
		if (*s == (char)c)
			found = s;
		if (!*s)
			return (char *)found;
	}
}

char *strstr(const char *s, const char *sub)
{
	return memmem(s, strlen(s), sub, strlen(sub));
}

char *strcpy(char *dest, const char *src)
{
	return memcpy(dest, src, strlen(src) + 1);
}

char *strncpy(char *dest, const char *src, size_t max)
{
	size_t len = strnlen(src, max);

	memcpy(dest, src, len);
	memset(dest + len, 0, max - len);
	return dest;
}

char *strcat(char *dest, const char *src)
{
	strcpy(dest + strlen(dest), src);
	return dest;
}
