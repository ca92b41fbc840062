/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Puts i386 code together again: x86_walk.h tells how.
 */

#define JOIN 1
#include "x86_walk.h"

/* Operands for the counts. */
static void measure(struct walk *walk, size_t len)
{
	unsigned int labels = 0, number;
	const struct places *places;
	uint32_t at, distance;
	int count;

	for (at = 0; at < len; at++) {
		while (labels < walk->labels.len &&
		       walk->labels.at[labels] <= at)
			labels++;
		count = walk->counts[at];
		if (!count)
			continue;
		places = &walk->labels;
		number = labels + count - (count > 0);
		if (walk->marks[at] & CALLED) {
			places = &walk->returns;
			number = count - 1;
		}
		if (number >= places->len)
			continue;
		distance = places->at[number] - at;
		if (walk->marks[at] & SHORT) {
			walk->start[at] = distance - 1;
			continue;
		}
		distance -= OPERAND;
		__builtin_memcpy(walk->start + at, &distance, sizeof(distance));
	}
}

int x86_join(void *code, size_t len, void *in, const uint32_t *lens, void *work)
{
	struct walk walk;
	uint8_t *from = in;
	unsigned int i;

	start_walk(&walk, code, len, work);
	for (i = 0; i < X86_STREAMS; i++) {
		walk.streams[i] = from;
		from += lens[i];
	}
	walk_along(&walk, len);
	from = in;
	for (i = 0; i < X86_STREAMS; i++) {
		from += lens[i];
		if (walk.streams[i] != from)
			return -1;
	}
	measure(&walk, walk.code - walk.start);
	return 0;
}
