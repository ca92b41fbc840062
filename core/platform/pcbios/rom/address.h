/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_ADDRESS_H
#define ROM_ADDRESS_H

/*
 * How addresses are found in the packed runtime. There is no list of them:
 * tools/pack links the runtime to a base that makes its addresses differ from
 * everything else in it. They are big-endian, as the bytes that differ least then
 * come first, which packs better.
 */

#include <stdint.h>

/* All addresses are less than this above the base: the runtime is shorter. */
#define ADDRESS_WINDOW 0x100000U
/* The first base that tools/pack tries; the next ones are each a window lower. */
#define ADDRESS_BASE_FIRST 0xfff00000U

/* Returns non-zero if a dword of the packed runtime is an address. */
static inline int is_address(uint32_t dword, uint32_t base)
{
	return dword - base < ADDRESS_WINDOW;
}

#endif /* ROM_ADDRESS_H */
