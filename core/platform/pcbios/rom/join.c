/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Makes the runtime whole, which is the last step of unpacking. This code is packed
 * with the data of the runtime, which need not be joined, and runs at any address
 * before anything is relocated.
 */

#include "address.h"
#include "payload.h"

/* Moves all addresses in data to where the image is, and makes them
 * little-endian. They are at multiples of 4, which tools/pack sees to. */
static void relocate(uint32_t *dword, const uint32_t *end, uint32_t base,
		     uint32_t address)
{
	for (; dword < end; dword++) {
		uint32_t value = __builtin_bswap32(*dword);

		if (is_address(value, base))
			*dword = value - base + address;
	}
}

/* Joins the image (payload.h). It has to be the first function of its section, as
 * the unpacker calls the start of that. */
join_function join __attribute__((section(".join")));
int join(const struct payload *payload, uint8_t *image, uint8_t *scratch,
	 uint32_t address)
{
	const struct small_payload *small = &payload->small;
	uint32_t rest = (small->text_len + 3) & ~3U;
	struct x86_joint joint = {
		.code = image,
		.len = small->text_len,
		.streams = scratch,
		.lens = small->streams,
		.work = scratch + small->work,
		.base = small->base,
		.address = address,
	};

	relocate((uint32_t *)(image + rest),
		 (uint32_t *)(image + payload->image_len), small->base,
		 address);
	return x86_join(&joint);
}
