/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Packs for tools/pack and tools/efipack: liblzma encodes, and the unpacker's own decoder shows how
 * much of the result it needs.
 */

#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include "buffer.h"
#include "lzma_decoder.h"

/* How the encoder looks for matches. */
struct search {
	/* The structure in which it does. */
	lzma_match_finder finder;
	/* The length of a match from which on it looks for no longer one. */
	unsigned int nice_len;
};

/* Encodes data with these parameters. Returns the length of the result, or 0 if
 * that does not fit in out. */
static size_t encode(const struct buffer *data, struct buffer *out,
		     uint32_t props, struct search search)
{
	lzma_options_lzma options;
	lzma_filter filters[] = {
		{ LZMA_FILTER_LZMA1, &options }, { LZMA_VLI_UNKNOWN, NULL },
	};
	size_t len = 0;

	if (lzma_lzma_preset(&options, 9 | LZMA_PRESET_EXTREME))
		die("liblzma: no such preset");
	options.lc = props % 9;
	options.lp = props / 9 % 5;
	options.pb = props / 45;
	options.mf = search.finder;
	options.nice_len = search.nice_len;
	options.depth = 1000;
	options.dict_size = 1 << 20;
	if (lzma_raw_buffer_encode(filters, NULL, data->data, data->len,
				   out->data, &len, out->len) != LZMA_OK)
		return 0;
	return len;
}

/* Encodes data with these parameters, and keeps the result in best if it is
 * shorter than what is there. Returns non-zero if it is. */
static int try_shorter(const struct buffer *data, struct buffer *best,
		       uint32_t props, struct search search)
{
	struct buffer out = new_buffer(data->len + 4096);
	size_t len = encode(data, &out, props, search);

	if (!len || len >= best->len) {
		free(out.data);
		return 0;
	}
	free(best->data);
	best->data = out.data;
	best->len = len;
	return 1;
}

/* Returns non-zero if the data come out again when they are unpacked. */
static int unpacks(const struct buffer *data, const struct buffer *packed,
		   uint32_t props)
{
	static struct lzma_model model;
	struct buffer again = new_buffer(data->len);
	int same = lzma_decode(again.data, again.len, packed->data,
			       packed->len, props, &model) == 0 &&
		   memcmp(again.data, data->data, data->len) == 0;

	free(again.data);
	return same;
}

/* Tries ways of looking for matches. */
static void try_searches(const struct buffer *data, struct buffer *best,
			 uint32_t props)
{
	static const lzma_match_finder finders[] = { LZMA_MF_BT2, LZMA_MF_BT3,
						     LZMA_MF_BT4 };
	static const unsigned int nice_lens[] = { 16, 24, 32, 48, 64, 100,
						  273 };
	size_t finder, len;

	for (finder = 0; finder < sizeof(finders) / sizeof(finders[0]);
	     finder++) {
		for (len = 0; len < sizeof(nice_lens) / sizeof(nice_lens[0]);
		     len++)
			try_shorter(data, best, props,
				    (struct search){ finders[finder],
						     nice_lens[len] });
	}
}

/* Tries all parameters that the unpacker accepts, and then several ways of looking
 * for matches. */
struct buffer pack_lzma(const struct buffer *data, uint32_t *props)
{
	static const struct search search = { LZMA_MF_BT4, 273 };
	struct buffer best = { NULL, SIZE_MAX };
	unsigned int lc, lp, pb;

	for (lc = 0; lc <= LZMA_LCLP_MAX; lc++) {
		for (lp = 0; lp <= 2 && lc + lp <= LZMA_LCLP_MAX; lp++) {
			for (pb = 0; pb <= 2; pb++) {
				if (try_shorter(data, &best,
						LZMA_PROPS(lc, lp, pb),
						search))
					*props = LZMA_PROPS(lc, lp, pb);
			}
		}
	}
	try_searches(data, &best, *props);
	if (!best.data || !unpacks(data, &best, *props))
		die("what was packed does not unpack");
	/* The decoder knows the length of the data, and so does not need the
	 * last bytes. */
	do {
		best.len--;
	} while (unpacks(data, &best, *props));
	best.len++;
	return best;
}
