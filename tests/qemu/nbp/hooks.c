/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A program that gives up with a hook of INT 15h left behind, and tells how
 * much memory it saw. */

#include "nbp.h"

static struct {
	u32 start[2], len[2], type;
} PACKED entry;

/* Jumps to where the vector led before. */
static struct {
	u8 jump;
	u32 to;
} PACKED hook = { .jump = 0xea };

/* RAM above 1 MiB and below 4 GiB, as INT 15h, E820h tells. */
static u32 memory(void)
{
	u32 total = 0, next = 0;

	do {
		u32 function = 0xe820, len = 20, smap = 0x534d4150;

		__asm__ __volatile__("int $0x15"
				     : "+a"(function), "+b"(next), "+c"(len),
				       "+d"(smap)
				     : "D"(&entry) : "memory", "cc");
		if (function != 0x534d4150)
			break;
		if (entry.type == 1 && !entry.start[1] &&
		    entry.start[0] >= 0x100000)
			total += entry.len[0];
	} while (next);
	return total;
}

int main(void)
{
	volatile u32 *vectors;

	say("NBP SEES ");
	say_hex(memory());
	say(" BYTES\n");
	__asm__("xorl %0, %0" : "=r"(vectors));
	hook.to = vectors[0x15];
	vectors[0x15] = NEAR(hook);
	return 1;
}
