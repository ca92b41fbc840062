/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARCH_CHECKSUM_H
#define ARCH_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bytes in a block for arch_sum(). */
#define ARCH_SUM_BLOCK 32

/* Adds up the words of one or more blocks in ones' complement (RFC 1071 section 2).
 * Returns the sum. Carries are collected in the upper half, which has room for
 * those of four thousand million words. */
static inline unsigned long arch_sum(const void *data, size_t blocks)
{
	unsigned long sum = 0;
	uint32_t words[ARCH_SUM_BLOCK / sizeof(uint32_t)];
	size_t i;

	for (; blocks; blocks--) {
		memcpy(words, data, sizeof(words));
		data += sizeof(words);
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			sum += words[i];
	}
	return sum;
}

#endif /* ARCH_CHECKSUM_H */
