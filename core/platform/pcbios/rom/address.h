/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_ADDRESS_H
#define ROM_ADDRESS_H

/*
 * Addresses in the packed runtime. There is no list of them: tools/pack links
 * the runtime to a base that nothing else in it looks like. They are
 * big-endian, since the bytes that differ least come first then, which packs
 * better.
 */

#include <stdint.h>

/* How far addresses are from the base at most: the runtime is shorter. */
#define ADDRESS_WINDOW 0x100000U
/* tools/pack tries the multiples of the window from this one down. */
#define ADDRESS_BASE_FIRST 0xfff00000U

/* Returns whether a dword of the packed runtime is an address. */
static inline int is_address(uint32_t dword, uint32_t base)
{
	return dword - base < ADDRESS_WINDOW;
}

#endif /* ROM_ADDRESS_H */
