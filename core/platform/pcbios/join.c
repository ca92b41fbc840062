/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The end of unpacking: puts the runtime's code together and relocates all of
 * it. It is packed with the runtime, in the part that does not need that, and
 * itself runs wherever it is.
 */

#include <core/lzma.h>
#include "prefix/payload.h"

/* Addresses in the image are known by their looks (payload.h). */
static void relocate(uint8_t *image, const struct payload *payload)
{
	const uint8_t *end = image + payload->image_len - sizeof(uint32_t);
	const uint8_t *rest = image + payload->text_len;
	uint32_t offset;
	uint8_t *at;

	for (at = image; at <= end; at++) {
		offset = swap_address(*(uint32_t *)at, at < rest) -
			 payload->base;
		if (offset >= RELOC_WINDOW)
			continue;
		*(uint32_t *)at = (uint32_t)image + offset;
		at += sizeof(uint32_t) - 1;
	}
}

join_function join __attribute__((section(".join")));
int join(const struct payload *payload, uint8_t *image, uint8_t *scratch)
{
	if (x86_join(image, payload->text_len, scratch, payload->streams,
		     scratch + payload->work) != 0)
		return -1;
	relocate(image, payload);
	return 0;
}
