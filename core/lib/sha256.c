/* SPDX-License-Identifier: GPL-2.0-or-later */

/* SHA-256 (FIPS 180-4 section 6.2). */

#include <string.h>
#include <byteswap.h>
#include <core/digest.h>

#define ROUNDS 64

/* The constants of the rounds (section 4.2.2). */
static const uint32_t constants[ROUNDS] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5,
	0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
	0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
	0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5,
	0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* Rotates a word to the right. */
static uint32_t rotate(uint32_t value, unsigned int bits)
{
	return value >> bits | value << (32 - bits);
}

/* Computes the words of the message schedule that follow the 16 words of a
 * block (section 6.2.2, step 1). */
static void extend(uint32_t *words)
{
	unsigned int i;

	for (i = 16; i < ROUNDS; i++) {
		uint32_t a = words[i - 15];
		uint32_t b = words[i - 2];

		words[i] = words[i - 16] + words[i - 7] +
			   (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) +
			   (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
	}
}

/* Does one round (section 6.2.2, step 3). The working variables that the standard
 * calls a to h are v[0] to v[7], and input is the sum of the round's constant and
 * its word of the schedule. */
static void mix(uint32_t *v, uint32_t input)
{
	uint32_t a = v[0], e = v[4];
	uint32_t first = v[7] + input +
			 (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
			 ((e & v[5]) ^ (~e & v[6]));
	uint32_t second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +
			  ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));

	memmove(v + 1, v, 7 * sizeof(*v));
	v[4] += first;
	v[0] = first + second;
}

/* Updates the state with one block of 64 bytes (section 6.2.2). */
static void take(uint32_t *state, const uint8_t *block)
{
	uint32_t words[ROUNDS];
	uint32_t v[DIGEST_WORDS_MAX];
	unsigned int i;

	memcpy(words, block, DIGEST_BLOCK);
	for (i = 0; i < 16; i++)
		words[i] = be32_to_cpu(words[i]);
	extend(words);
	memcpy(v, state, sizeof(v));
	for (i = 0; i < ROUNDS; i++)
		mix(v, constants[i] + words[i]);
	for (i = 0; i < DIGEST_WORDS_MAX; i++)
		state[i] += v[i];
}

const struct digest digest_sha256 = {
	.start = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
	},
	.take = take,
	.words = 8,
};
