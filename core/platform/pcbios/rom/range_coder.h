/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_RANGE_CODER_H
#define ROM_RANGE_CODER_H

/*
 * The reading side of LZMA's range coder: the only code that looks at single
 * bits of packed data, and so the code that runs most often of all while the
 * ROM unpacks. It exists twice, with the same results. range_coder_i386.S is
 * part of the ROM and keeps everything in registers, which a compiler for i386
 * does not manage (docs/rom.md has the figures). range_coder.c is for this
 * host: for tools/pack, and for the tests, which run it under the sanitizers.
 */

/* Offsets of the members for the assembler, where pointers have 32 bits. */
#define CODER_RANGE 0
#define CODER_CODE 4
#define CODER_IN 8
#define CODER_END 12
#define CODER_MISSING 16

/* The probability that a bit is 0, in 1/2048. A probability moves by 1/32 of
 * the way towards what the bit has turned out to be. */
#define PROBABILITY_BITS 11
#define PROBABILITY_HALF (1 << (PROBABILITY_BITS - 1))
#define PROBABILITY_SPEED 5

/* The coder takes in another byte when the range is below that. */
#define RANGE_MIN 0x1000000

/* Probabilities of a literal: of one without a guess, and of one where the next
 * bit of the guess is 0 or 1. */
#define LITERAL_PROBABILITIES (3 * 256)

#ifndef ASSEMBLY

#include <stddef.h>
#include <stdint.h>

/* Calls need no detour by a table of functions in other libraries. */
#pragma GCC visibility push(hidden)

struct range_coder {
	/* How many numbers are still possible. */
	uint32_t range;
	/* Which of them the packed data are: less than the range. */
	uint32_t code;
	/* The next byte to take in. */
	const uint8_t *in;
	/* Where the packed data end; zeros are taken in from there on. */
	const uint8_t *end;
	/* How many bytes were taken in after the end. */
	uint32_t missing;
};

/*
 * Read one bit. zero is the probability that it is 0.
 * Returns the bit.
 */
uint32_t range_decide(struct range_coder *coder, uint32_t *zero);

/*
 * Walk down a binary tree of probabilities, from its root to one of its leaves,
 * one bit a level. leaves is how many there are, a power of two, at least 2.
 * tree[1] is the root; the children of tree[n] are tree[2 * n] for bit 0 and
 * tree[2 * n + 1] for bit 1; tree[0] is not used.
 * Returns the leaf's number, from 0 on: the bits, the highest first.
 */
uint32_t range_walk(struct range_coder *coder, uint32_t *tree, uint32_t leaves);

/*
 * Read a byte for which there is a guess. As long as the guess comes true, bit
 * by bit, the probabilities are those of tree[256 + node] or tree[512 + node],
 * depending on the next bit of the guess; from then on those of tree[node], as
 * in range_walk(). tree has LITERAL_PROBABILITIES entries.
 * Returns the byte.
 */
uint32_t range_follow(struct range_coder *coder, uint32_t *tree,
		      uint32_t guess);

/*
 * Read bits that are as likely 0 as 1, at most 31 of them.
 * Returns the number that they make, the highest first.
 */
uint32_t range_halves(struct range_coder *coder, uint32_t bits);

#pragma GCC visibility pop

#endif /* ASSEMBLY */

#endif /* ROM_RANGE_CODER_H */
