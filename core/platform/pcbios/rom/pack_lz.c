/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Packs for tools/pack and tools/efipack: tries parameters of the encoder, and the
 * unpacker's own decoder shows how much of the result it needs.
 */

#include <stdlib.h>
#include <string.h>
#include "lz_encoder.h"

/* Encodes data with these parameters, and keeps the result in best if it is
 * shorter than what is there. Returns non-zero if it is. */
static int try_shorter(const struct buffer *data,
		       const struct lz_matches *matches,
		       struct buffer *best, uint32_t props, struct lz_effort effort)
{
	struct buffer out = lz_encode(data, matches, props, effort);

	if (out.len >= best->len) {
		free(out.data);
		return 0;
	}
	free(best->data);
	*best = out;
	return 1;
}

/* Chooses the parameters, one kind after the other, each as it makes the data shortest
 * together with those of the other kinds. */
static void try_parameters(const struct buffer *data,
			   const struct lz_matches *matches,
			   unsigned int literal, uint32_t *props)
{
	/* What each kind of parameter may be. */
	static const struct {
		uint32_t mask, values[6];
	} kinds[] = {
		{ LZ_PROPS(0, 0, 0, 1), { LZ_PROPS(0, 0, 0, 0),
					  LZ_PROPS(0, 0, 0, 1) } },
		{ LZ_PROPS(0, 15, 0, 0), { LZ_PROPS(0, 0, 0, 0),
					   LZ_PROPS(0, 1, 0, 0),
					   LZ_PROPS(0, 3, 0, 0) } },
		{ LZ_PROPS(0, 0, 3, 0), { LZ_PROPS(0, 0, 0, 0),
					  LZ_PROPS(0, 0, 1, 0),
					  LZ_PROPS(0, 0, 3, 0) } },
		{ LZ_PROPS(7, 0, 0, 0), { 0, 1, 2, 3, 4 } },
	};
	struct lz_effort effort = { 512, 1, literal };
	struct buffer best = { NULL, SIZE_MAX };
	unsigned int round, kind, i;

	*props = 0;
	for (round = 0; round < 2; round++) {
		for (kind = 0; kind < sizeof(kinds) / sizeof(kinds[0]); kind++) {
			for (i = 0; i < 5; i++) {
				uint32_t next = (*props & ~kinds[kind].mask) |
						kinds[kind].values[i];

				if (try_shorter(data, matches, &best, next, effort))
					*props = next;
			}
		}
	}
	free(best.data);
}

/* Returns non-zero if the data come out again when they are unpacked. */
static int unpacks(const struct buffer *data, const struct buffer *packed,
		   uint32_t props)
{
	static struct lz_model model;
	struct buffer again = new_buffer(data->len);
	int same = lz_decode(again.data, again.len, packed->data, packed->len,
			     props, &model) == 0 &&
		   memcmp(again.data, data->data, data->len) == 0;

	free(again.data);
	return same;
}

/* Tries parameters, and then several efforts: which of these makes data shortest is
 * not known before. */
struct buffer pack_lz(const struct buffer *data, unsigned int literal,
		      uint32_t *props)
{
	static const unsigned int windows[] = { 48, 64, 128 };
	struct lz_matches matches = lz_find_matches(data);
	struct buffer best = { NULL, SIZE_MAX };
	unsigned int i;

	try_parameters(data, &matches, literal, props);
	for (i = 0; i < sizeof(windows) / sizeof(windows[0]); i++)
		try_shorter(data, &matches, &best, *props,
			    (struct lz_effort){ windows[i], 8, literal });
	lz_free_matches(&matches);
	if (!unpacks(data, &best, *props))
		die("what was packed does not unpack");
	/* The decoder knows the length of the data, and so does not need the
	 * last bytes. */
	do {
		best.len--;
	} while (unpacks(data, &best, *props));
	best.len++;
	return best;
}
