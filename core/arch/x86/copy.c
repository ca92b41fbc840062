/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * memcpy(), memmove() and memset() (<string.h>) for platforms without a C
 * library. They use the string instructions, which are short and are faster than
 * anything else both on hardware and in emulators.
 */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

void *memcpy(void *dest, const void *src, size_t len)
{
	void *to = dest;
	size_t words = len / 4;

	__asm__ __volatile__("rep movsl"
			     : "+D"(to), "+S"(src), "+c"(words) : : "memory");
	len &= 3;
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
	uint32_t word = (uint8_t)c * 0x01010101U;
	void *to = dest;
	size_t words = len / 4;

	__asm__ __volatile__("rep stosl"
			     : "+D"(to), "+c"(words) : "a"(word) : "memory");
	len &= 3;
	__asm__ __volatile__("rep stosb"
			     : "+D"(to), "+c"(len) : "a"(word) : "memory");
	return dest;
}
