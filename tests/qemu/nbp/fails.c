/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A program that gives up, with a vector left behind. */

#include "nbp.h"

int main(void)
{
	volatile u32 *vectors;

	__asm__("xorl %0, %0" : "=r"(vectors));
	vectors[0x60] = 0x12345678;
	say("NBP GIVES UP\n");
	return 1;
}
