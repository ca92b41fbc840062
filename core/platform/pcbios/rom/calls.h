/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_CALLS_H
#define ROM_CALLS_H

/*
 * Calls that say where they lead, for the fast payload. A call of i386 is the byte
 * E8 and the distance to its target, so that two calls of one function differ.
 * With the target, counted from the start of the code, in place of the distance
 * they are alike, and LZ4 packs them as a match.
 *
 * No instruction is decoded: whatever has that value is taken for a call, and the
 * four bytes after it for its distance. So that all code comes out again, a
 * distance in [-at, len - at), for a call that ends at `at` in code of len bytes,
 * becomes the target in [0, len), one in [len - at, len) becomes a number in
 * [-at, 0), and all others stay as they are.
 */

#include <stdint.h>

/* Puts targets in place of distances in code of len bytes. */
void calls_to_targets(uint8_t *code, uint32_t len);

/* Puts distances in place of targets. */
void calls_to_distances(uint8_t *code, uint32_t len);

#endif /* ROM_CALLS_H */
