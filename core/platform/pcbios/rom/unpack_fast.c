/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Unpacks the fast kind of payload: everything is unpacked to its place, and then
 * its calls are converted and its addresses moved.
 */

#include "calls.h"
#include "lz4_decoder.h"
#include "payload.h"

/* Moves the addresses, between which the gaps are. Returns 0, or -1 if a gap
 * leads out of the image. */
static int move_addresses(uint8_t *image, uint32_t image_len,
			  const uint8_t *gaps, uint32_t gaps_len)
{
	const uint8_t *end = gaps + gaps_len;
	uint32_t at = 0;

	for (; gaps < end; gaps++) {
		at += *gaps;
		if (at > image_len - sizeof(uint32_t))
			return -1;
		if (*gaps != GAP_LONG)
			*(uint32_t *)(image + at) += (uint32_t)image;
	}
	return 0;
}

int unpack_image(const struct payload *payload, uint8_t *image, uint8_t *heap,
		 uint32_t heap_len)
{
	const struct fast_payload *fast = &payload->fast;
	uint8_t *gaps = image + payload->image_len;

	if (lz4_decode(image, payload->image_len + fast->gaps_len,
		       (const uint8_t *)payload + payload->packed,
		       fast->packed_len) != 0)
		return -1;
	calls_to_distances(image, fast->text_len);
	return move_addresses(image, payload->image_len, gaps, fast->gaps_len);
}
