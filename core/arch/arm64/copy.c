/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * memcpy(), memmove() and memset() (<string.h>) for platforms without a C
 * library: words where both addresses allow it, else bytes.
 */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Words that may alias bytes of any other type. */
typedef uint64_t __attribute__((may_alias)) word_t;

#define WORD sizeof(word_t)

void *memcpy(void *dest, const void *src, size_t len)
{
	const uint8_t *from = src;
	uint8_t *to = dest;

	if (!(((uintptr_t)from | (uintptr_t)to) & (WORD - 1))) {
		for (; len >= WORD; len -= WORD, from += WORD, to += WORD)
			*(word_t *)to = *(const word_t *)from;
	}
	while (len--)
		*to++ = *from++;
	return dest;
}

void *memmove(void *dest, const void *src, size_t len)
{
	const uint8_t *from = src;
	uint8_t *to = dest;

	if ((uintptr_t)dest - (uintptr_t)src >= len)
		return memcpy(dest, src, len);
	while (len--)
		to[len] = from[len];
	return dest;
}

void *memset(void *dest, int c, size_t len)
{
	uint8_t *to = dest;

	while (len--)
		*to++ = c;
	return dest;
}
