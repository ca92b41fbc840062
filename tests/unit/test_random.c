/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Random numbers: the cipher that makes them, and whether some of them tell
 * anything about others. The test sets what the machine offers as a source.
 */

#include "unit.h"
#include <stdlib.h>
#include <string.h>
#include "counter.h"
#include <core/cpu.h>
#include <core/random.h>
#include "../replace.h"
#include "../../core/lib/chacha20.h"

/* The machine has a generator of random numbers that gives nothing. */
REPLACES(cpu_random);
/* The cipher is watched as it is given a key for each number. */
REPLACES(chacha20);

static uint64_t counter, counter_step;
static uint32_t given[CHACHA20_WORDS];

/* Goes on by a step each time it is looked at. */
uint64_t cpu_counter(void)
{
	return counter += counter_step;
}

unsigned int __wrap_cpu_random(uint32_t *words, unsigned int max)
{
	return 0;
}

void __wrap_chacha20(uint32_t *state)
{
	memcpy(given, state, sizeof(given));
	__real_chacha20(state);
}

#define COUNT 1000

/* RFC 8439 2.3.2. */
static void is_chacha20(void **state)
{
	uint32_t block[CHACHA20_WORDS] = {
		0x61707865, 0x3320646e, 0x79622d32, 0x6b206574,
		0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c,
		0x13121110, 0x17161514, 0x1b1a1918, 0x1f1e1d1c,
		0x00000001, 0x09000000, 0x4a000000, 0x00000000,
	};
	static const uint32_t expected[CHACHA20_WORDS] = {
		0xe4e7f110, 0x15593bd1, 0x1fdd0f50, 0xc47120a3,
		0xc7f4d1c7, 0x0368c033, 0x9aaa2204, 0x4e6cd4c3,
		0x466482d2, 0x09aa9f07, 0x05d7c214, 0xa2028bd9,
		0xd19c12b5, 0xb94e16de, 0xe883d0cb, 0x4e3c50a2,
	};

	chacha20(block);
	assert_memory_equal(block, expected, sizeof(block));
}

static void draw(long *numbers)
{
	unsigned int i;

	for (i = 0; i < COUNT; i++) {
		numbers[i] = random();
		assert_in_range(numbers[i], 0, 0x7fffffff);
	}
}

static unsigned int shared(const long *a, const long *b)
{
	unsigned int i, j, count = 0;

	for (i = 0; i < COUNT; i++) {
		for (j = 0; j < COUNT; j++)
			count += a[i] == b[j];
	}
	return count;
}

static long first[COUNT], second[COUNT];

static void repeats_what_a_seed_gives(void **state)
{
	counter_step = 1;
	srandom(1);
	draw(first);
	srandom(1);
	draw(second);
	assert_memory_equal(first, second, sizeof(first));
	srandom(2);
	draw(second);
	assert_int_equal(shared(first, second), 0);
}

static void seed_at(uint64_t moment)
{
	srandom(0);
	counter = moment;
	random_seed();
}

/* Machines that are the same in everything and started a tick of their counter
 * apart share nothing. */
static void parts_machines_by_their_moment(void **state)
{
	counter_step = 100;
	seed_at(5000);
	draw(first);
	seed_at(5000);
	draw(second);
	assert_memory_equal(first, second, sizeof(first));
	seed_at(5001);
	draw(second);
	assert_int_equal(shared(first, second), 0);
}

/* A frame's arrival, or an address, changes all that follows. */
static void parts_machines_by_what_happens(void **state)
{
	counter_step = 0;
	seed_at(1);
	draw(first);
	seed_at(1);
	counter = 2;
	random_moment();
	counter = 1;
	draw(second);
	assert_int_equal(shared(first, second), 0);
	seed_at(1);
	random_stir("\x52\x54\0\0\0\1", 6);
	draw(first);
	seed_at(1);
	random_stir("\x52\x54\0\0\0\2", 6);
	draw(second);
	assert_int_equal(shared(first, second), 0);
}

/* All that is stirred in counts, however long it is. */
static void stirs_in_every_byte(void **state)
{
	uint8_t data[100] = { 0 };
	long numbers[sizeof(data)];
	unsigned int i, j;

	for (i = 0; i < sizeof(data); i++) {
		srandom(1);
		data[i] = 1;
		random_stir(data, sizeof(data));
		data[i] = 0;
		numbers[i] = random();
		for (j = 0; j < i; j++)
			assert_int_not_equal(numbers[i], numbers[j]);
	}
}

/* With a linear generator the numbers of seeds that follow one another lie at
 * equal distances (give or take the rounding), and those of a sequence solve an
 * equation that needs a handful of them. */
static void is_not_linear(void **state)
{
	uint32_t distance[3] = { 0 };
	unsigned int seed, even = 0;
	long last = 0;

	for (seed = 0; seed < 100; seed++) {
		srandom(seed);
		distance[0] = distance[1];
		distance[1] = (uint32_t)(random() - last) & 0x7fffffff;
		srandom(seed);
		last = random();
		even += distance[1] - distance[0] + 1 <= 2;
	}
	assert_int_equal(even, 0);
}

/* The number it has given, and the key that made that, are not in the key that
 * makes the next number. */
static void forgets(void **state)
{
	uint32_t before[CHACHA20_KEY_WORDS];
	unsigned int i, j;
	uint32_t number;

	srandom(7);
	number = random();
	memcpy(before, given + 4, sizeof(before));
	random();
	assert_memory_not_equal(before, given + 4, sizeof(before));
	for (i = 0; i < CHACHA20_KEY_WORDS; i++) {
		assert_int_not_equal(given[4 + i] >> 1, number);
		for (j = 0; j < CHACHA20_KEY_WORDS; j++)
			assert_int_not_equal(given[4 + i], before[j]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_chacha20),
		cmocka_unit_test(repeats_what_a_seed_gives),
		cmocka_unit_test(parts_machines_by_their_moment),
		cmocka_unit_test(parts_machines_by_what_happens),
		cmocka_unit_test(stirs_in_every_byte),
		cmocka_unit_test(is_not_linear),
		cmocka_unit_test(forgets),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
