/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_LZMA_DECODER_H
#define ROM_LZMA_DECODER_H

/*
 * A decoder for raw LZMA1 data, such as the raw encoder of liblzma makes.
 */

#include <stddef.h>
#include <stdint.h>
#include "range_coder.h"

/* The encoder's parameters in one byte, as in the header of .lzma files: how
 * many high bits of the byte before choose a literal's probabilities (lc), how
 * many low bits of the position do (lp), and how many low bits of the position
 * choose those of matches (pb, at most 4). */
#define LZMA_PROPS(lc, lp, pb) (((pb) * 5 + (lp)) * 9 + (lc))

/* The highest sum of lc and lp that this decoder accepts. */
#define LZMA_LCLP_MAX 4

/* How many places there are: values of the low bits of the position that choose
 * probabilities. */
#define LZMA_PLACES 16

/*
 * All probabilities of the decoder. Trees are as range_walk() wants them; a
 * decision of one bit is a tree whose root is its probability.
 */
struct lzma_model {
	/* The decisions about the kind of a symbol; what the symbols before it
	 * were selects one set of them. */
	struct lzma_decisions {
		/* Whether a symbol is a match, by place. */
		uint32_t match[LZMA_PLACES];
		/* Whether a match repeats one of the last distances. */
		uint32_t repeat;
		/* Whether a repeated distance is older than the last one, than
		 * the last but one, and than the last but two. */
		uint32_t older[3];
		/* Whether a match at the last distance is longer than a byte,
		 * by place. */
		uint32_t longer[LZMA_PLACES];
	} decisions[12];
	/* Lengths: first of matches with a new distance, then of those with a
	 * repeated one. */
	struct lzma_lengths {
		/* Whether a length is more than 9, and more than 17. */
		uint32_t further[2];
		/* Lengths 2 to 9, by place. */
		uint32_t low[LZMA_PLACES][8];
		/* Lengths 10 to 17, by place. */
		uint32_t middle[LZMA_PLACES][8];
		/* Lengths 18 to 273. */
		uint32_t high[256];
	} lengths[2];
	/* Slots of distances, by the length of the match: 2, 3, 4, or more. A
	 * slot tells the two highest bits and how many follow. */
	uint32_t slots[4][64];
	/* The bits that follow the slots 4 to 13, the lowest first. */
	uint32_t rest[14][32];
	/* The last four bits that follow the slots from 14 on, the lowest
	 * first. */
	uint32_t align[16];
	/* Literals, by the position and the byte before. props tell how many of
	 * these there are. */
	uint32_t literals[1 << LZMA_LCLP_MAX][LITERAL_PROBABILITIES];
};

/*
 * Decodes exactly out_len bytes to out; an end marker after them is ignored. props
 * are LZMA_PROPS() of the parameters of the encoder. model is memory for the
 * decoder, which may hold anything; it needs no more literals than props ask for.
 * Returns 0, or -1 if the data are cut short or damaged, or props are not valid.
 * What is in out is then of no use, but nothing else was written to.
 */
int lzma_decode(void *out, size_t out_len, const void *in, size_t in_len,
		unsigned int props, struct lzma_model *model);

#endif /* ROM_LZMA_DECODER_H */
