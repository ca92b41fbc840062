/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_RANGE_CODER_H
#define ROM_RANGE_CODER_H

/*
 * The reading side of a range coder such as LZMA has. It is the only code that looks at single
 * bits of packed data, and so runs most often while the ROM unpacks. It exists
 * twice, with the same results. range_coder_i386.S is part of the ROM and keeps
 * everything in registers, which no compiler for i386 manages to do (docs/rom.md
 * has the figures). range_coder.c is for the host: for tools/pack, and for the
 * tests, which run it under the sanitizers.
 */

/* Offsets of the members of struct range_coder for assembly, where pointers have
 * 32 bits. */
#define CODER_RANGE 0
#define CODER_CODE 4
#define CODER_IN 8
#define CODER_END 12
#define CODER_MISSING 16

/* A probability tells how likely a bit is 0, in units of 1/2048. When the bit has
 * been read, it moves by 1/32 of the way towards that bit. */
#define PROBABILITY_BITS 11
#define PROBABILITY_HALF (1 << (PROBABILITY_BITS - 1))
#define PROBABILITY_SPEED 5

/* The coder takes in bytes while the range is less than this. */
#define RANGE_MIN 0x1000000

/*
 * The bits of a literal have two estimates each, which together say how likely a bit
 * is 0: their mean does. Bits 16 to 30 of an estimate are its probability. The lowest
 * bits are its rate: when the bit has been read, the probability moves by
 * 1/2^rate of the way towards that bit, and the rate grows up to RATE_MAX. So an
 * estimate learns a lot from the first bits that it sees.
 */
#define ESTIMATE_MASK 0x7fff0000
#define ESTIMATE_START (0x40000000 | 1)
#define RATE_MAX 4

/* How many estimates of the first kind a literal has: 256 without a guess, and 256
 * each for the next bit of a guess being 0 or 1. */
#define LITERAL_ESTIMATES (3 * 256)

#ifndef ASSEMBLY

#include <stddef.h>
#include <stdint.h>

/* Calls of hidden functions need no detour through a table. */
#pragma GCC visibility push(hidden)

/* Where the coder is in the packed data. At their start the range and the code are
 * those before the first byte: 1 and 0. */
struct range_coder {
	/* How many numbers are still possible. */
	uint32_t range;
	/* Which of them the packed data are: less than the range. */
	uint32_t code;
	/* The next byte to take in. */
	const uint8_t *in;
	/* Where the packed data end; zeros are taken in from there on. */
	const uint8_t *end;
	/* How many such zeros were taken in. */
	uint32_t missing;
};

/* Returns which share of the range stands for bit 0, by the sum of a bit's two
 * estimates: their mean as a fraction, in which the rates at the end do not matter but
 * count. It is neither 0 nor the range, as no estimate gets that low or high. */
static inline uint32_t range_share(uint32_t range, uint32_t both)
{
	return (uint64_t)range * both >> 32;
}

/* Moves an estimate towards a bit that was read. (range_coder_i386.S has this inside of
 * range_literal().) */
void range_adapt(uint32_t *estimate, uint32_t bit);

/* Sets count entries, which is at least one, to a value. */
void range_reset(uint32_t *entries, uint32_t value, uint32_t count);

/* Reads a bit, of which *zero is the probability that it is 0. Returns the bit. */
uint32_t range_decide(struct range_coder *coder, uint32_t *zero);

/*
 * Walks down a binary tree of probabilities, from its root to one of its leaves,
 * and reads a bit at each level. leaves is the number of leaves, a power of two, at
 * least 2. tree[1] is the root; the children of tree[n] are tree[2 * n] for bit 0
 * and tree[2 * n + 1] for bit 1; tree[0] is not used. Returns the number of the
 * leaf, from 0 on, which has the bits that were read, the highest first.
 */
uint32_t range_walk(struct range_coder *coder, uint32_t *tree, uint32_t leaves);

/*
 * Reads a literal. Each of its bits has an estimate in tree and another one in
 * recent, both as in range_walk(). guess is 0, or 256 more than a byte: as long as
 * the bits are those of that byte, the estimates in tree are tree[256 + node] or
 * tree[512 + node], depending on the next bit of the guess; after the first bit that
 * differs they are tree[node]. tree has LITERAL_ESTIMATES entries, and recent has
 * 256. Returns the literal.
 */
uint32_t range_literal(struct range_coder *coder, uint32_t *tree,
		       uint32_t *recent, uint32_t guess);

/*
 * Reads bits that are as likely 0 as 1, at most 31 of them. Returns the number that
 * they make, the highest bit first.
 */
uint32_t range_halves(struct range_coder *coder, uint32_t bits);

#pragma GCC visibility pop

#endif /* ASSEMBLY */

#endif /* ROM_RANGE_CODER_H */
