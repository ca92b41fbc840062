/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The range coder of range_coder.h for the host that builds and tests.
 */

#include "range_coder.h"

/* Takes in a byte if the range has become too small to be divided. */
static void refill(struct range_coder *coder)
{
	if (coder->range >= RANGE_MIN)
		return;
	coder->range <<= 8;
	coder->code <<= 8;
	if (coder->in == coder->end)
		coder->missing++;
	else
		coder->code |= *coder->in++;
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

uint32_t range_follow(struct range_coder *coder, uint32_t *tree, uint32_t guess)
{
	uint32_t leaf = 256 + guess, left = 8, node = 1;

	while (left && node == leaf >> left) {
		left--;
		node = descend(coder, tree + 256 + 256 * (leaf >> left & 1),
			       node);
	}
	return walk_on(coder, tree, node, 256);
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
