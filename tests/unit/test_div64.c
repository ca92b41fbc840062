/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The divisions of core/arch/x86/div64.c against the processor's own. They are
 * included as source, under other names, as the compiler's library has functions
 * of the same ones.
 */

#include "unit.h"

#define __udivmoddi4 own_udivmod
#define __udivdi3 own_udiv
#define __umoddi3 own_umod
#define __divmoddi4 own_divmod
#define __divdi3 own_div
#define __moddi3 own_mod
#define __popcountsi2 own_popcount
#include "../../core/arch/x86/div64.c"

static const uint64_t values[] = {
	0, 1, 2, 3, 7, 10, 0xff, 0x7fffffff, 0x80000000, 0x80000001,
	0xffffffff, 0x100000000, 0x100000001, 0x123456789abcdef,
	0x7fffffffffffffff, 0x8000000000000000, 0x8000000000000001,
	0xfffffffeffffffff, 0xffffffff00000000, 0xffffffffffffffff,
};

static void check_unsigned(uint64_t num, uint64_t den)
{
	uint64_t rem;

	assert_true(own_udivmod(num, den, &rem) == num / den);
	assert_true(rem == num % den);
	assert_true(own_udiv(num, den) == num / den);
	assert_true(own_umod(num, den) == num % den);
}

static void check_signed(int64_t num, int64_t den)
{
	int64_t rem;

	/* The one quotient that does not fit. */
	if (num == INT64_MIN && den == -1)
		return;
	assert_true(own_divmod(num, den, &rem) == num / den);
	assert_true(rem == num % den);
	assert_true(own_div(num, den) == num / den);
	assert_true(own_mod(num, den) == num % den);
}

static void all_pairs(void **state)
{
	unsigned int i, j;

	for (i = 0; i < ARRAY_LEN(values); i++) {
		for (j = 1; j < ARRAY_LEN(values); j++) {
			check_unsigned(values[i], values[j]);
			check_signed(values[i], values[j]);
		}
	}
}

static void counts_bits(void **state)
{
	assert_int_equal(own_popcount(0), 0);
	assert_int_equal(own_popcount(0xffffffff), 32);
	assert_int_equal(own_popcount(0x80010001), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_pairs),
		cmocka_unit_test(counts_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
