/* SPDX-License-Identifier: GPL-2.0-or-later */

/* MD5 (RFC 1321). */

#include <string.h>
#include <byteswap.h>
#include <core/digest.h>

#define WORDS 4
#define ROUNDS 64

/* The constants of the steps: the whole part of 4294967296 times abs(sin(i + 1)),
 * with the angle in radians (section 3.4). */
static const uint32_t constants[ROUNDS] = {
	0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee,
	0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
	0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be,
	0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
	0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa,
	0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
	0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed,
	0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
	0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c,
	0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
	0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05,
	0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
	0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039,
	0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
	0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1,
	0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

/* How many bits the sum is rotated by: each of the four rounds uses four numbers
 * in turn. */
static const uint8_t rotations[4][4] = {
	{ 7, 12, 17, 22 }, { 5, 9, 14, 20 }, { 4, 11, 16, 23 }, { 6, 10, 15, 21 },
};

/* Returns the sum of a step's function of the working variables and of the word of
 * the block that the step uses. */
static uint32_t of_step(unsigned int i, const uint32_t *v,
			const uint32_t *words)
{
	uint32_t b = v[1], c = v[2], d = v[3];

	switch (i / 16) {
	case 0:
		return ((b & c) | (~b & d)) + words[i];
	case 1:
		return ((b & d) | (c & ~d)) + words[(5 * i + 1) % 16];
	case 2:
		return (b ^ c ^ d) + words[(3 * i + 5) % 16];
	default:
		return (c ^ (b | ~d)) + words[7 * i % 16];
	}
}

/* Updates the state with one block of 64 bytes (section 3.4). */
static void take(uint32_t *state, const uint8_t *block)
{
	uint32_t words[16];
	uint32_t v[WORDS];
	unsigned int i;

	memcpy(words, block, DIGEST_BLOCK);
	for (i = 0; i < 16; i++)
		words[i] = le32_to_cpu(words[i]);
	memcpy(v, state, sizeof(v));
	for (i = 0; i < ROUNDS; i++) {
		uint32_t sum = v[0] + of_step(i, v, words) + constants[i];
		unsigned int bits = rotations[i / 16][i % 4];
		uint32_t next = v[1] + (sum << bits | sum >> (32 - bits));

		v[0] = v[3];
		v[3] = v[2];
		v[2] = v[1];
		v[1] = next;
	}
	for (i = 0; i < WORDS; i++)
		state[i] += v[i];
}

const struct digest digest_md5 = {
	.start = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 },
	.take = take,
	.words = WORDS,
	.little_endian = 1,
};
