/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The decoder for LZ4 that the lkrn unpacks itself with, on blocks made by hand
 * from LZ4's description of its format. (tests/tools/test_rom.py has blocks of
 * liblz4.)
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "../../core/platform/pcbios/rom/lz4_decoder.h"

/* Decodes in memory that is exactly as long as it must be, so that the
 * sanitizer sees what goes beyond. Returns whether the text is the expected
 * one. */
static int gives(const uint8_t *block, size_t len, const char *expected)
{
	size_t out_len = strlen(expected);
	uint8_t *in = malloc(len), *out = malloc(out_len);
	int same;

	memcpy(in, block, len);
	same = lz4_decode(out, out_len, in, len) == 0 &&
	       memcmp(out, expected, out_len) == 0;
	free(in);
	free(out);
	return same;
}

#define GIVES(expected, ...) \
	gives((const uint8_t[]){ __VA_ARGS__ }, \
	      sizeof((const uint8_t[]){ __VA_ARGS__ }), expected)

static void test_literals(void **state)
{
	assert_true(GIVES("abc", 0x30, 'a', 'b', 'c'));
	assert_true(GIVES("", 0x00));
	assert_true(GIVES("abcdefghijklmnopq", 0xf0, 2, 'a', 'b', 'c', 'd', 'e',
			  'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p',
			  'q'));
}

static void test_matches(void **state)
{
	assert_true(GIVES("abcdabcdX", 0x40, 'a', 'b', 'c', 'd', 4, 0, 0x10,
			  'X'));
	/* One that overlaps what it becomes, and two without literals. */
	assert_true(GIVES("ababababaX", 0x23, 'a', 'b', 2, 0, 0x10, 'X'));
	assert_true(GIVES("aaaaaaaaaaX", 0x11, 'a', 1, 0, 0x00, 1, 0, 0x10,
			  'X'));
	/* 4 + 15 + 1 long, and 4 + 15 + 0. */
	assert_true(GIVES("aaaaaaaaaaaaaaaaaaaaaX", 0x1f, 'a', 1, 0, 1, 0x10,
			  'X'));
	assert_true(GIVES("aaaaaaaaaaaaaaaaaaaaX", 0x1f, 'a', 1, 0, 0, 0x10,
			  'X'));
}

static void test_another_length(void **state)
{
	assert_false(GIVES("ab", 0x30, 'a', 'b', 'c'));
	assert_false(GIVES("abcd", 0x30, 'a', 'b', 'c'));
	assert_false(GIVES("abcdabc", 0x40, 'a', 'b', 'c', 'd', 4, 0, 0x00));
	assert_false(GIVES("abcdabcda", 0x40, 'a', 'b', 'c', 'd', 4, 0, 0x00));
}

static void test_cut_short(void **state)
{
	static const uint8_t block[] = {
		0xff, 2, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k',
		'l', 'm', 'n', 'o', 'p', 'q', 17, 0, 255, 3, 0x10, 'X',
	};
	uint8_t *cut;
	uint8_t out[17 + 4 + 15 + 255 + 3 + 1];
	size_t len;

	assert_int_equal(lz4_decode(out, sizeof(out), block, sizeof(block)), 0);
	for (len = 0; len < sizeof(block); len++) {
		cut = malloc(len);
		memcpy(cut, block, len);
		assert_int_equal(lz4_decode(out, sizeof(out), cut, len), -1);
		free(cut);
	}
}

static void test_distances(void **state)
{
	assert_false(GIVES("abcdabcd", 0x40, 'a', 'b', 'c', 'd', 0, 0, 0x00));
	assert_false(GIVES("abcdabcd", 0x40, 'a', 'b', 'c', 'd', 5, 0, 0x00));
	assert_false(GIVES("abcd", 0x00, 1, 0, 0x00));
}

/* Whatever the block holds, nothing else is touched. */
static void test_garbage(void **state)
{
	uint32_t seed = 9;
	unsigned int round, i;
	uint8_t *in, *out;
	size_t len;

	for (round = 0; round < 5000; round++) {
		len = round % 97;
		in = malloc(len);
		out = malloc(round % 301);
		for (i = 0; i < len; i++) {
			seed = seed * 1664525 + 1013904223;
			/* Small distances and long numbers are frequent. */
			in[i] = seed & 0x8000 ? seed >> 24 :
				seed & 0x4000 ? 255 : seed >> 29;
		}
		lz4_decode(out, round % 301, in, len);
		free(in);
		free(out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_literals),
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_another_length),
		cmocka_unit_test(test_cut_short),
		cmocka_unit_test(test_distances),
		cmocka_unit_test(test_garbage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
