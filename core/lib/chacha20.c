/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Computes blocks of the stream cipher ChaCha20 (RFC 8439 section 2.3), which the
 * random numbers are made with.
 */

#include <stdint.h>
#include <string.h>
#include "chacha20.h"

#define DOUBLE_ROUNDS 10

/* Rotates a word to the left. */
static uint32_t rotate(uint32_t value, unsigned int bits)
{
	return value << bits | value >> (32 - bits);
}

/* Mixes four words of the state (RFC 8439 section 2.1). */
static void quarter_round(uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d)
{
	*a += *b;
	*d = rotate(*d ^ *a, 16);
	*c += *d;
	*b = rotate(*b ^ *c, 12);
	*a += *b;
	*d = rotate(*d ^ *a, 8);
	*c += *d;
	*b = rotate(*b ^ *c, 7);
}

void chacha20(uint32_t state[CHACHA20_WORDS])
{
	uint32_t start[CHACHA20_WORDS];
	unsigned int i;

	memcpy(start, state, sizeof(start));
	for (i = 0; i < DOUBLE_ROUNDS * 8; i++) {
		/* The rounds of four columns alternate with those of four
		 * diagonals. */
		unsigned int shift = i >> 2 & 1;

		quarter_round(&state[i & 3], &state[4 + ((i + shift) & 3)],
			      &state[8 + ((i + 2 * shift) & 3)],
			      &state[12 + ((i + 3 * shift) & 3)]);
	}
	for (i = 0; i < CHACHA20_WORDS; i++)
		state[i] += start[i];
}
