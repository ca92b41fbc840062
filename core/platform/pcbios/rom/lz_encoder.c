/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Writes symbols for lz_decoder.c, or tells what they would cost: both go through
 * the same functions, so that the prices are those that are paid.
 */

#include <stdlib.h>
#include <string.h>
#include "lz_encoder.h"

/* Prices are looked up by the upper bits of a probability. */
#define PRICE_BITS 12

/* Returns the price of a bit of which that is the probability. */
static uint32_t price_of(uint32_t probability)
{
	static uint16_t prices[1 << PRICE_BITS];
	uint64_t power = probability;
	uint32_t log = 0, i;

	if (prices[probability])
		return prices[probability];
	/* The logarithm of the 256th power, rounded down. */
	for (i = LZ_PRICE_BIT; i > 1; i /= 2) {
		power *= power;
		log *= 2;
		for (; power >> 32; power >>= 1)
			log++;
	}
	for (; power > 1; power >>= 1)
		log++;
	prices[probability] = PRICE_BITS * LZ_PRICE_BIT - log;
	return prices[probability];
}

/* Makes the numbers that are possible those of a share of them: the first ones up to
 * the share if the bit is 0, and the others if it is 1. */
static void narrow(struct lz_encoder *encoder, uint32_t share, unsigned int bit)
{
	size_t at = encoder->out.len;

	if (bit) {
		encoder->low += share;
		encoder->range -= share;
		if (encoder->low < share) {
			while (!++encoder->out.data[--at])
				;
		}
	} else {
		encoder->range = share;
	}
	while (encoder->range < RANGE_MIN) {
		encoder->out.data[encoder->out.len++] = encoder->low >> 24;
		encoder->low <<= 8;
		encoder->range <<= 8;
	}
}

/* Puts a bit with that probability. */
static void put(struct lz_encoder *encoder, uint32_t *zero, unsigned int bit)
{
	uint32_t one = (1 << PROBABILITY_BITS) - *zero;

	if (encoder->asks) {
		encoder->price += price_of((bit ? one : *zero) <<
					   (PRICE_BITS - PROBABILITY_BITS));
		return;
	}
	narrow(encoder, (encoder->range >> PROBABILITY_BITS) * *zero, bit);
	if (bit)
		*zero -= *zero >> PROBABILITY_SPEED;
	else
		*zero += one >> PROBABILITY_SPEED;
}

/* Puts a bit with these two estimates. */
static void put_both(struct lz_encoder *encoder, uint32_t *first,
		     uint32_t *second, unsigned int bit)
{
	uint32_t both = *first + *second;
	uint32_t zero = both >> (32 - PRICE_BITS);

	if (encoder->asks) {
		encoder->price += price_of(bit ? (1 << PRICE_BITS) - zero :
						 zero);
		return;
	}
	narrow(encoder, range_share(encoder->range, both), bit);
	range_adapt(first, bit);
	range_adapt(second, bit);
}

/* Puts a leaf of a tree. */
static void put_leaf(struct lz_encoder *encoder, uint32_t *tree, uint32_t leaves,
		     uint32_t leaf)
{
	uint32_t node = 1, bit;

	leaf += leaves;
	for (leaves /= 2; leaves; leaves /= 2) {
		bit = (leaf & leaves) != 0;
		put(encoder, &tree[node], bit);
		node = 2 * node + bit;
	}
}

/* Puts the lowest bits of a value, the lowest first. */
static void put_reverse(struct lz_encoder *encoder, uint32_t *tree,
			unsigned int bits, uint32_t value)
{
	uint32_t node = 1, bit;

	for (; bits; bits--, value >>= 1) {
		bit = value & 1;
		put(encoder, &tree[node], bit);
		node = 2 * node + bit;
	}
}

static void put_literal(struct lz_encoder *encoder, size_t at,
			struct lz_state state)
{
	const uint8_t *start = encoder->data->data, *to = start + at;
	uint32_t guess = state.history & 1 ? 256 + *(to - state.distance) : 0;
	uint32_t node = 1, left, bit, with, *tree;
	unsigned int literal, recent;

	lz_contexts(start, to, encoder->props, &literal, &recent);
	tree = encoder->model.literals[literal];
	for (left = 8; left--; node = 2 * node + bit) {
		with = 0;
		if (node == guess >> (left + 1))
			with = 256 + 256 * (guess >> left & 1);
		bit = *to >> left & 1;
		put_both(encoder, tree + with + node,
			 &encoder->model.recent[recent][node], bit);
	}
}

static void put_length(struct lz_encoder *encoder, struct lz_lengths *lengths,
		       unsigned int place, uint32_t len)
{
	uint32_t near = len < LZ_LONG ? len : LZ_LONG;

	put_leaf(encoder, lengths->near[place], LZ_LONG + 1, near);
	if (near == LZ_LONG)
		put_leaf(encoder, lengths->far, 256, len - LZ_LONG);
}

/* Returns the slot of a distance, and sets the number of bits that follow it. */
static unsigned int slot_of(uint32_t distance, unsigned int *bits)
{
	unsigned int top = 31;

	distance--;
	*bits = 0;
	if (distance < 4)
		return distance;
	while (!(distance >> top))
		top--;
	*bits = top - 1;
	return 2 * top + (distance >> *bits & 1);
}

/* Returns the index of the tree of slots, by the length of the match. */
static unsigned int slots_of(uint32_t len)
{
	return len < LZ_MIN + 3 ? len - LZ_MIN : 3;
}

