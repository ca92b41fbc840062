/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_LZ_ENCODER_H
#define ROM_LZ_ENCODER_H

/*
 * An encoder for lz_decoder.h, for the host. lz_parser.c chooses the symbols, and
 * lz_encoder.c writes them and knows what they cost.
 */

#include "buffer.h"
#include "lz_decoder.h"

/* Prices are in 1/256 of a bit. */
#define LZ_PRICE_BIT 256

/* The longest match, whatever its distance. */
#define LZ_MAX LZ_LENGTHS

/* What the next symbols depend on. */
struct lz_state {
	/* The history, of lz_next_history(). */
	unsigned int history;
	/* The last distance, or 0 if there was none. */
	uint32_t distance;
};

/* A symbol. */
struct lz_symbol {
	/* How many bytes it stands for. */
	uint32_t len;
	/* The distance of a match, or 0 for a literal. */
	uint32_t distance;
	/* Non-zero for a match that repeats the last distance. */
	int repeat;
};

/* A match: the nearest one of its length, and of those between that and the length of
 * the match before it. */
struct lz_match {
	/* Length and distance in bytes. */
	uint32_t len, distance;
};

/* All matches of the data. */
struct lz_matches {
	/* The matches, by place, and there by ascending length. */
	struct lz_match *all;
	/* The index of the first match of each place, and one more. */
	size_t *first;
};

/* What writes symbols. */
struct lz_encoder {
	/* The probabilities after the symbols that were written. */
	struct lz_model model;
	/* The parameters. */
	unsigned int props;
	/* What is encoded. */
	const struct buffer *data;
	/* What was written, with room for a lot more. */
	struct buffer out;
	/* The lowest of the numbers that are still possible, and how many these
	 * are. */
	uint32_t low, range;
	/* Non-zero while nothing is written but what it would cost is added to
	 * the price. */
	int asks;
	uint32_t price;
};

/* What parts of symbols cost. */
struct lz_prices {
	/* Lengths, as in struct lz_model. */
	uint32_t lengths[2][4][LZ_LENGTHS];
	/* Slots of distances, and what follows them. */
	uint32_t slots[4][64], rest[LZ_FAR][32], align[16];
};

/* How long the parser looks for better symbols: how many bytes it looks at before it
 * settles half of them, and how many ways to each byte it keeps. */
struct lz_effort {
	/* At most 4096. */
	unsigned int window;
	/* At most 16. */
	unsigned int ways;
	/* How much more than its price a literal must be worth, as it takes longer
	 * to decode than a match. */
	unsigned int literal;
};

/* Prepares an encoder. */
void lz_start(struct lz_encoder *encoder, const struct buffer *data,
	      unsigned int props);

/* Returns the state after a symbol. */
struct lz_state lz_after(struct lz_state state, const struct lz_symbol *symbol);

/* Returns the price of a literal, or of a bit that says whether a symbol is a match or
 * whether that repeats the last distance. */
uint32_t lz_literal_price(struct lz_encoder *encoder, size_t at,
			  struct lz_state state);
uint32_t lz_match_price(struct lz_encoder *encoder, size_t at,
			struct lz_state state, int is_match);
uint32_t lz_repeat_price(struct lz_encoder *encoder, struct lz_state state,
			 int repeat);

/* Looks up what the parts of symbols cost now. */
void lz_look_up(struct lz_encoder *encoder, struct lz_prices *prices);

/* Returns what a distance costs, for a match of that length. */
uint32_t lz_distance_price(const struct lz_prices *prices, uint32_t len,
			   uint32_t distance);

/* Writes a symbol, which stands for the data from an offset on. */
void lz_write(struct lz_encoder *encoder, size_t at, struct lz_state state,
	      const struct lz_symbol *symbol);

/* Writes what is left. Returns everything that was written. */
struct buffer lz_finish(struct lz_encoder *encoder);

/* Finds all matches of the data. */
struct lz_matches lz_find_matches(const struct buffer *data);
void lz_free_matches(struct lz_matches *matches);

/* Encodes data with these parameters. */
struct buffer lz_encode(const struct buffer *data,
			const struct lz_matches *matches, unsigned int props,
			struct lz_effort effort);

#endif /* ROM_LZ_ENCODER_H */
