/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Formatted output, numbers from text, errors as text. */

#include "unit.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/in.h>

#define assert_printed(wanted, ...) do {				\
	char text_[256];						\
	int len_ = snprintf(text_, sizeof(text_), __VA_ARGS__);		\
	assert_string_equal(text_, wanted);				\
	assert_int_equal(len_, strlen(wanted));				\
	} while (0)

/* The compiler's opinion of these formats is not asked for. */
#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-overflow"

static void integers(void **state)
{
	assert_printed("0 -1 2147483647 -2147483648", "%d %i %d %d", 0, -1,
		       2147483647, -2147483647 - 1);
	assert_printed("4294967295 ffffffff FFFFFFFF", "%u %x %X", -1, -1, -1);
	assert_printed("0xab 0XAB 0", "%#x %#X %#x", 0xab, 0xab, 0);
	assert_printed("18446744073709551615 -9223372036854775808",
		       "%llu %lld", ~0ULL, -9223372036854775807LL - 1);
	assert_printed("1234567890123", "%ld", 1234567890123L);
	assert_printed("255 -1 65535 -1", "%hhu %hhd %hu %hd", 0xfff, 0xfff,
		       0xfffff, 0xfffff);
	assert_printed("1099511627776", "%zu", (size_t)1 << 40);
}

static void widths(void **state)
{
	assert_printed("   42|42   |00042", "%5d|%-5d|%05d", 42, 42, 42);
	assert_printed("  -42|-42  |-0042", "%5d|%-5d|%05d", -42, -42, -42);
	assert_printed(" 0x2a|0x2a |0x02a", "%#5x|%-#5x|%#05x", 42, 42, 42);
	assert_printed("12345", "%03d", 12345);
	assert_printed("  ab|ab  ", "%4s|%-4s", "ab", "ab");
	assert_printed("   7", "%*d", 4, 7);
	assert_printed("  x|x  ", "%3c|%-3c", 'x', 'x');
}

static void strings(void **state)
{
	static const char unterminated[] = { 'a', 'b', 'c' };

	assert_printed("ab", "%.2s", "abcd");
	assert_printed("abc", "%.*s", 3, unterminated);
	assert_printed("[]", "[%.0s]", "abcd");
	assert_printed("  ab", "%4.2s", "abcd");
	assert_printed("<NULL>", "%s", (char *)NULL);
	assert_printed("100%", "%d%%", 100);
	assert_printed("0x1000", "%p", (void *)0x1000);
}

static void odd_formats(void **state)
{
	assert_printed("%y", "%y");
	assert_printed("a%", "a%");
	assert_printed("", "%s", "");
}

static void short_buffers(void **state)
{
	char text[4] = "xxx";
	char *allocated;

	assert_int_equal(snprintf(text, 0, "%d", 12345), 5);
	assert_string_equal(text, "xxx");
	assert_int_equal(snprintf(text, sizeof(text), "%d", 12345), 5);
	assert_string_equal(text, "123");
	assert_int_equal(snprintf(text, 1, "%d", 12345), 5);
	assert_string_equal(text, "");
	assert_int_equal(asprintf(&allocated, "%s-%d", "net", 7), 5);
	assert_string_equal(allocated, "net-7");
	free(allocated);
	testhost_malloc_left = 0;
	assert_int_equal(asprintf(&allocated, "%s", "x"), -ENOMEM);
	testhost_malloc_left = -1;
	assert_null(allocated);
}

static void check_number(const char *text, int base, unsigned long long value,
			 size_t used)
{
	char *end;

	assert_int_equal(strtoull(text, &end, base), value);
	assert_int_equal(end - text, used);
	assert_int_equal(strtoul(text, &end, base), value);
	assert_int_equal(end - text, used);
}

static void numbers(void **state)
{
	check_number("42", 10, 42, 2);
	check_number("  42x", 0, 42, 4);
	check_number("0x2A", 0, 42, 4);
	check_number("0x2A", 16, 42, 4);
	check_number("2a", 16, 42, 2);
	check_number("052", 0, 42, 3);
	check_number("0x", 0, 0, 1);
	check_number("0xg", 16, 0, 1);
	check_number("", 10, 0, 0);
	check_number("-", 10, 0, 0);
	check_number("zz", 36, 35 * 36 + 35, 2);
	check_number("-1", 10, ~0ULL, 2);
	check_number("18446744073709551615", 10, ~0ULL, 20);
	check_number("18446744073709551616", 10, ~0ULL, 20);
	check_number("99999999999999999999999", 10, ~0ULL, 23);
	assert_int_equal(strtoul("7", NULL, 10), 7);
}

static void errors(void **state)
{
	assert_string_equal(strerror(0), "No error");
	assert_string_equal(strerror(-ENOENT), "Not found");
	assert_string_equal(strerror(ENOENT), "Not found");
	assert_string_equal(strerror(-(ENOENT | 0x1f00)), "Not found");
	assert_string_equal(strerror(-0x7f123456), "Error 0x7f123456");
	assert_string_equal(strerror(-(ENOTCONN | 0x100)), "Link down");
}

static void addresses(void **state)
{
	static const char *const bad[] = {
		"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4x", "1..2.3",
		"0001.2.3.4", "1.2.3.-4", " 1.2.3.4", "a.b.c.d",
	};
	struct in_addr in;
	unsigned int i;

	assert_int_equal(inet_aton("192.168.0.255", &in), 1);
	assert_int_equal(ntohl(in.s_addr), 0xc0a800ff);
	assert_string_equal(inet_ntoa(in), "192.168.0.255");
	for (i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(inet_aton(bad[i], &in), 0);
}

static void random_numbers(void **state)
{
	long first, other;

	srandom(1);
	first = random();
	assert_in_range(first, 0, 0x7fffffff);
	other = random();
	assert_int_not_equal(first, other);
	srandom(1);
	assert_int_equal(random(), first);
	srandom(2);
	assert_int_not_equal(random(), first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers),
		cmocka_unit_test(widths),
		cmocka_unit_test(strings),
		cmocka_unit_test(odd_formats),
		cmocka_unit_test(short_buffers),
		cmocka_unit_test(numbers),
		cmocka_unit_test(errors),
		cmocka_unit_test(addresses),
		cmocka_unit_test(random_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
