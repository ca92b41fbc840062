/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_LZMA_DECODER_H
#define ROM_LZMA_DECODER_H

/*
 * A decoder for raw LZMA1 data, as liblzma's raw encoder makes them.
 */

#include <stddef.h>
#include <stdint.h>
#include "range_coder.h"

/* The encoder's parameters in one byte, as in the header of .lzma files: how
 * many high bits of the byte before choose a literal's probabilities (lc), how
 * many low bits of the position do (lp), and how many low bits of the position
 * choose those of matches (pb, at most 4). */
#define LZMA_PROPS(lc, lp, pb) (((pb) * 5 + (lp)) * 9 + (lc))

/* The most that this decoder takes of lc and lp together. */
#define LZMA_LCLP_MAX 4

/* Places that the position can choose between. */
#define LZMA_PLACES 16

/*
 * All probabilities of the decoder. Trees are as range_walk() wants them; a
 * decision of one bit is a tree whose root is its probability.
 */
struct lzma_model {
	/* Decisions that depend on what the last few symbols were. */
	struct lzma_decisions {
		/* Match or literal, by place. */
		uint32_t match[LZMA_PLACES];
		/* A repeated distance, or a new one. */
		uint32_t repeat;
		/* Not the last distance; not the one before; nor that before
		 * this. */
		uint32_t older[3];
		/* With the last distance: a match, or a single byte. */
		uint32_t longer[LZMA_PLACES];
	} decisions[12];
	/* Lengths of matches with a new distance, and with a repeated one. */
	struct lzma_lengths {
		/* Longer than 9; longer than 17. */
		uint32_t further[2];
		/* Lengths 2 to 9, by place. */
		uint32_t low[LZMA_PLACES][8];
		/* Lengths 10 to 17, by place. */
		uint32_t middle[LZMA_PLACES][8];
		/* Lengths 18 to 273. */
		uint32_t high[256];
	} lengths[2];
	/* A distance's slot (its two highest bits, and how many follow), by the
	 * length: 2, 3, 4, more. */
	uint32_t slots[4][64];
	/* The bits that follow in slots 4 to 13, the lowest first. */
	uint32_t rest[14][32];
	/* The lowest four bits in slots 14 and up, the lowest first. */
	uint32_t align[16];
	/* Literals, by place and the byte before. props say how many there
	 * are. */
	uint32_t literals[1 << LZMA_LCLP_MAX][LITERAL_PROBABILITIES];
};

/*
 * Decode exactly out_len bytes to out; an end marker after them is not looked
 * at. props are LZMA_PROPS() of what the encoder was told. model is memory for
 * the decoder, with anything in it; it needs no more literals than props ask
 * for.
 * Returns 0, or -1 if the data are cut short or damaged, or props are not
 * valid: what is in out is worth nothing then, but nothing else was touched.
 */
int lzma_decode(void *out, size_t out_len, const void *in, size_t in_len,
		unsigned int props, struct lzma_model *model);

#endif /* ROM_LZMA_DECODER_H */
