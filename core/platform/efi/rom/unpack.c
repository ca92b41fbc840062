/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Unpacks the application that a ROM has (payload.h). tools/efipack runs this as
 * well, to see whether the application comes out again.
 */

#include "payload.h"

/* Unpacks the parts one after the other. Returns 0, or -1 if one is damaged. */
static int decode(const struct payload *payload, uint8_t *out,
		  struct lz_model *model)
{
	const uint8_t *in = (const uint8_t *)(payload + 1);
	const struct part *part = payload->parts;

	for (; part < payload->parts + PARTS; part++) {
		if (lz_decode(out, part->len, in, part->packed_len,
				part->props, model) != 0)
			return -1;
		out += part->len;
		in += part->packed_len;
	}
	return 0;
}

/* Copies the rest of the image to its place, where it becomes data for an image at
 * that address. */
static void place_rest(const struct payload *payload, uint8_t *image,
		       const uint8_t *from)
{
	uint32_t at;
	uint64_t value;

	for (at = payload->rest; at < payload->image_len; at += sizeof(value)) {
		__builtin_memcpy(&value, from, sizeof(value));
		if (is_address(value))
			value = (uint32_t)value + (uintptr_t)image;
		__builtin_memcpy(image + at, &value, sizeof(value));
		from += sizeof(value);
	}
}

int unpack(const struct payload *payload, uint8_t *image, uint8_t *memory)
{
	struct scratch scratch = scratch_of(payload);
	struct x86_joint joint = {
		.code = image,
		.len = payload->text_len,
		.streams = memory,
		.lens = payload->streams,
		.work = memory + scratch.work,
	};

	if (decode(payload, memory, joint.work) != 0 || x86_join(&joint) != 0)
		return -1;
	place_rest(payload, image, memory + scratch.rest);
	return 0;
}
