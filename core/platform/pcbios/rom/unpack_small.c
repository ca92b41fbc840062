/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Unpacks the small kind of payload: the parts are unpacked to where the heap will
 * be, the rest of the image is copied to its place, and join(), which is in that
 * rest, makes the code from the streams.
 */

#include "payload.h"

/* Copies memory dword by dword, and so up to 3 bytes more than len. */
static void copy(void *to, const void *from, uint32_t len)
{
	len = (len + 3) / 4;
	__asm__ __volatile__("rep movsl" : "+D"(to), "+S"(from), "+c"(len)
			     : : "memory");
}

/* Unpacks the parts one after the other. Returns 0, or -1 if one is damaged. */
static int decode(const struct payload *payload, uint8_t *out,
		  struct lz_model *model)
{
	const uint8_t *in = (const uint8_t *)payload + payload->packed;
	const struct part *part = payload->small.parts;

	for (; part < payload->small.parts + PARTS; part++) {
		if (lz_decode(out, part->len, in, part->packed_len,
				part->props, model) != 0)
			return -1;
		out += part->len;
		in += part->packed_len;
	}
	return 0;
}

/* Uses the memory of the heap for the parts, and the end of it for the
 * decoder. */
int unpack_image(const struct payload *payload, uint8_t *image, uint8_t *heap,
		 uint32_t heap_len)
{
	const struct small_payload *small = &payload->small;
	struct lz_model *model = (struct lz_model *)(heap + heap_len);
	uint8_t *rest = image + small->text_len;

	if (decode(payload, heap, model - 1) != 0)
		return -1;
	copy(rest, heap + small->rest, payload->image_len - small->text_len);
	return ((join_function *)rest)(payload, image, heap, (uint32_t)image);
}
