/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Chooses the symbols for lz_encoder.c. It looks at a window of the data at a time,
 * and finds the cheapest way through that with the prices that symbols have at its
 * start. The symbols of its first half are written, which changes the prices, and the
 * next window begins there.
 */

#include <stdlib.h>
#include <string.h>
#include "lz_encoder.h"

#define WINDOW_MAX 4096
#define WAYS_MAX 16
/* How many places with the same two bytes are looked at for matches. */
#define DEPTH 2000

/* A way to a place in the window. */
struct way {
	/* What it costs. */
	uint32_t price;
	/* The state at that place. */
	struct lz_state state;
	/* The last symbol, and the index of the way to where that begins. */
	struct lz_symbol symbol;
	unsigned int from;
};

/* What the parser works with. */
struct parser {
	struct lz_encoder encoder;
	struct lz_prices prices;
	const struct lz_matches *matches;
	struct lz_effort effort;
	/* The cheapest ways to each place of the window, and how many there
	 * are. */
	struct way ways[WINDOW_MAX + 1][WAYS_MAX];
	unsigned int counts[WINDOW_MAX + 1];
};

/* Returns how many bytes match at a distance. */
static uint32_t match_len(const struct buffer *data, size_t at,
			  uint32_t distance)
{
	const uint8_t *here = data->data + at;
	uint32_t max = data->len - at < LZ_MAX ? data->len - at : LZ_MAX;
	uint32_t len = 0;

	while (len < max && here[len] == *(here + len - distance))
		len++;
	return len;
}

/* Appends a match. */
static void append(struct lz_matches *matches, size_t count, uint32_t len,
		   uint32_t distance)
{
	/* There is room up to the next power of two. */
	if (!(count & (count - 1)))
		matches->all = realloc(matches->all, (count ? 2 * count : 1) *
				       sizeof(matches->all[0]));
	if (!matches->all)
		die("out of memory");
	matches->all[count] = (struct lz_match){ len, distance };
}

struct lz_matches lz_find_matches(const struct buffer *data)
{
	struct lz_matches matches = {
		NULL,
		(void *)new_buffer((data->len + 1) * sizeof(size_t)).data,
	};
	size_t *last = (void *)new_buffer(65536 * sizeof(size_t)).data;
	size_t *before = (void *)new_buffer((data->len + 1) *
					    sizeof(size_t)).data;
	size_t count = 0, at, from;

	for (at = 0; at + 1 < data->len; at++) {
		unsigned int two = data->data[at] << 8 | data->data[at + 1];
		uint32_t best = 1, len, depth = DEPTH;

		matches.first[at] = count;
		/* Offsets are kept plus 1, as 0 is none. */
		for (from = last[two]; from && depth-- && best < LZ_MAX;
		     from = before[from]) {
			len = match_len(data, at, at + 1 - from);
			if (len <= best)
				continue;
			best = len;
			append(&matches, count++, len, at + 1 - from);
		}
		before[at + 1] = last[two];
		last[two] = at + 1;
	}
	for (; at <= data->len; at++)
		matches.first[at] = count;
	free(last);
	free(before);
	return matches;
}

/* Adds a way to where the symbol leads from another way, if it is one of the
 * cheapest there. */
static void add(struct parser *parser, unsigned int at, unsigned int from,
		uint32_t price, struct lz_symbol symbol)
{
	struct way *ways = parser->ways[at + symbol.len];
	unsigned int count = parser->counts[at + symbol.len], i;
	struct lz_state state = lz_after(parser->ways[at][from].state, &symbol);

	/* Of the ways to the same state, only the cheapest is of use. */
	for (i = 0; i < count; i++) {
		if (ways[i].state.history == state.history &&
		    ways[i].state.distance == state.distance)
			break;
	}
	if (i < count) {
		if (ways[i].price <= price)
			return;
	} else if (count < parser->effort.ways) {
		parser->counts[at + symbol.len]++;
	} else if (ways[--i].price <= price) {
		return;
	}
	for (; i > 0 && ways[i - 1].price > price; i--)
		ways[i] = ways[i - 1];
	ways[i] = (struct way){ price, state, symbol, from };
}

