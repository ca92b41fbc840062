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

#define CODE_MAX 4096

static uint8_t code[CODE_MAX + X86_OVERRUN];
static uint8_t streams[X86_STREAMS * sizeof(code)];
static uint8_t joined[sizeof(code) + 1];

static void test_split_comes_back(void **state)
{
	static const uint8_t marks[8] = {
		0xe8, 0xe9, 0x0f, 0x84, 0x66, 0xff, 0x81, 0xf7,
	};
	uint32_t lens[X86_STREAMS], seed = 3;
	size_t len, total, i, round;

	for (round = 0; round < 256; round++) {
		len = round < 128 ? round : CODE_MAX - round;
		for (i = 0; i < sizeof(code); i++) {
			seed = seed * 1664525 + 1013904223;
			/* Much of what has operands. */
			code[i] = seed >> 24;
			if (seed & 0x8000)
				code[i] = marks[(seed >> 20) % 8];
		}
		total = x86_split(code, len, streams, lens);
		assert_in_range(total, len, len + X86_OVERRUN);
		memset(joined, 0x5a, sizeof(joined));
		assert_int_equal(x86_join(joined, len, streams, lens), 0);
		assert_memory_equal(joined, code, total);
		assert_int_equal(joined[total], 0x5a);
	}
}

static void test_split_by_kind(void **state)
{
	static const uint8_t program[] = {
		0x8b, 0x44, 0x24, 0x08,			/* mov 8(%esp),%eax */
		0xe8, 0xf7, 0x01, 0x00, 0x00,		/* call 200h */
		0x66, 0xc7, 0x05, 1, 2, 3, 4, 5, 6,	/* movw, address */
		0x75, 0xf0,				/* jne */
		0xf7, 0xc2, 7, 8, 9, 10,		/* test, edx */
		0xf7, 0xd8,				/* neg, eax */
		0x0f, 0x84, 0x0b, 0, 0, 0,		/* je */
		0x0f, 0xb6, 0x43, 0x0c,			/* movzbl 12(%ebx) */
		0xe8, 0xd5, 0x01, 0x00, 0x00,		/* call 200h */
	};
	static const uint8_t expected[] = {
		0x8b, 0x44, 0xe8, 0x66, 0xc7, 0x05, 0x75, 0xf7, 0xc2, 0xf7,
		0xd8, 0x0f, 0x84, 0x0f, 0xb6, 0x43, 0xe8,
		0x24,
		0x08, 0x0c,
		5, 6,
		0xf0,
		1, 2, 3, 4, 7, 8, 9, 10,
		0, 0, 0, 0x0b,
		0, 0, 2, 0, 0, 0, 2, 0,
	};
	static const uint32_t expected_lens[] = { 17, 1, 2, 2, 1, 8, 4, 8 };
	uint32_t lens[X86_STREAMS];

	memcpy(code, program, sizeof(program));
	assert_int_equal(x86_split(code, sizeof(program), streams, lens),
			 sizeof(expected));
	assert_memory_equal(streams, expected, sizeof(expected));
	assert_memory_equal(lens, expected_lens, sizeof(lens));
}

static void test_join_checks_the_lengths(void **state)
{
	uint32_t lens[X86_STREAMS];
	size_t len = 1000, i;

	for (i = 0; i < sizeof(code); i++)
		code[i] = i * i;
	x86_split(code, len, streams, lens);
	assert_true(lens[0] && lens[1]);
	lens[0]--;
	lens[1]++;
	assert_int_equal(x86_join(joined, len, streams, lens), -1);
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
		cmocka_unit_test(test_split_comes_back),
		cmocka_unit_test(test_split_by_kind),
		cmocka_unit_test(test_join_checks_the_lengths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
