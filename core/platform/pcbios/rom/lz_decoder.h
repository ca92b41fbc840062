/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_LZ_DECODER_H
#define ROM_LZ_DECODER_H

/*
 * A decoder for what lz_encoder.h makes: a relative of LZMA, with fewer kinds of
 * symbols, so that the decoder is short, and with literals of which two estimates
 * are made, so that the data are (docs/rom.md).
 */

#include <stddef.h>
#include <stdint.h>
#include "range_coder.h"

/* The parameters of the encoder in one number. Any number is valid.
 *
 *   lc		how many high bits of the byte before choose a literal's first
 *		probabilities, at most 4
 *   literals	which bits of the position do so, too
 *   places	which bits of the position choose the probabilities of the other
 *		symbols, at most 3
 *   pairs	1 if the data are pairs of bytes, of which the second says more
 *		about the first than about the next pair: then the second
 *		probabilities of a literal are chosen by the last byte that was
 *		the first of a pair; 0 if by the byte before
 *
 * lc and the number of bits of literals make 4 at most, or different literals share
 * probabilities. */
#define LZ_PROPS(lc, literals, places, pairs) \
	((lc) | (literals) << 4 | (places) << 8 | (pairs) << 10)
#define LZ_LC(props) ((props) & 7)
#define LZ_LITERALS(props) ((props) >> 4 & 15)
#define LZ_PLACES(props) ((props) >> 8 & 3)
#define LZ_PAIRS(props) ((props) >> 10 & 1)

/* How many contexts of literals there are. */
#define LZ_CONTEXTS 16

/* The length from which on another tree tells it, counted from the least one. */
#define LZ_LONG 7

/* How many lengths there are. */
#define LZ_LENGTHS (LZ_LONG + 256)

/* The least length of a match with a new distance. One at the last distance may be
 * one byte shorter. */
#define LZ_MIN 2

/* The first slot of distances of which the last four bits have probabilities. */
#define LZ_FAR 14

/* The history tells which of the last three symbols were matches, the last one in
 * bit 0. */
#define LZ_HISTORIES 8
#define lz_next_history(history, is_match) \
	(((history) << 1 | (is_match)) % LZ_HISTORIES)

/*
 * All probabilities of the decoder. Trees are as range_walk() wants them; a
 * decision of one bit is a tree whose root is its probability. Estimates begin with
 * the member literals.
 */
struct lz_model {
	/* Whether a symbol is a match, by the history and place. */
	uint32_t match[LZ_HISTORIES][4];
	/* Whether a match repeats the last distance, by the history. */
	uint32_t repeat[LZ_HISTORIES];
	/* Lengths: first of matches with a new distance, then of those with the
	 * last one. */
	struct lz_lengths {
		/* The lengths up to LZ_LONG, by place. */
		uint32_t near[4][LZ_LONG + 1];
		/* How much longer than that. */
		uint32_t far[256];
	} lengths[2];
	/* Slots of distances, by the length of the match: 2, 3, 4, or more. A
	 * slot tells the two highest bits and how many follow. */
	uint32_t slots[4][64];
	/* The bits that follow the slots 4 to 13, the lowest first. */
	uint32_t rest[LZ_FAR][32];
	/* The last four bits that follow the slots from 14 on, the lowest
	 * first. */
	uint32_t align[16];
	/* The first estimates of literals, by the position and the byte
	 * before. */
	uint32_t literals[LZ_CONTEXTS][LITERAL_ESTIMATES];
	/* The second ones, by a byte before, and by whether the literal is the
	 * second of a pair. */
	uint32_t recent[2 * 256][256];
};

/* Sets the numbers of a literal's estimates: where they are in literals, and where in
 * recent. to is where the literal is in the output, and start is where that begins. */
static inline void lz_contexts(const uint8_t *start, const uint8_t *to,
			       unsigned int props, unsigned int *literal,
			       unsigned int *recent)
{
	unsigned int position = to - start;
	unsigned int odd = position & LZ_PAIRS(props);
	unsigned int before = (position & LZ_LITERALS(props)) << 8;

	*recent = odd << 8;
	if (position) {
		before |= to[-1];
		/* The first literal of a pair has at least a pair before it. */
		to -= LZ_PAIRS(props) - odd;
		*recent |= to[-1];
	}
	*literal = (before << LZ_LC(props) >> 8) % LZ_CONTEXTS;
}

/* Sets a model to what it is before the first symbol. */
void lz_reset(struct lz_model *model);

/*
 * Decodes exactly out_len bytes to out. props are the parameters of the encoder.
 * model is memory for the decoder, which may hold anything. Returns 0, or -1 if the
 * data are cut short or damaged. What is in out is then of no use, but nothing else
 * was written to.
 */
int lz_decode(void *out, size_t out_len, const void *in, size_t in_len,
	      unsigned int props, struct lz_model *model);

#endif /* ROM_LZ_DECODER_H */
