/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Merges prefixes with the opcodes that they come before (merge.h). Every third
 * instruction of 64-bit code has a prefix, and half of all opcodes are in no
 * instruction that a compiler uses: these become names for the most frequent pairs
 * of prefix and opcode.
 */

#include <stdlib.h>
#include <string.h>
#include "merge.h"
#include "x86_opcodes.h"

/* How often a pair must be there to be worth its entry in the table. */
#define WORTH 4
/* How many pairs there could be. */
#define PAIRS 65536

/* A prefix and the opcode after it, and how often they are there. */
struct pair {
	struct x86_merged what;
	unsigned int count;
};

/* Returns non-zero if a prefix and an opcode start at a place in the stream, which
 * has two bytes for each of them. */
static int is_pair(const uint8_t *at, const uint8_t *end)
{
	return end - at >= 4 && x86_follows_opcode(at[0]) == P && !at[1];
}

static int by_count(const void *a, const void *b)
{
	const struct pair *first = a, *second = b;

	if (first->count != second->count)
		return first->count < second->count ? 1 : -1;
	return memcmp(&first->what, &second->what, sizeof(first->what));
}

static int by_bytes(const void *a, const void *b)
{
	const struct pair *first = a, *second = b;

	return memcmp(&first->what, &second->what, sizeof(first->what));
}

/* Counts all pairs in the stream, and how often each opcode is there. pairs has one
 * entry for each pair that could be there. */
static void count_pairs(const uint8_t *at, const uint8_t *end,
			struct pair *pairs, unsigned int *opcodes)
{
	unsigned int i;

	for (i = 0; i < PAIRS; i++) {
		pairs[i].what = (struct x86_merged){ i >> 8, i };
		pairs[i].count = 0;
	}
	for (; at < end; at += 2) {
		opcodes[at[0]]++;
		if (is_pair(at, end))
			pairs[at[0] << 8 | at[2]].count++;
	}
}

/* Gives names to the most frequent pairs, except 0, which is no name. The table is
 * short after packing as names and pairs ascend together. */
static void name_pairs(struct pair *pairs, const unsigned int *opcodes,
		       struct x86_merged *table)
{
	unsigned int code, used = 0, names = 0;

	for (code = 1; code < X86_NAMES; code++)
		names += !opcodes[code] && code != X86_MARK;
	qsort(pairs, PAIRS, sizeof(*pairs), by_count);
	while (used < names && pairs[used].count >= WORTH)
		used++;
	qsort(pairs, used, sizeof(*pairs), by_bytes);
	for (code = 1; code < X86_NAMES && used; code++) {
		if (opcodes[code] || code == X86_MARK)
			continue;
		table[code] = pairs++->what;
		used--;
	}
}

size_t x86_merge(uint8_t *stream, size_t len, struct x86_merged *table)
{
	static struct pair pairs[PAIRS];
	const uint8_t *at = stream, *end = stream + len;
	uint8_t names[PAIRS] = { 0 }, *to = stream;
	unsigned int opcodes[X86_NAMES] = { 0 }, code;

	count_pairs(at, end, pairs, opcodes);
	memset(table, 0, X86_NAMES * sizeof(*table));
	name_pairs(pairs, opcodes, table);
	for (code = 1; code < X86_NAMES; code++)
		names[table[code].prefix << 8 | table[code].opcode] = code;
	for (; at < end; at += 2) {
		uint8_t opcode = at[0];

		if (is_pair(at, end) && names[at[0] << 8 | at[2]]) {
			opcode = names[at[0] << 8 | at[2]];
			at += 2;
		}
		*to++ = opcode;
		*to++ = at[1];
	}
	return to - stream;
}
