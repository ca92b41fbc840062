/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Decodes LZMA data: chooses the probabilities of the model that the range coder
 * uses next, and knows what the bits mean that it returns. The bits of a symbol
 * are
 *
 *   0 byte                               a literal
 *   1 0 length distance                  a match with a new distance
 *   1 1 0 0                              one byte, at the last distance
 *   1 1 0 1 length                       a match at the last distance
 *   1 1 1 0 length                       a match at the last distance but one
 *   1 1 1 1 0 length                     a match at the last distance but two
 *   1 1 1 1 1 length                     a match at the last distance but three
 *
 * Distances reach back into the output. The code is written to be short, as it is
 * not packed itself; what takes most of the time is in range_coder_i386.S.
 */

#include "lzma_decoder.h"

_Static_assert(sizeof(void *) != 4 ||
	       (offsetof(struct range_coder, code) == CODER_CODE &&
		offsetof(struct range_coder, in) == CODER_IN &&
		offsetof(struct range_coder, end) == CODER_END &&
		offsetof(struct range_coder, missing) == CODER_MISSING),
	       "range_coder.h");

#define MIN_LENGTH 2
#define DISTANCES 4

/* The history is a number. If it is less than this the last symbol was a
 * literal. */
#define AFTER_MATCH 7

/* Where the decoder is. */
struct decoder {
	/* Reads the bits. */
	struct range_coder coder;
	/* The probabilities. */
	struct lzma_model *model;
	/* The start of the output, its next byte, and its end. */
	uint8_t *start, *to, *end;
	/* The last distances, the newest first. */
	uint32_t distances[DISTANCES];
	/* What the last symbols were (0 to 11). */
	unsigned int history;
	/* How many high bits of the byte before choose the probabilities of a
	 * literal. */
	unsigned int lc;
	/* The bits of the position that choose the probabilities of a literal,
	 * too, and those that are the place of a symbol. */
	unsigned int literal_mask, place_mask;
	/* The place of the current symbol. */
	unsigned int place;
};

/* Reads the bit with that probability. Returns it. */
static inline unsigned int decide(struct decoder *decoder, uint32_t *zero)
{
	return range_decide(&decoder->coder, zero);
}

/* Counts the bits that are 1 up to the first that is 0. Returns their number,
 * at most max. */
static unsigned int count(struct decoder *decoder, uint32_t *probabilities,
			  unsigned int max)
{
	unsigned int ones = 0;

	while (ones < max && decide(decoder, probabilities + ones))
		ones++;
	return ones;
}

static unsigned int position(const struct decoder *decoder)
{
	return decoder->to - decoder->start;
}

/* Decodes a literal and appends it. */
static void literal(struct decoder *decoder)
{
	unsigned int history = decoder->history;
	uint8_t before = decoder->to > decoder->start ? decoder->to[-1] : 0;
	unsigned int context = position(decoder) & decoder->literal_mask;
	uint32_t *tree;
	uint8_t byte;

	context = (context << 8 | before) << decoder->lc >> 8;
	tree = decoder->model->literals[context];
	/* After a match, the byte that would have made it longer is a guess. */
	if (history < AFTER_MATCH)
		byte = range_walk(&decoder->coder, tree, 256);
	else
		byte = range_follow(&decoder->coder, tree,
				    *(decoder->to - decoder->distances[0]));
	*decoder->to++ = byte;
	if (history < 4)
		decoder->history = 0;
	else
		decoder->history -= history < 10 ? 3 : 6;
}

/* Decodes the length of a match. Returns it. */
static unsigned int length(struct decoder *decoder,
			   struct lzma_lengths *lengths)
{
	unsigned int range = count(decoder, lengths->further, 2);
	uint32_t *tree = lengths->low[decoder->place];
	unsigned int leaves = 8;

	if (range == 1)
		tree = lengths->middle[decoder->place];
	if (range == 2) {
		tree = lengths->high;
		leaves = 256;
	}
	return MIN_LENGTH + 8 * range +
	       range_walk(&decoder->coder, tree, leaves);
}

/* Returns the lowest bits of a value in reverse order. */
static uint32_t reverse(uint32_t value, unsigned int bits)
{
	uint32_t reversed = 0;

	for (; bits; bits--) {
		reversed = reversed << 1 | (value & 1);
		value >>= 1;
	}
	return reversed;
}

/* Decodes a new distance, for a match of that length. Returns it, or 0 for an
 * end marker. */
