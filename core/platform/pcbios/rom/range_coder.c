/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The range coder of range_coder.h for the host that builds and tests.
 */

#include "range_coder.h"

/* Takes in bytes if the range has become too small to be divided. */
static void refill(struct range_coder *coder)
{
	while (coder->range < RANGE_MIN) {
		coder->range <<= 8;
		coder->code <<= 8;
		if (coder->in == coder->end)
			coder->missing++;
		else
			coder->code |= *coder->in++;
	}
}

void range_reset(uint32_t *entries, uint32_t value, uint32_t count)
{
	while (count--)
		*entries++ = value;
}

/* Reads the bit of which tree[node] is the probability. Returns the child of
 * the node that belongs to that bit. */
static uint32_t descend(struct range_coder *coder, uint32_t *tree,
			uint32_t node)
{
	uint32_t *zero = &tree[node];
	uint32_t share;

	refill(coder);
	share = (coder->range >> PROBABILITY_BITS) * *zero;
	if (coder->code < share) {
		coder->range = share;
		*zero += ((1 << PROBABILITY_BITS) - *zero) >> PROBABILITY_SPEED;
		return 2 * node;
	}
	coder->range -= share;
	coder->code -= share;
	*zero -= *zero >> PROBABILITY_SPEED;
	return 2 * node + 1;
}

/* Walks down from a node to a leaf. Returns the number of the leaf. */
static uint32_t walk_on(struct range_coder *coder, uint32_t *tree,
			uint32_t node, uint32_t leaves)
{
	while (node < leaves)
		node = descend(coder, tree, node);
	return node - leaves;
}

uint32_t range_decide(struct range_coder *coder, uint32_t *zero)
{
	return walk_on(coder, zero - 1, 1, 2);
}

uint32_t range_walk(struct range_coder *coder, uint32_t *tree, uint32_t leaves)
{
	return walk_on(coder, tree, 1, leaves);
}

void range_adapt(uint32_t *estimate, uint32_t bit)
{
	uint32_t rate = *estimate & 0xff;
	uint32_t move = (bit ? *estimate : *estimate ^ ESTIMATE_MASK) >> rate;

	move &= ESTIMATE_MASK;
	*estimate += (bit ? -move : move) + (rate < RATE_MAX);
}

/* Reads the bit of which tree[node] and recent[node] are the estimates. Returns the
 * child of the node that belongs to that bit. */
static uint32_t descend_both(struct range_coder *coder, uint32_t *tree,
			     uint32_t *recent, uint32_t node)
{
	uint32_t sum = tree[node] + recent[node], bit = 0;
	uint32_t share;

	refill(coder);
	share = range_share(coder->range, sum);
	if (coder->code < share) {
		coder->range = share;
	} else {
		coder->range -= share;
		coder->code -= share;
		bit = 1;
	}
	range_adapt(&tree[node], bit);
	range_adapt(&recent[node], bit);
	return 2 * node + bit;
}

uint32_t range_literal(struct range_coder *coder, uint32_t *tree,
		       uint32_t *recent, uint32_t guess)
{
	uint32_t left = 8, node = 1;

	while (left && node == guess >> left) {
		left--;
		node = descend_both(coder,
				    tree + 256 + 256 * (guess >> left & 1),
				    recent, node);
	}
	while (node < 256)
		node = descend_both(coder, tree, recent, node);
	return node - 256;
}

uint32_t range_halves(struct range_coder *coder, uint32_t bits)
{
	uint32_t value = 0;

	while (bits--) {
		refill(coder);
		coder->range >>= 1;
		value <<= 1;
		if (coder->code >= coder->range) {
			coder->code -= coder->range;
			value++;
		}
	}
	return value;
}
