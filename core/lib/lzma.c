/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * LZMA decoder. The format is a range coder over adaptive binary
 * probabilities; each decision has its own, chosen by a state that knows what
 * the last few symbols were:
 *
 *   0 literal | 1 0 match | 1 1 0 0 short rep | 1 1 0 1 rep0
 *   1 1 1 0 rep1 | 1 1 1 1 0 rep2 | 1 1 1 1 1 rep3
 *
 * Written for little code and, as it also runs in emulators, for few
 * instructions a bit. The output is its own dictionary.
 */

#include <core/lzma.h>

#define PROB_BITS 11
#define PROB_INIT (1 << (PROB_BITS - 1))
#define MOVE_BITS 5
#define TOP (1U << 24)

#define POS_STATES 16
#define STATES 12
#define LITERAL_STATES 7	/* states after a literal */
#define MIN_MATCH 2

/* Indices into the probabilities; decisions of a state are POS_STATES apart. */
#define LEN_CHOICE 0
#define LEN_LOW 2
#define LEN_MID (LEN_LOW + (POS_STATES << 3))
#define LEN_HIGH (LEN_MID + (POS_STATES << 3))
#define LEN_PROBS (LEN_HIGH + 256)

#define IS_MATCH 0
#define IS_REP (IS_MATCH + STATES * POS_STATES)
#define IS_REP_G0 (IS_REP + STATES)
#define IS_REP_G1 (IS_REP_G0 + STATES)
#define IS_REP_G2 (IS_REP_G1 + STATES)
#define IS_REP0_LONG (IS_REP_G2 + STATES)
#define SLOTS (IS_REP0_LONG + STATES * POS_STATES)
#define SPECIAL (SLOTS + 4 * 64)
#define ALIGN (SPECIAL + 128)
#define MATCH_LEN (ALIGN + 16)
#define REP_LEN (MATCH_LEN + LEN_PROBS)
#define LITERALS (REP_LEN + LEN_PROBS)

_Static_assert(LITERALS <= LZMA_PROBS(0) - 0x300, "LZMA_PROBS");

struct decoder {
	const uint8_t *in, *in_end;
	uint32_t range, code;
	uint16_t *probs;
	int overrun;		/* read beyond the end */
};

static inline void normalise(struct decoder *d)
{
	if (d->range >= TOP)
		return;
	d->range <<= 8;
	d->code <<= 8;
	if (d->in < d->in_end)
		d->code |= *d->in++;
	else
		d->overrun = 1;
}

static inline unsigned int bit(struct decoder *d, uint16_t *prob)
{
	uint32_t p = *prob;
	uint32_t bound;

	normalise(d);
	bound = (d->range >> PROB_BITS) * p;
	if (d->code < bound) {
		d->range = bound;
		*prob = p + (((1 << PROB_BITS) - p) >> MOVE_BITS);
		return 0;
	}
	d->range -= bound;
	d->code -= bound;
	*prob = p - (p >> MOVE_BITS);
	return 1;
}

/* A number of n bits from a tree of probabilities, highest bit first. */
static unsigned int tree(struct decoder *d, uint16_t *probs, unsigned int n)
{
	unsigned int limit = 1 << n;
	unsigned int value = 1;

	while (value < limit)
		value = (value << 1) | bit(d, &probs[value]);
	return value - limit;
}

/* The same, lowest bit first. */
static unsigned int reverse_tree(struct decoder *d, uint16_t *probs,
				 unsigned int n)
{
	unsigned int value = 0, node = 1, i;

	for (i = 0; i < n; i++) {
		unsigned int b = bit(d, &probs[node]);

		node = (node << 1) | b;
		value |= b << i;
	}
	return value;
}

static uint32_t direct_bits(struct decoder *d, unsigned int n)
{
	uint32_t value = 0;

	while (n--) {
		normalise(d);
		d->range >>= 1;
		value <<= 1;
		if (d->code >= d->range) {
			d->code -= d->range;
			value |= 1;
		}
	}
	return value;
}

static unsigned int length(struct decoder *d, uint16_t *probs,
			   unsigned int pos_state)
{
	if (!bit(d, &probs[LEN_CHOICE]))
		return tree(d, &probs[LEN_LOW + (pos_state << 3)], 3);
	if (!bit(d, &probs[LEN_CHOICE + 1]))
		return 8 + tree(d, &probs[LEN_MID + (pos_state << 3)], 3);
	return 16 + tree(d, &probs[LEN_HIGH], 8);
}

/* Distance of a match, less one. */
static uint32_t distance(struct decoder *d, unsigned int len)
{
	unsigned int slot, bits;
	uint32_t dist;

	slot = tree(d, &d->probs[SLOTS + ((len < 3 ? len : 3) << 6)], 6);
	if (slot < 4)
		return slot;
	bits = (slot >> 1) - 1;
	dist = (2 | (slot & 1)) << bits;
	if (slot < 14)
		return dist + reverse_tree(d, &d->probs[SPECIAL + dist - slot],
					   bits);
	dist += direct_bits(d, bits - 4) << 4;
	return dist + reverse_tree(d, &d->probs[ALIGN], 4);
}

