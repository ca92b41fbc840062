/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Makes the small kind of payload: splits the code of the image into streams, and
 * packs these and the rest of the image.
 */

#include <stdlib.h>
#include <string.h>
#include "address.h"
#include "pack.h"

/* The address for which the image is joined to see whether it comes out again. Any
 * other would do as well, as the same dwords would be moved. */
#define TRY_ADDRESS 0x12345000

/* How much more a literal must be worth (pack_lz()): a third of a bit makes
 * the payload some 900 bytes longer, and spares a sixth of the instructions. */
#define LITERAL_EXTRA 80

/* Fails if something is not true that the unpacker expects of the addresses in
 * the image. */
static void check_relocs(const struct runtime *runtime)
{
	size_t i;

	for (i = 0; i < runtime->reloc_count; i++) {
		uint32_t at = runtime->relocs[i], value;

		memcpy(&value, runtime->linked.data + at, sizeof(value));
		if (value >= ADDRESS_WINDOW)
			die("an address outside of the image at %x", at);
		if (at - runtime->text_len < runtime->join_len)
			die("join() needs a relocation at %x", at);
		if (at >= runtime->text_len && at % 4)
			die("an address in data not at a multiple of 4, at %x",
			    at);
	}
}

/* Splits an image. Returns the streams followed by the rest of the image, and
 * sets the members of the header that tell how to join them. */
static struct buffer split(const struct buffer *image,
			   struct small_payload *header)
{
	uint32_t text_len = header->text_len;
	struct buffer work = new_buffer(X86_SPLIT_WORK(text_len));
	struct buffer data = new_buffer(X86_STREAMS * X86_ROOM(text_len) +
					image->len);
	size_t rest_len = image->len - text_len;

	header->rest = x86_split(image->data, text_len, data.data,
				 header->streams, work.data);
	header->work = (header->rest + 3) & ~3U;
	memcpy(data.data + header->rest, image->data + text_len, rest_len);
	data.len = header->rest + rest_len;
	free(work.data);
	return data;
}

/* Joins for an address what was split, and compares it with the image linked to
 * that address. Returns the offset of the first difference, or the length of
 * the image if there is none. */
static size_t first_difference(const struct runtime *runtime,
			       const struct buffer *data,
			       const struct payload *header)
{
	const struct small_payload *small = &header->small;
	struct buffer expected = link_to(runtime, TRY_ADDRESS, 0);
	struct buffer image = new_buffer(expected.len);
	struct buffer scratch = new_buffer(data->len + small->work +
					   X86_JOIN_WORK(small->text_len));
	size_t at = 0;

	memcpy(scratch.data, data->data, data->len);
	memcpy(image.data + small->text_len, data->data + small->rest,
	       image.len - small->text_len);
	if (join(header, image.data, scratch.data, TRY_ADDRESS) == 0) {
		while (at < image.len && image.data[at] == expected.data[at])
			at++;
	}
	free(expected.data);
	free(image.data);
	free(scratch.data);
	return at;
}

/* Splits the image, linked to a base that makes its addresses differ from
 * everything else in it, and sets that base in the header. */
static struct buffer split_runtime(const struct runtime *runtime,
				   struct payload *header)
{
	uint32_t base = ADDRESS_BASE_FIRST;
	size_t at;

	for (; base >= ADDRESS_WINDOW; base -= ADDRESS_WINDOW) {
		struct buffer image = link_to(runtime, base, 1);
		struct buffer data;

		header->small.base = base;
		data = split(&image, &header->small);
		free(image.data);
		at = first_difference(runtime, &data, header);
		if (at == runtime->linked.len)
			return data;
		free(data.data);
	}
	die("the runtime does not come together again at %zx, and elsewhere "
	    "with other bases: is there an instruction that x86_opcodes.h does "
	    "not know?", at);
}

/* Divides what was split into parts, and sets their lengths in the header. */
static void divide(struct small_payload *header, size_t rest_len)
{
	unsigned int i, part = 0;

	for (i = 0; i < X86_STREAMS; i++) {
		if (i == X86_FIRST_NUMBER || i == X86_FIRST_BYTE)
			part++;
		header->parts[part].len += header->streams[i];
	}
	header->parts[part].len += rest_len;
	if (header->rest + rest_len > HEAP_MIN - sizeof(struct lz_model) ||
	    header->work + X86_JOIN_WORK(header->text_len) > HEAP_MIN)
		die("too much for the least heap to unpack it to");
}

/* Packs the parts. Returns the packed parts, one after the other. */
static struct buffer pack_parts(const struct buffer *data,
				struct small_payload *header)
{
	struct buffer all = new_buffer(data->len + PARTS * 4096);
	struct buffer in = *data, out;
	struct part *part;

	all.len = 0;
	for (part = header->parts; part < header->parts + PARTS; part++) {
		in.len = part->len;
		out = pack_lz(&in, LITERAL_EXTRA, &part->props);
		part->packed_len = out.len;
		memcpy(all.data + all.len, out.data, out.len);
		all.len += out.len;
		in.data += in.len;
		free(out.data);
	}
	return all;
}

struct buffer pack_small(const struct runtime *runtime, struct payload *header)
{
	struct buffer data;

	check_relocs(runtime);
	header->small.text_len = runtime->text_len;
	data = split_runtime(runtime, header);
	divide(&header->small, runtime->linked.len - runtime->text_len);
	return pack_parts(&data, &header->small);
}
