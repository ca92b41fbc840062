/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Decodes what lz_encoder.c makes: chooses the probabilities of the model that the
 * range coder uses next, and knows what the bits mean that it returns. The bits of
 * a symbol are
 *
 *   0 byte                               a literal
 *   1 0 length distance                  a match with a new distance
 *   1 1 length                           a match at the last distance
 *
 * Distances reach back into the output. The code is written to be short, as it is
 * not packed itself; what takes most of the time is in range_coder_i386.S.
 */

#include "lz_decoder.h"

_Static_assert(sizeof(void *) != 4 ||
	       (offsetof(struct range_coder, code) == CODER_CODE &&
		offsetof(struct range_coder, in) == CODER_IN &&
		offsetof(struct range_coder, end) == CODER_END &&
		offsetof(struct range_coder, missing) == CODER_MISSING),
	       "range_coder.h");

/* Decodes a length, counted from the least one. place chooses the probabilities. */
static unsigned int length(struct range_coder *coder,
			   struct lz_lengths *lengths, unsigned int place)
{
	unsigned int len = range_walk(coder, lengths->near[place], LZ_LONG + 1);

	if (len == LZ_LONG)
		len += range_walk(coder, lengths->far, 256);
	return len;
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

/* Decodes a new distance, for a match of that length, counted from the least one.
 * Returns it; hostile data may have made it 0. */
static uint32_t distance(struct range_coder *coder, struct lz_model *model,
			 unsigned int len)
{
	unsigned int slot = range_walk(coder, model->slots[len < 3 ? len : 3],
				       64);
	unsigned int bits = slot / 2 - 1;
	uint32_t *tree, high;

	if (slot < 4)
		return 1 + slot;
	high = 1 + ((2 + slot % 2) << bits);
	if (slot < LZ_FAR) {
		tree = model->rest[slot];
	} else {
		high += range_halves(coder, bits - 4) << 4;
		tree = model->align;
		bits = 4;
	}
	return high + reverse(range_walk(coder, tree, 1 << bits), bits);
}

/* Copies bytes one by one, as they may overlap. Returns where the copy ends. */
static inline uint8_t *copy(uint8_t *to, uint32_t distance, size_t len)
{
	const uint8_t *from = to - distance;

#if defined(__i386__) || defined(__x86_64__)
	__asm__ __volatile__("rep movsb" : "+D"(to), "+S"(from), "+c"(len)
			     : : "memory");
#else
	while (len--)
		*to++ = *from++;
#endif
	return to;
}

void lz_reset(struct lz_model *model)
{
	uint32_t *first = (uint32_t *)model;
	uint32_t *estimates = model->literals[0];

	range_reset(first, PROBABILITY_HALF, estimates - first);
	range_reset(estimates, ESTIMATE_START, (uint32_t *)(model + 1) -
		    estimates);
}

int lz_decode(void *out, size_t out_len, const void *in, size_t in_len,
	      unsigned int props, struct lz_model *model)
{
	uint8_t *start = out, *to = start, *end = start + out_len;
	unsigned int history = 0, place, literal, recent, repeat, len;
	struct range_coder coder = {
		.range = 1, .in = in, .end = (const uint8_t *)in + in_len,
	};
	uint32_t back = 0;

	lz_reset(model);
	while (to < end) {
		place = (to - start) & LZ_PLACES(props);
		if (!range_decide(&coder, &model->match[history][place])) {
			lz_contexts(start, to, props, &literal, &recent);
			/* After a match, the byte that would have made it
			 * longer is a guess. */
			*to = range_literal(&coder, model->literals[literal],
					    model->recent[recent], history & 1 ?
					    256 + *(to - back) : 0);
			to++;
			history = lz_next_history(history, 0);
			continue;
		}
		repeat = range_decide(&coder, &model->repeat[history]);
		history = lz_next_history(history, 1);
		len = length(&coder, &model->lengths[repeat], place);
		if (!repeat)
			back = distance(&coder, model, len);
		len += LZ_MIN - repeat;
		if (back - 1 >= (size_t)(to - start) ||
		    len > (size_t)(end - to))
			return -1;
		to = copy(to, back, len);
	}
	return coder.missing ? -1 : 0;
}