/* A literal after a match is compared bit by bit with the byte that stands
 * where the match would have gone on. */
static unsigned int matched_literal(struct decoder *d, uint16_t *probs,
				    unsigned int match)
{
	unsigned int symbol = 1;

	while (symbol < 0x100) {
		unsigned int match_bit = (match >> 7) & 1;
		unsigned int b;

		match <<= 1;
		b = bit(d, &probs[((1 + match_bit) << 8) + symbol]);
		symbol = (symbol << 1) | b;
		if (b != match_bit)
			break;
	}
	while (symbol < 0x100)
		symbol = (symbol << 1) | bit(d, &probs[symbol]);
	return symbol;
}

/* What a repeated match is: moves its distance to the front. Returns 1 for a
 * single byte. */
static int repeat(struct decoder *d, uint32_t *rep, unsigned int state,
		  unsigned int pos_state)
{
	uint16_t *probs = d->probs;
	uint32_t dist;

	if (!bit(d, &probs[IS_REP_G0 + state]))
		return !bit(d, &probs[IS_REP0_LONG + (state << 4) + pos_state]);
	if (!bit(d, &probs[IS_REP_G1 + state])) {
		dist = rep[1];
	} else {
		if (!bit(d, &probs[IS_REP_G2 + state])) {
			dist = rep[2];
		} else {
			dist = rep[3];
			rep[3] = rep[2];
		}
		rep[2] = rep[1];
	}
	rep[1] = rep[0];
	rep[0] = dist;
	return 0;
}

/* Length of the match that comes next, rep[0] its distance. */
static unsigned int match(struct decoder *d, uint32_t *rep,
			  unsigned int *state, unsigned int pos_state)
{
	unsigned int old = *state;
	unsigned int len;

	if (bit(d, &d->probs[IS_REP + old])) {
		if (repeat(d, rep, old, pos_state)) {
			*state = old < LITERAL_STATES ? 9 : 11;
			return 1;
		}
		*state = old < LITERAL_STATES ? 8 : 11;
		return MIN_MATCH + length(d, &d->probs[REP_LEN], pos_state);
	}
	*state = old < LITERAL_STATES ? 7 : 10;
	rep[3] = rep[2];
	rep[2] = rep[1];
	rep[1] = rep[0];
	len = length(d, &d->probs[MATCH_LEN], pos_state);
	rep[0] = distance(d, len);
	return MIN_MATCH + len;
}

static int start(struct decoder *d)
{
	unsigned int i;

	if (d->in_end - d->in < 5 || d->in[0] != 0)
		return -1;
	d->range = 0xffffffff;
	for (i = 1; i < 5; i++)
		d->code = (d->code << 8) | d->in[i];
	d->in += 5;
	return 0;
}

int lzma_decode(void *out, size_t out_len, const void *in, size_t in_len,
		unsigned int props, uint16_t *probs)
{
	struct decoder d = { in, (const uint8_t *)in + in_len, 0, 0, probs, 0 };
	unsigned int lc = props % 9, lp = props / 9 % 5, pb = props / 45;
	unsigned int state = 0, previous = 0, len;
	uint32_t rep[4] = { 0, 0, 0, 0 };
	uint8_t *dest = out;
	size_t pos = 0;

	if (pb > 4 || lc + lp > LZMA_LCLP_MAX || start(&d) != 0)
		return -1;
	for (len = 0; len < (unsigned int)LZMA_PROBS(lc + lp); len++)
		probs[len] = PROB_INIT;

	while (pos < out_len && !d.overrun) {
		unsigned int pos_state = pos & ((1 << pb) - 1);

		if (!bit(&d, &probs[IS_MATCH + (state << 4) + pos_state])) {
			unsigned int context = ((pos & ((1 << lp) - 1)) << lc) |
					       (previous >> (8 - lc));
			uint16_t *literal = &probs[LITERALS + 0x300 * context];

			previous = state < LITERAL_STATES ?
				tree(&d, literal, 8) :
				matched_literal(&d, literal,
						dest[pos - rep[0] - 1]) & 0xff;
			dest[pos++] = previous;
			state = state < 4 ? 0 : state < 10 ? state - 3 :
				state - 6;
			continue;
		}
		len = match(&d, rep, &state, pos_state);
		if (rep[0] >= pos || len > out_len - pos)
			return -1;
		for (; len; len--, pos++)
			dest[pos] = dest[pos - rep[0] - 1];
		previous = dest[pos - 1];
	}
	return d.overrun ? -1 : 0;
}
