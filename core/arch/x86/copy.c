/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * memcpy(), memmove() and memset() (<string.h>) for platforms without a C
 * library. They use the string instructions, which are short and are faster than
 * anything else both on hardware and in emulators, on words as long as a
 * register: an emulator makes a turn for each word, whatever its length.
 */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

void *memcpy(void *dest, const void *src, size_t len)
{
	void *to = dest;
	size_t words = len / sizeof(words);

	__asm__ __volatile__("rep movs%z2"
			     : "+D"(to), "+S"(src), "+c"(words) : : "memory");
	len %= sizeof(words);
	__asm__ __volatile__("rep movsb"
			     : "+D"(to), "+S"(src), "+c"(len) : : "memory");
	return dest;
}

void *memmove(void *dest, const void *src, size_t len)
{
	const char *from = (const char *)src + len - 1;
	char *to = (char *)dest + len - 1;

	if ((uintptr_t)dest - (uintptr_t)src >= len)
		return memcpy(dest, src, len);
	__asm__ __volatile__("std; rep movsb; cld"
			     : "+D"(to), "+S"(from), "+c"(len) : : "memory");
	return dest;
}

void *memset(void *dest, int c, size_t len)
{
	/* The byte, repeated over the whole word. */
	size_t word = ~(size_t)0 / 0xff * (uint8_t)c;
	void *to = dest;
	size_t words = len / sizeof(words);

	__asm__ __volatile__("rep stos%z1"
			     : "+D"(to), "+c"(words) : "a"(word) : "memory");
	len %= sizeof(words);
	__asm__ __volatile__("rep stosb"
			     : "+D"(to), "+c"(len) : "a"(word) : "memory");
	return dest;
}
