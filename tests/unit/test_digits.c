/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Digits and the numbers they make. */

#include "unit.h"
#include <core/digits.h>

static void digits_have_values(void **state)
{
	assert_int_equal(digit_value('0'), 0);
	assert_int_equal(digit_value('9'), 9);
	assert_int_equal(digit_value('a'), 10);
	assert_int_equal(digit_value('Z'), 35);
	assert_int_equal(digit_value('/'), NO_DIGIT);
	assert_int_equal(digit_value('\0'), NO_DIGIT);
	assert_int_equal(digit_value('\xe4'), NO_DIGIT);
	assert_int_equal(hex_digit('F'), 15);
	assert_int_equal(hex_digit('g'), -1);
}

/* Checks the number that text begins with, and what follows it. */
static void assert_number(const char *text, unsigned int base,
			  unsigned long long number, const char *rest)
{
	unsigned long long value;
	const char *end = read_digits(text, base, &value);

	assert_non_null(end);
	assert_true(value == number);
	assert_string_equal(end, rest);
}

static void assert_none(const char *text, unsigned int base)
{
	unsigned long long value;

	assert_null(read_digits(text, base, &value));
}

static void numbers_are_digits_alone(void **state)
{
	assert_number("0", 10, 0, "");
	assert_number("0017 bytes", 10, 17, " bytes");
	assert_number("12ab", 10, 12, "ab");
	assert_number("12ab;x", 16, 0x12ab, ";x");
	assert_number("0x10", 16, 0, "x10");
	assert_number("9223372036854775807", 10, ~0ULL >> 1, "");
	assert_number("7fffffffffffffff", 16, ~0ULL >> 1, "");
	assert_none("", 10);
	assert_none(" 1", 10);
	assert_none("+1", 10);
	assert_none("-1", 10);
	assert_none("a", 10);
	assert_none("9223372036854775808", 10);
	assert_none("8000000000000000", 16);
	assert_none("18446744073709551616", 10);
	assert_none("184467440737095516150", 10);
	assert_none("10000000000000000", 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digits_have_values),
		cmocka_unit_test(numbers_are_digits_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
