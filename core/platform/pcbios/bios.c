/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Calls the BIOS, by way of the code in the block.
 */

#include "pcbios.h"

struct block *block;

static void real_mode(void)
{
	void (*rm_call)(void) = (void *)(uintptr_t)block->rm_call;

	rm_call();
}

static void call(uint16_t seg, uint16_t off, int is_int,
		 struct bios_regs *regs)
{
	block->regs = *regs;
	block->target_seg = seg;
	block->target_off = off;
	block->is_int = is_int;
	real_mode();
	*regs = block->regs;
}

void bios_call(int vector, struct bios_regs *regs)
{
	uint32_t target = bios_data(uint32_t, vector * 4);

	call(target >> 16, target, 1, regs);
}

void far_call(uint16_t seg, uint16_t off, struct bios_regs *regs)
{
	call(seg, off, 0, regs);
}

void bios_video_ops(unsigned int count)
{
	if (!count)
		return;
	block->video_ops = count;
	real_mode();
}

void bios_interrupts(void)
{
	struct bios_regs regs = { .eax = 0x1100 };

	/* This asks whether there is a key, but any call would do: interrupts
	 * are on while it runs. */
	bios_call(0x16, &regs);
}
