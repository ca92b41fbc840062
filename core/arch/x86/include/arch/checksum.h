/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARCH_CHECKSUM_H
#define ARCH_CHECKSUM_H

#include <stddef.h>

/* Bytes in a block for arch_sum(). */
#define ARCH_SUM_BLOCK (8 * sizeof(long))

/* Adds up the words of one or more blocks in ones' complement (RFC 1071 section 2):
 * each carry is added to the next word. Returns the sum. No language but this one
 * has an addition with carry, which makes it 0.34 instructions a byte on i386 and
 * 0.17 on x86-64. A sum in C takes 0.6 on both. */
static inline unsigned long arch_sum(const void *data, size_t blocks)
{
	unsigned long sum = 0;

	__asm__("clc\n"
		"1:\tadc 0*%c3(%1), %0\n\t"
		"adc 1*%c3(%1), %0\n\t"
		"adc 2*%c3(%1), %0\n\t"
		"adc 3*%c3(%1), %0\n\t"
		"adc 4*%c3(%1), %0\n\t"
		"adc 5*%c3(%1), %0\n\t"
		"adc 6*%c3(%1), %0\n\t"
		"adc 7*%c3(%1), %0\n\t"
		"lea 8*%c3(%1), %1\n\t"
		"dec %2\n\t"
		"jnz 1b\n\t"
		"adc $0, %0"
		: "+r"(sum), "+r"(data), "+r"(blocks)
		: "i"(sizeof(long))
		: "cc", "memory");
	return sum;
}

#endif /* ARCH_CHECKSUM_H */
