/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Random numbers: ChaCha20 (RFC 8439 2.3) as a generator that forgets. Each
 * block makes the next key and one number; from neither can the key before, or
 * another number, be derived. What is stirred in goes through the same block.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <core/clock.h>
#include <core/cpu.h>
#include <core/machine.h>
#include <core/random.h>

#define KEY_WORDS 8
#define BLOCK_WORDS 16
#define DOUBLE_ROUNDS 10

/* How often the counter is read when the generator is seeded. */
#define JITTER_LOOKS 64

static uint32_t key[KEY_WORDS];

/* Whether moments are added to the numbers. They are not after srandom(),
 * which promises the same numbers each time. */
static int moments_count;
static uint32_t moments;

static uint32_t rotate(uint32_t value, unsigned int bits)
{
	return value << bits | value >> (32 - bits);
}

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

/* Turns a state into the block of key stream that belongs to it. */
static void chacha20(uint32_t state[BLOCK_WORDS])
{
	uint32_t start[BLOCK_WORDS];
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
	for (i = 0; i < BLOCK_WORDS; i++)
		state[i] += start[i];
}

/* Makes a number, and a key that takes the place of the one it was made
 * with. Returns the number. */
static uint32_t next(void)
{
	uint32_t state[BLOCK_WORDS] = {
		0x61707865, 0x3320646e, 0x79622d32, 0x6b206574,
	};

	memcpy(state + 4, key, sizeof(key));
	state[12] = moments;
	chacha20(state);
	memcpy(key, state, sizeof(key));
	return state[KEY_WORDS];
}

void random_stir(const void *data, size_t len)
{
	const uint8_t *from = data;
	size_t i;

	while (len) {
		for (i = 0; len && i < sizeof(key); i++, len--)
			((uint8_t *)key)[i] ^= *from++;
		next();
	}
}

void random_moment(void)
{
	if (moments_count)
		moments = rotate(moments, 5) + cpu_counter();
}

void random_seed(void)
{
	uint64_t time = platform_time();
	uint32_t hardware[KEY_WORDS];
	const void *smbios;
	size_t len;
	unsigned int i;

	moments_count = 1;
	random_stir(hardware, sizeof(hardware[0]) *
		    cpu_random(hardware, KEY_WORDS));
	random_stir(&time, sizeof(time));
	smbios = platform_smbios(&len);
	if (smbios)
		random_stir(smbios, len);
	for (i = 0; i < JITTER_LOOKS; i++)
		random();
}

void srandom(unsigned int seed)
{
	moments_count = 0;
	moments = 0;
	memset(key, 0, sizeof(key));
	random_stir(&seed, sizeof(seed));
}

long int random(void)
{
	random_moment();
	return next() >> 1;
}
