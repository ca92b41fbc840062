/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The calls of the lkrn's runtime, with targets in place of distances and back.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "../../core/platform/pcbios/rom/calls.h"

#define CALL 0xe8

static void test_calls_of_one_function_are_alike(void **state)
{
	uint8_t code[] = {
		0xc3, CALL, 0xfa, 0xff, 0xff, 0xff,	/* call 0 */
		0x90, CALL, 0xf4, 0xff, 0xff, 0xff,	/* call 0 */
		CALL, 0xf5, 0xff, 0xff, 0xff,		/* call 6 */
	};
	static const uint8_t targets[] = {
		0xc3, CALL, 0, 0, 0, 0,
		0x90, CALL, 0, 0, 0, 0,
		CALL, 6, 0, 0, 0,
	};

	calls_to_targets(code, sizeof(code));
	assert_memory_equal(code, targets, sizeof(code));
}

/* Fails if the code does not come out again, in memory of just its length. */
static void comes_back(const uint8_t *code, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);

	memcpy(copy, code, len);
	calls_to_targets(copy, len);
	calls_to_distances(copy, len);
	assert_memory_equal(copy, code, len);
	free(copy);
}

/* Distances at and beside the limits of what is a target. */
static void test_limits(void **state)
{
	uint8_t code[64];
	uint32_t at, distance, i;
	int32_t beside;

	memset(code, 0x90, sizeof(code));
	for (at = 0; at <= sizeof(code) - 5; at++) {
		const uint32_t limits[] = {
			0, sizeof(code), -(at + 5), sizeof(code) - (at + 5),
			0x80000000,
		};

		for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
			for (beside = -2; beside <= 2; beside++) {
				distance = limits[i] + beside;
				memset(code, 0x90, sizeof(code));
				code[at] = CALL;
				memcpy(code + at + 1, &distance, 4);
				comes_back(code, sizeof(code));
			}
		}
	}
}

/* Code that is too short for a call, and calls that its end cuts off. */
static void test_short_code(void **state)
{
	static const uint8_t calls[16] = {
		CALL, CALL, CALL, CALL, CALL, CALL, CALL, CALL,
		CALL, CALL, CALL, CALL, CALL, CALL, CALL, CALL,
	};
	uint8_t cut[] = { 0x90, CALL, 1, 2, 3 };
	size_t len;

	for (len = 0; len <= sizeof(calls); len++)
		comes_back(calls, len);
	calls_to_targets(cut, sizeof(cut));
	assert_memory_equal(cut, "\x90\xe8\1\2\3", sizeof(cut));
}

/* Returns the next random number of a generator that always gives the same ones. */
static uint32_t next(uint32_t *chance)
{
	*chance = *chance * 1103515245 + 12345;
	return *chance >> 16;
}

/* Most bytes are calls or parts of small numbers. */
static void test_random_code(void **state)
{
	static const uint8_t bytes[] = { CALL, 0, 1, 0xff, 0x90, 0x40 };
	uint8_t code[300];
	unsigned int round, i;
	uint32_t chance = 1;

	for (round = 0; round < 2000; round++) {
		for (i = 0; i < sizeof(code); i++)
			code[i] = bytes[next(&chance) % sizeof(bytes)];
		comes_back(code, next(&chance) % (sizeof(code) + 1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calls_of_one_function_are_alike),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_short_code),
		cmocka_unit_test(test_random_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
