/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Random numbers: ChaCha20 (RFC 8439 section 2.3) as a generator that forgets.
 * Each block yields the next key and one number. Neither of them tells what the
 * previous key or any other number was. Seeds are mixed into the key, which then
 * goes through a block as well.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <core/clock.h>
#include <core/cpu.h>
#include <core/machine.h>
#include <core/random.h>
#include "chacha20.h"

#define KEY_WORDS CHACHA20_KEY_WORDS

/* How many times the processor's counter is read when the generator is seeded. */
#define JITTER_LOOKS 64

/* The key, which is replaced with each number. */
static uint32_t key[KEY_WORDS];

/* Non-zero if the moments of events influence the numbers. They do not after
 * srandom(), which promises the same numbers each time. */
static int moments_count;
/* A mixture of the counter's values at all moments so far. */
static uint32_t moments;

/* Returns a new random number and replaces the key that it was made with. */
static uint32_t next(void)
{
	uint32_t state[CHACHA20_WORDS] = {
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
		moments = (moments << 5 | moments >> 27) + cpu_counter();
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
