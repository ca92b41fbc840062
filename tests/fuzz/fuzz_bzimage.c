/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A Linux kernel's header, and what follows from it for memory. */

#include "fuzz.h"
#include <core/bzimage.h>

REACHES(bzimage_place, bzimage_find_room, find_room_in);

static const struct memory_region memory[] = {
	{ 0x100000, 0xf00000 }, { 0x1000000, 0x7fe0000 },
	{ 0x10000000, 0x100000000ULL },
};

#define COUNT (sizeof(memory) / sizeof(memory[0]))

static void check_inside(const struct memory_region *range)
{
	unsigned int i;

	for (i = 0; i < COUNT; i++) {
		if (range->start >= memory[i].start &&
		    range->end <= memory[i].end &&
		    range->start <= range->end)
			return;
	}
	__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bzimage_layout layout;
	struct memory_region initrd;
	struct bzimage bzimage;
	const char *why;

	if (bzimage_parse(data, size, &bzimage, &why) != 0)
		return 0;
	if (bzimage.setup_len + bzimage.kernel_len != size)
		__builtin_trap();
	if (bzimage_place(&bzimage, memory, COUNT, &layout) != 0)
		return 0;
	check_inside(&layout.load);
	check_inside(&layout.run);
	initrd.start = bzimage_find_room(0x2000000, bzimage.initrd_max + 1,
					 memory, COUNT, &layout.run, 1);
	if (!initrd.start)
		return 0;
	initrd.end = initrd.start + 0x2000000;
	check_inside(&initrd);
	if (initrd.end > bzimage.initrd_max + 1 ||
	    (initrd.start < layout.run.end && layout.run.start < initrd.end))
		__builtin_trap();
	return 0;
}
