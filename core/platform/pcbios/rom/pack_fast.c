/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Makes the fast kind of payload: converts the calls of the image, and packs it and
 * the gaps between its addresses by LZ4.
 */

#include <lz4hc.h>
#include <stdlib.h>
#include <string.h>
#include "calls.h"
#include "lz4_decoder.h"
#include "pack.h"

/* Appends the gaps to the data. */
static void add_gaps(const struct runtime *runtime, struct buffer *data)
{
	uint32_t at = 0, gap;
	size_t i;

	for (i = 0; i < runtime->reloc_count; i++) {
		gap = runtime->relocs[i] - at;
		at = runtime->relocs[i];
		for (; gap >= GAP_LONG; gap -= GAP_LONG)
			data->data[data->len++] = GAP_LONG;
		data->data[data->len++] = gap;
	}
}

/* Fails if the runtime and the gaps do not come out again when they are unpacked. */
static void check(const struct runtime *runtime, const struct buffer *data,
		  const struct buffer *packed)
{
	struct buffer again = new_buffer(data->len);
	uint32_t image_len = runtime->linked.len;

	if (lz4_decode(again.data, again.len, packed->data, packed->len) != 0)
		die("what was packed does not unpack");
	calls_to_distances(again.data, runtime->text_len);
	if (memcmp(again.data, runtime->linked.data, image_len) != 0 ||
	    memcmp(again.data + image_len, data->data + image_len,
		   data->len - image_len) != 0)
		die("what was packed comes out as something else");
	free(again.data);
}

struct buffer pack_fast(const struct runtime *runtime, struct payload *header)
{
	uint32_t image_len = runtime->linked.len;
	struct buffer data = new_buffer(image_len + runtime->reloc_count +
					image_len / GAP_LONG + 1);
	struct buffer packed;

	memcpy(data.data, runtime->linked.data, image_len);
	data.len = image_len;
	calls_to_targets(data.data, runtime->text_len);
	add_gaps(runtime, &data);
	if (data.len > header->mem_len)
		die("the gaps do not fit in the bss");
	packed = new_buffer(LZ4_compressBound(data.len));
	packed.len = LZ4_compress_HC((const char *)data.data,
				     (char *)packed.data, data.len, packed.len,
				     LZ4HC_CLEVEL_MAX);
	if (!packed.len)
		die("liblz4 does not pack that");
	check(runtime, &data, &packed);
	header->fast.text_len = runtime->text_len;
	header->fast.packed_len = packed.len;
	header->fast.gaps_len = data.len - image_len;
	free(data.data);
	return packed;
}
