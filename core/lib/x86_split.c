/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Takes i386 code apart: x86_walk.h tells how.
 */

#include <string.h>

#define JOIN 0
#include "x86_walk.h"

/* How many of them are not behind a place. */
static unsigned int places_up_to(const struct places *places, uint32_t at)
{
	unsigned int i;

	for (i = 0; i < places->len && places->at[i] <= at; i++)
		;
	return i;
}

/* Where the operand at a place leads. */
static uint32_t target_of(const struct walk *walk, uint32_t at)
{
	int32_t distance = (int8_t)walk->start[at];

	if (walk->marks[at] & SHORT)
		return at + 1 + distance;
	__builtin_memcpy(&distance, walk->start + at, sizeof(distance));
	return at + OPERAND + distance;
}

/* The number of the return before a place; 0: there is none. */
static int count_returns(const struct walk *walk, uint32_t target)
{
	unsigned int number = places_up_to(&walk->returns, target);

	return number && walk->returns.at[number - 1] == target ? number : 0;
}

/* The labels from a place to another one, which is one; 0: too many. */
static int count_labels(const struct walk *walk, uint32_t at, uint32_t target)
{
	int count = places_up_to(&walk->labels, target) -
		    places_up_to(&walk->labels, at);

	if (target < at)
		count--;
	return count == (int8_t)count ? count : 0;
}

/* Puts labels where jumps go, after a walk that has found those. */
static void find_labels(struct walk *walk, size_t len)
{
	uint32_t at, target;

	for (at = 0; at < len; at++) {
		target = target_of(walk, at);
		if (walk->marks[at] & (SHORT | LONG) && target < len &&
		    walk->marks[target] & START)
			walk->marks[target] |= LABEL;
	}
	for (at = 0; at < len; at++) {
		if (walk->labels.len == X86_PLACES)
			walk->marks[at] &= ~LABEL;
		else if (walk->marks[at] & LABEL)
			add_place(&walk->labels, at);
	}
}

static void count(struct walk *walk, size_t len)
{
	uint32_t at, target;

	for (at = 0; at < len; at++) {
		target = target_of(walk, at);
		if (walk->marks[at] & CALLED)
			walk->counts[at] = count_returns(walk, target);
		else if (walk->marks[at] & (SHORT | LONG) && target < len &&
			 walk->marks[target] & LABEL)
			walk->counts[at] = count_labels(walk, at, target);
	}
}

size_t x86_split(void *code, size_t len, void *out, uint32_t *lens, void *work)
{
	size_t room = X86_ROOM(len), total = 0;
	struct walk walk;
	uint8_t *to = out;
	unsigned int i, round;

	for (round = 0; round < 2; round++) {
		start_walk(&walk, code, len, work);
		for (i = 0; i < X86_STREAMS; i++)
			walk.streams[i] = to + i * room;
		walk_along(&walk, len);
		if (round == 0) {
			find_labels(&walk, len);
			count(&walk, len);
		}
	}
	for (i = 0; i < X86_STREAMS; i++) {
		lens[i] = walk.streams[i] - (to + i * room);
		memmove(to + total, to + i * room, lens[i]);
		total += lens[i];
	}
	return total;
}
