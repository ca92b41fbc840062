/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A program that lets the clock run 64 times as fast, masks all interrupts but
 * the clock's, and then wants the local disk. */

#include "nbp.h"

#define COUNT 1024

static void outb(u32 value, u16 port)
{
	__asm__ __volatile__("outb %b0, %w1" : : "a"(value), "d"(port));
}

int main(void)
{
	outb(0x34, 0x43);
	outb(COUNT & 0xff, 0x40);
	outb(COUNT >> 8, 0x40);
	outb(0xfe, 0x21);
	outb(0xff, 0xa1);
	say("NBP HAS CHANGED THE CLOCK\n");
	return 0;
}