/* Adds the matches that go on from a way. They end in the window, which has left
 * bytes after that place. */
static void add_matches(struct parser *parser, size_t start, unsigned int at,
			unsigned int from, uint32_t left)
{
	struct lz_encoder *encoder = &parser->encoder;
	const struct way *way = &parser->ways[at][from];
	unsigned int place = (start + at) & LZ_PLACES(encoder->props);
	uint32_t price = way->price + lz_match_price(encoder, start + at,
						     way->state, 1);
	uint32_t repeat = price + lz_repeat_price(encoder, way->state, 1);
	struct lz_symbol symbol = { 1, way->state.distance, 1 };
	size_t i = parser->matches->first[start + at];
	uint32_t max = 0;

	price += lz_repeat_price(encoder, way->state, 0);
	if (symbol.distance)
		max = match_len(encoder->data, start + at, symbol.distance);
	for (; symbol.len <= max && symbol.len <= left; symbol.len++)
		add(parser, at, from, repeat +
		    parser->prices.lengths[1][place][symbol.len - 1], symbol);
	symbol.repeat = 0;
	symbol.len = LZ_MIN;
	for (; i < parser->matches->first[start + at + 1]; i++) {
		symbol.distance = parser->matches->all[i].distance;
		max = parser->matches->all[i].len;
		for (; symbol.len <= max && symbol.len <= left; symbol.len++)
			add(parser, at, from, price +
			    parser->prices.lengths[0][place]
						  [symbol.len - LZ_MIN] +
			    lz_distance_price(&parser->prices, symbol.len,
					      symbol.distance), symbol);
	}
}

/* Finds the ways through a window. */
static void find_ways(struct parser *parser, size_t start, unsigned int len,
		      struct lz_state state)
{
	static const struct lz_symbol literal = { 1, 0, 0 };
	unsigned int at, i;

	memset(parser->counts, 0, sizeof(parser->counts));
	parser->counts[0] = 1;
	parser->ways[0][0] = (struct way){ 0, state, literal, 0 };
	lz_look_up(&parser->encoder, &parser->prices);
	for (at = 0; at < len; at++) {
		for (i = 0; i < parser->counts[at]; i++) {
			struct way *way = &parser->ways[at][i];

			add(parser, at, i, way->price +
			    parser->effort.literal +
			    lz_match_price(&parser->encoder, start + at,
					   way->state, 0) +
			    lz_literal_price(&parser->encoder, start + at,
					     way->state), literal);
			add_matches(parser, start, at, i, len - at);
		}
	}
}

/* Writes the symbols of the cheapest way that begin before an offset in the window
 * of len bytes. Returns how many bytes they stand for, and sets the state after
 * them. */
static unsigned int write_way(struct parser *parser, size_t start,
			      unsigned int len, unsigned int end,
			      struct lz_state *state)
{
	static struct lz_symbol symbols[WINDOW_MAX];
	unsigned int count = 0, from = 0, at;
	const struct way *way;

	for (at = len; at; at -= way->symbol.len) {
		way = &parser->ways[at][from];
		symbols[count++] = way->symbol;
		from = way->from;
	}
	for (; count-- && at < end; at += symbols[count].len) {
		lz_write(&parser->encoder, start + at, *state,
			 &symbols[count]);
		*state = lz_after(*state, &symbols[count]);
	}
	return at;
}

void lz_free_matches(struct lz_matches *matches)
{
	free(matches->all);
	free(matches->first);
}

struct buffer lz_encode(const struct buffer *data,
			const struct lz_matches *matches, unsigned int props,
			struct lz_effort effort)
{
	static struct parser parser;
	struct lz_state state = { 0, 0 };
	size_t start = 0;

	parser.effort = effort;
	parser.matches = matches;
	lz_start(&parser.encoder, data, props);
	while (start < data->len) {
		unsigned int len = effort.window, end = len / 2;

		if (data->len - start <= len)
			end = len = data->len - start;
		find_ways(&parser, start, len, state);
		start += write_way(&parser, start, len, end, &state);
	}
	return lz_finish(&parser.encoder);
}
