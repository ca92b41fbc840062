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

/* Encodes data with these parameters. Returns the length of the result, or 0 if
 * that does not fit in out. */
static size_t encode(const struct buffer *data, struct buffer *out,
		     uint32_t props, unsigned int nice_len)
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
	options.nice_len = nice_len;
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
		       uint32_t props, unsigned int nice_len)
{
	struct buffer out = new_buffer(data->len + 4096);
	size_t len = encode(data, &out, props, nice_len);

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

/* Tries all parameters that the unpacker accepts, and then several lengths of a
 * match from which on the encoder looks for no longer one. */
struct buffer pack_lzma(const struct buffer *data, uint32_t *props)
{
	static const unsigned int nice_lens[] = { 16, 24, 32, 48, 64, 100 };
	struct buffer best = { NULL, SIZE_MAX };
	unsigned int lc, lp, pb, i;

	for (lc = 0; lc <= LZMA_LCLP_MAX; lc++) {
		for (lp = 0; lp <= 2 && lc + lp <= LZMA_LCLP_MAX; lp++) {
			for (pb = 0; pb <= 2; pb++) {
				if (try_shorter(data, &best,
						LZMA_PROPS(lc, lp, pb), 273))
					*props = LZMA_PROPS(lc, lp, pb);
			}
		}
	}
	for (i = 0; i < sizeof(nice_lens) / sizeof(nice_lens[0]); i++)
		try_shorter(data, &best, *props, nice_lens[i]);
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