static uint32_t distance(struct decoder *decoder, unsigned int len)
{
	struct lzma_model *model = decoder->model;
	unsigned int lengths = len < 5 ? len - MIN_LENGTH : 3;
	unsigned int slot = range_walk(&decoder->coder, model->slots[lengths],
				       64);
	unsigned int bits = slot / 2 - 1;
	uint32_t *tree, high;

	if (slot < 4)
		return 1 + slot;
	high = 1 + ((2 + slot % 2) << bits);
	if (slot < 14) {
		tree = model->rest[slot];
	} else {
		high += range_halves(&decoder->coder, bits - 4) << 4;
		tree = model->align;
		bits = 4;
	}
	return high + reverse(range_walk(&decoder->coder, tree, 1 << bits),
			      bits);
}

/* Takes a distance out of the last ones and makes room for a new one at their
 * front. Returns the one that was taken out. */
static uint32_t take_distance(struct decoder *decoder, unsigned int index)
{
	uint32_t taken = decoder->distances[index];

	for (; index; index--)
		decoder->distances[index] = decoder->distances[index - 1];
	return taken;
}

/* Sets the history after a match or a single byte, to one of two values: the
 * first one if a literal came before. */
static void remember(struct decoder *decoder, unsigned int after_literal,
		     unsigned int otherwise)
{
	if (decoder->history < AFTER_MATCH)
		decoder->history = after_literal;
	else
		decoder->history = otherwise;
}

/* Decodes a match and puts its distance first. Returns its length. */
static unsigned int match(struct decoder *decoder)
{
	struct lzma_model *model = decoder->model;
	struct lzma_decisions *decisions = &model->decisions[decoder->history];
	unsigned int index, len;

	if (!decide(decoder, &decisions->repeat)) {
		remember(decoder, AFTER_MATCH, 10);
		take_distance(decoder, DISTANCES - 1);
		len = length(decoder, &model->lengths[0]);
		decoder->distances[0] = distance(decoder, len);
		return len;
	}
	index = count(decoder, decisions->older, DISTANCES - 1);
	if (!index && !decide(decoder, &decisions->longer[decoder->place])) {
		remember(decoder, 9, 11);
		return 1;
	}
	remember(decoder, 8, 11);
	decoder->distances[0] = take_distance(decoder, index);
	return length(decoder, &model->lengths[1]);
}

/* Copies a match of that length. Returns 0, or -1 if it begins before the
 * output or ends after it. */
static int copy(struct decoder *decoder, size_t len)
{
	uint32_t distance = decoder->distances[0];
	uint8_t *to = decoder->to;

	/* An end marker has the distance 0, which is wrapped around. */
	if (distance - 1 >= (size_t)(to - decoder->start) ||
	    len > (size_t)(decoder->end - to))
		return -1;
	for (; len; len--, to++)
		*to = *(to - distance);
	decoder->to = to;
	return 0;
}

/* Prepares the decoder. Returns 0, or -1 if the parameters or the first bytes
 * are not valid. */
static int start(struct decoder *decoder, const uint8_t *in, size_t in_len,
		 unsigned int props)
{
	struct lzma_model *model = decoder->model;
	uint32_t *probability = (uint32_t *)model, *end;
	unsigned int lc = props % 9, lp = props / 9 % 5, pb = props / 45, i;

	if (pb > 4 || lc + lp > LZMA_LCLP_MAX || in_len < 5 || in[0] != 0)
		return -1;
	decoder->lc = lc;
	decoder->literal_mask = (1 << lp) - 1;
	decoder->place_mask = (1 << pb) - 1;
	end = model->literals[1 << (lc + lp)];
	while (probability < end)
		*probability++ = PROBABILITY_HALF;
	for (i = 0; i < DISTANCES; i++)
		decoder->distances[i] = 1;
	for (i = 1; i < 5; i++)
		decoder->coder.code = decoder->coder.code << 8 | in[i];
	decoder->coder.range = 0xffffffff;
	decoder->coder.in = in + 5;
	decoder->coder.end = in + in_len;
	return 0;
}

int lzma_decode(void *out, size_t out_len, const void *in, size_t in_len,
		unsigned int props, struct lzma_model *model)
{
	struct decoder decoder = { .model = model };

	decoder.start = decoder.to = out;
	decoder.end = decoder.start + out_len;
	if (start(&decoder, in, in_len, props) != 0)
		return -1;
	while (decoder.to < decoder.end) {
		struct lzma_decisions *decisions =
			&model->decisions[decoder.history];

		decoder.place = position(&decoder) & decoder.place_mask;
		if (!decide(&decoder, &decisions->match[decoder.place]))
			literal(&decoder);
		else if (copy(&decoder, match(&decoder)) != 0)
			return -1;
	}
	return decoder.coder.missing ? -1 : 0;
}
