/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The LZMA decoder and the filter for code, against data that liblzma's raw
 * encoder made with all kinds of parameters.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <core/lzma.h>
#include "lzma_samples.h"

#define GUARD 64

static uint16_t probs[LZMA_PROBS(LZMA_LCLP_MAX)];
static uint8_t out[SAMPLE_LEN_MAX + GUARD];
static uint8_t expected[SAMPLE_LEN_MAX];

/* The sample texts, made here as tests/unit/lzma_samples.h says. */
static void make_sample(unsigned int kind, uint8_t *data, size_t len)
{
	uint32_t seed = 1;
	size_t i;

	for (i = 0; i < len; i++) {
		seed = seed * 1103515245 + 12345;
		switch (kind) {
		case 0: data[i] = 'a'; break;
		case 1: data[i] = seed >> 24; break;
		case 2: data[i] = "abracadabra "[i % 12]; break;
		default: data[i] = i % 7 ? i / 97 : seed >> 28; break;
		}
	}
}

static int decode(const struct sample *sample, size_t out_len, size_t in_len)
{
	memset(out, 0xee, sizeof(out));
	return lzma_decode(out, out_len, sample->data, in_len, sample->props,
			   probs);
}

static int untouched(size_t from)
{
	for (; from < sizeof(out); from++) {
		if (out[from] != 0xee)
			return 0;
	}
	return 1;
}

static void test_samples(void **state)
{
	unsigned int i;

	for (i = 0; i < NUM_SAMPLES; i++) {
		const struct sample *sample = &samples[i];

		make_sample(sample->kind, expected, sample->len);
		assert_int_equal(decode(sample, sample->len,
					sample->packed_len), 0);
		assert_memory_equal(out, expected, sample->len);
		assert_true(untouched(sample->len));
	}
}

static void test_part_of_the_output(void **state)
{
	const struct sample *sample = &samples[0];
	size_t len;

	/* Matches that reach beyond the end are refused, literals end there:
	 * either way nothing is written behind it. */
	make_sample(sample->kind, expected, sample->len);
	for (len = 0; len < sample->len; len += 13) {
		if (decode(sample, len, sample->packed_len) == 0)
			assert_memory_equal(out, expected, len);
		assert_true(untouched(len));
	}
}

static void test_cut_short(void **state)
{
	unsigned int i;
	size_t len;

	for (i = 0; i < NUM_SAMPLES; i++) {
		const struct sample *sample = &samples[i];

		/* The encoder's last bytes hold the end marker. */
		for (len = 0; len + 24 < sample->packed_len;
		     len += 1 + len / 16)
			assert_int_equal(decode(sample, sample->len, len), -1);
	}
}

static void test_garbage(void **state)
{
	uint8_t data[256];
	struct sample sample = { .data = data };
	uint32_t seed = 7;
	unsigned int i, k;

	for (i = 0; i < 500; i++) {
		for (k = 0; k < sizeof(data); k++) {
			seed = seed * 1664525 + 1013904223;
			data[k] = seed >> 24;
		}
		data[0] = 0;
		sample.props = i % 256;
		decode(&sample, SAMPLE_LEN_MAX, sizeof(data));
		assert_true(untouched(SAMPLE_LEN_MAX));
	}
}

static void test_bad_parameters(void **state)
{
	struct sample sample = samples[0];

	sample.props = LZMA_PROPS(8, 4, 4);
	assert_int_equal(decode(&sample, sample.len, sample.packed_len), -1);
	sample.props = 255;
	assert_int_equal(decode(&sample, sample.len, sample.packed_len), -1);
	sample = samples[0];
	assert_int_equal(decode(&sample, sample.len, 0), -1);
	assert_int_equal(decode(&sample, sample.len, 4), -1);
}

static void test_first_byte(void **state)
{
	static const uint8_t data[16] = { 1 };
	struct sample sample = { .data = data, .props = 93 };

	assert_int_equal(decode(&sample, 4, sizeof(data)), -1);
}

static void test_filter_comes_back(void **state)
{
	static const uint8_t marks[6] = { 0xe8, 0xe9, 0x0f, 0x84, 0, 0xff };
	static uint8_t code[4096], filtered[4096];
	uint32_t seed = 3;
	size_t len, i, round;

	for (round = 0; round < 64; round++) {
		len = round < 12 ? round : sizeof(code) - round;
		for (i = 0; i < len; i++) {
			seed = seed * 1664525 + 1013904223;
			/* Many branches, to and fro and nowhere. */
			code[i] = seed >> 24;
			if (seed & 0x8000)
				code[i] = marks[(seed >> 20) % 6];
		}
		memcpy(filtered, code, len);
		x86_filter(filtered, len);
		x86_unfilter(filtered, len);
		assert_memory_equal(filtered, code, len);
	}
}

static void test_filter_makes_calls_alike(void **state)
{
	uint8_t code[64] = { 0 };

	/* Two calls of 20h, from 0 and from 10h. */
	code[0x00] = code[0x10] = 0xe8;
	code[0x01] = 0x20 - 5;
	code[0x11] = 0x20 - 0x15;
	x86_filter(code, sizeof(code));
	assert_memory_equal(code, code + 0x10, 5);
	x86_unfilter(code, sizeof(code));
	assert_int_equal(code[0x01], 0x20 - 5);
	assert_int_equal(code[0x11], 0x20 - 0x15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_part_of_the_output),
		cmocka_unit_test(test_cut_short),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_bad_parameters),
		cmocka_unit_test(test_first_byte),
		cmocka_unit_test(test_filter_comes_back),
		cmocka_unit_test(test_filter_makes_calls_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
