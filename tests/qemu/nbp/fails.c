/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A program that gives up without restoring a vector that it has changed. */

#include "nbp.h"

static struct udp_open open;

int main(void)
{
	volatile u32 *vectors;

	__asm__("xorl %0, %0" : "=r"(vectors));
	vectors[0x60] = 0x12345678;
	if (call_env(0x30, NEAR(open)) != 0)
		say("UDP WAS OPEN ALREADY\n");
	say("NBP GIVES UP\n");
	return 1;
}
