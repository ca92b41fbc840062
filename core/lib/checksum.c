/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The sum over what IP, UDP and TCP send and receive (RFC 1071). Where no device
 * has checked it, it is a third of what a download costs with lwIP's own function,
 * which takes an instruction a byte.
 */

#include <string.h>
#include <arch/checksum.h>
#include <core/checksum.h>

uint16_t net_checksum(const void *data, int len)
{
	size_t left = len;
	size_t blocks = left / ARCH_SUM_BLOCK;
	unsigned long words;
	uint64_t sum = 0;
	uint32_t word;

	if (blocks) {
		words = arch_sum(data, blocks);
		sum = (words & 0xffffffff) + ((uint64_t)words >> 32);
		data += blocks * ARCH_SUM_BLOCK;
		left -= blocks * ARCH_SUM_BLOCK;
	}
	for (; left >= sizeof(word); left -= sizeof(word)) {
		memcpy(&word, data, sizeof(word));
		data += sizeof(word);
		sum += word;
	}
	word = 0;
	memcpy(&word, data, left);
	sum += word;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}
