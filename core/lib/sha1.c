/* SPDX-License-Identifier: GPL-2.0-or-later */

/* SHA-1 (FIPS 180-4 section 6.1). */

#include <string.h>
#include <byteswap.h>
#include <core/digest.h>

#define WORDS 5
#define ROUNDS 80

/* Rotates a word to the left. */
static uint32_t rotate(uint32_t value, unsigned int bits)
{
	return value << bits | value >> (32 - bits);
}

/* Returns the sum of a round's function of three working variables (section
 * 4.1.1) and its constant (section 4.2.1). */
static uint32_t of_round(unsigned int i, uint32_t b, uint32_t c, uint32_t d)
{
	switch (i / 20) {
	case 0:
		return ((b & c) ^ (~b & d)) + 0x5a827999;
	case 1:
		return (b ^ c ^ d) + 0x6ed9eba1;
	case 2:
		return ((b & c) ^ (b & d) ^ (c & d)) + 0x8f1bbcdc;
	default:
		return (b ^ c ^ d) + 0xca62c1d6;
	}
}

/* Updates the state with one block of 64 bytes (section 6.1.2). */
static void take(uint32_t *state, const uint8_t *block)
{
	uint32_t words[ROUNDS];
	uint32_t v[WORDS];
	unsigned int i;

	memcpy(words, block, DIGEST_BLOCK);
	for (i = 0; i < 16; i++)
		words[i] = be32_to_cpu(words[i]);
	for (; i < ROUNDS; i++)
		words[i] = rotate(words[i - 3] ^ words[i - 8] ^
				  words[i - 14] ^ words[i - 16], 1);
	memcpy(v, state, sizeof(v));
	for (i = 0; i < ROUNDS; i++) {
		uint32_t next = rotate(v[0], 5) + v[4] + words[i] +
				of_round(i, v[1], v[2], v[3]);

		memmove(v + 1, v, 4 * sizeof(*v));
		v[0] = next;
		v[2] = rotate(v[2], 30);
	}
	for (i = 0; i < WORDS; i++)
		state[i] += v[i];
}

const struct digest digest_sha1 = {
	.start = {
		0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0,
	},
	.take = take,
	.words = WORDS,
};