static void put_distance(struct lz_encoder *encoder, uint32_t len,
			 uint32_t distance)
{
	struct lz_model *model = &encoder->model;
	unsigned int bits, slot = slot_of(distance, &bits);

	put_leaf(encoder, model->slots[slots_of(len)], 64, slot);
	if (slot < LZ_FAR) {
		put_reverse(encoder, model->rest[slot], bits, distance - 1);
		return;
	}
	while (bits-- > 4) {
		encoder->range &= ~1U;
		narrow(encoder, encoder->range >> 1,
		       (distance - 1) >> bits & 1);
	}
	put_reverse(encoder, model->align, 4, distance - 1);
}

void lz_start(struct lz_encoder *encoder, const struct buffer *data,
	      unsigned int props)
{
	memset(encoder, 0, sizeof(*encoder));
	lz_reset(&encoder->model);
	encoder->props = props;
	encoder->data = data;
	/* No symbol takes more than 16 bytes for a byte: no bit takes more than
	 * twelve, and no symbol of one byte has more than ten bits. */
	encoder->out = new_buffer(16 * data->len + 64);
	encoder->out.len = 0;
	/* The first byte is 0, and the decoder knows that. */
	encoder->range = RANGE_MIN;
}

struct lz_state lz_after(struct lz_state state, const struct lz_symbol *symbol)
{
	int is_match = symbol->distance != 0;

	state.history = lz_next_history(state.history, is_match);
	if (is_match)
		state.distance = symbol->distance;
	return state;
}

/* Returns what was asked for, and asks for the next. */
static uint32_t answer(struct lz_encoder *encoder)
{
	uint32_t price = encoder->price;

	encoder->price = 0;
	return price;
}

uint32_t lz_literal_price(struct lz_encoder *encoder, size_t at,
			  struct lz_state state)
{
	encoder->asks = 1;
	put_literal(encoder, at, state);
	encoder->asks = 0;
	return answer(encoder);
}

static uint32_t *match_decision(struct lz_encoder *encoder, size_t at,
				struct lz_state state)
{
	return &encoder->model.match[state.history]
				    [at & LZ_PLACES(encoder->props)];
}

uint32_t lz_match_price(struct lz_encoder *encoder, size_t at,
			struct lz_state state, int is_match)
{
	encoder->asks = 1;
	put(encoder, match_decision(encoder, at, state), is_match);
	encoder->asks = 0;
	return answer(encoder);
}

uint32_t lz_repeat_price(struct lz_encoder *encoder, struct lz_state state,
			 int repeat)
{
	encoder->asks = 1;
	put(encoder, &encoder->model.repeat[state.history], repeat);
	encoder->asks = 0;
	return answer(encoder);
}

void lz_look_up(struct lz_encoder *encoder, struct lz_prices *prices)
{
	struct lz_model *model = &encoder->model;
	unsigned int i, k, len;

	encoder->asks = 1;
	for (i = 0; i < 8; i++) {
		for (len = 0; len < LZ_LENGTHS; len++) {
			put_length(encoder, &model->lengths[i % 2], i / 2, len);
			prices->lengths[i % 2][i / 2][len] = answer(encoder);
		}
	}
	for (i = 0; i < 4 * 64; i++) {
		put_leaf(encoder, model->slots[i / 64], 64, i % 64);
		prices->slots[i / 64][i % 64] = answer(encoder);
	}
	for (i = 4; i < LZ_FAR; i++) {
		for (k = 0; k < 1U << (i / 2 - 1); k++) {
			put_reverse(encoder, model->rest[i], i / 2 - 1, k);
			prices->rest[i][k] = answer(encoder);
		}
	}
	for (k = 0; k < 16; k++) {
		put_reverse(encoder, model->align, 4, k);
		prices->align[k] = answer(encoder);
	}
	encoder->asks = 0;
}

uint32_t lz_distance_price(const struct lz_prices *prices, uint32_t len,
			   uint32_t distance)
{
	unsigned int bits, slot = slot_of(distance, &bits);
	uint32_t price = prices->slots[slots_of(len)][slot];

	if (slot < LZ_FAR)
		return price +
		       prices->rest[slot][(distance - 1) & ((1 << bits) - 1)];
	return price + LZ_PRICE_BIT * (bits - 4) +
	       prices->align[(distance - 1) % 16];
}

void lz_write(struct lz_encoder *encoder, size_t at, struct lz_state state,
	      const struct lz_symbol *symbol)
{
	unsigned int place = at & LZ_PLACES(encoder->props);
	int is_match = symbol->distance != 0, repeat = symbol->repeat;

	put(encoder, match_decision(encoder, at, state), is_match);
	if (!is_match) {
		put_literal(encoder, at, state);
		return;
	}
	put(encoder, &encoder->model.repeat[state.history], repeat);
	put_length(encoder, &encoder->model.lengths[repeat], place,
		   symbol->len - LZ_MIN + repeat);
	if (!repeat)
		put_distance(encoder, symbol->len, symbol->distance);
}

struct buffer lz_finish(struct lz_encoder *encoder)
{
	unsigned int i;

	for (i = 0; i < 4; i++) {
		encoder->out.data[encoder->out.len++] = encoder->low >> 24;
		encoder->low <<= 8;
	}
	encoder->out.len--;
	memmove(encoder->out.data, encoder->out.data + 1, encoder->out.len);
	return encoder->out;
}
