/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "calls.h"

#define CALL 0xe8
/* Length of a call, in bytes. */
#define CALL_LEN 5

/* A dword at any address. */
typedef uint32_t __attribute__((may_alias, aligned(1))) unaligned_dword;

/* Returns the address of the next byte CALL in [at, end), which is not empty, or
 * the end if there is none. */
static inline uint8_t *find_call(uint8_t *at, uint8_t *end)
{
#ifdef __i386__
	/* One instruction for each byte is a quarter of what a loop takes. */
	uint32_t left = end - at;
	int found;

	__asm__("repne scasb" : "+D"(at), "+c"(left), "=@ccz"(found)
		: "a"(CALL) : "memory");
	return found ? at - 1 : end;
#else
	while (at < end && *at != CALL)
		at++;
	return at;
#endif
}

/* Converts the distance of each call in code of len bytes. */
static inline __attribute__((always_inline)) void
each_call(uint8_t *code, uint32_t len,
			     uint32_t convert(uint32_t dword, uint32_t at,
					      uint32_t len))
{
	uint8_t *end = code + len - (CALL_LEN - 1), *at = code;
	unaligned_dword *distance;

	if (len < CALL_LEN)
		return;
	while (at < end && (at = find_call(at, end)) < end) {
		distance = (unaligned_dword *)(at + 1);
		at += CALL_LEN;
		*distance = convert(*distance, at - code, len);
	}
}

/* Returns what stands for the distance of a call that ends at an offset. */
static inline uint32_t to_target(uint32_t distance, uint32_t at, uint32_t len)
{
	uint32_t target = distance + at;

	if (target < len)
		return target;
	return distance < len ? distance - len : distance;
}

/* Returns the distance again. */
static inline uint32_t to_distance(uint32_t target, uint32_t at, uint32_t len)
{
	if (target < len)
		return target - at;
	return target >= -at ? target + len : target;
}

void calls_to_targets(uint8_t *code, uint32_t len)
{
	each_call(code, len, to_target);
}

void calls_to_distances(uint8_t *code, uint32_t len)
{
	each_call(code, len, to_distance);
}
