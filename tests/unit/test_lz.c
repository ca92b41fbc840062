/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The ROM's decoder, against what the encoder makes with all kinds of parameters, and
 * the codec for i386 code: what is split is joined again, whatever it is.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "../../core/platform/pcbios/rom/lz_encoder.h"
#include "../../core/platform/pcbios/rom/x86.h"

#define GUARD 64
#define SAMPLE_LEN 3000
#define KINDS 5

static struct lz_model model;
static uint8_t out[SAMPLE_LEN + GUARD];
static uint8_t sample[SAMPLE_LEN];

/* Makes a sample text. */
static void make_sample(unsigned int kind)
{
	uint32_t seed = 1;
	size_t i;

	for (i = 0; i < SAMPLE_LEN; i++) {
		seed = seed * 1103515245 + 12345;
		switch (kind) {
		case 0: sample[i] = 'a'; break;
		case 1: sample[i] = seed >> 24; break;
		case 2: sample[i] = "abracadabra "[i % 12]; break;
		case 3: sample[i] = i % 7 ? i / 97 : seed >> 28; break;
		default: sample[i] = i % 2 ? seed >> 30 : i / 64; break;
		}
	}
}

/* Encodes the first bytes of a sample text. The caller frees the result. */
static struct buffer encode(unsigned int kind, size_t len, unsigned int props)
{
	static const struct lz_effort effort = { 128, 4, 0 };
	struct buffer data = { sample, len }, packed;
	struct lz_matches matches;

	make_sample(kind);
	matches = lz_find_matches(&data);
	packed = lz_encode(&data, &matches, props, effort);
	lz_free_matches(&matches);
	return packed;
}

static int decode(const struct buffer *packed, size_t out_len, size_t in_len,
		  unsigned int props)
{
	/* The sanitizer sees what is read after the end. */
	uint8_t *in = malloc(in_len);
	int result;

	assert_non_null(in);
	memcpy(in, packed->data, in_len);
	memset(out, 0xee, sizeof(out));
	result = lz_decode(out, out_len, in, in_len, props, &model);
	free(in);
	return result;
}

static int untouched(size_t from)
{
	for (; from < sizeof(out); from++) {
		if (out[from] != 0xee)
			return 0;
	}
	return 1;
}

/* What is encoded comes back, with all parameters and lengths. */
static void test_samples(void **state)
{
	static const unsigned int all[] = {
		0, LZ_PROPS(4, 0, 3, 0), LZ_PROPS(3, 1, 1, 1),
		LZ_PROPS(0, 15, 2, 0), LZ_PROPS(2, 3, 3, 1),
		LZ_PROPS(7, 15, 3, 1),
	};
	unsigned int kind, i;
	size_t len;

	for (kind = 0; kind < KINDS; kind++) {
		for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
			for (len = 0; len <= SAMPLE_LEN; len = 3 * len + 1) {
				struct buffer packed = encode(kind, len,
							      all[i]);

				assert_int_equal(decode(&packed, len,
							packed.len, all[i]),
						 0);
				assert_memory_equal(out, sample, len);
				assert_true(untouched(len));
				free(packed.data);
			}
		}
	}
}

/* Text that repeats becomes short: 3000 bytes of one kind, and of twelve. */
static void test_repeated_text_becomes_short(void **state)
{
	struct buffer packed = encode(0, SAMPLE_LEN, 0);

	assert_true(packed.len < 64);
	free(packed.data);
	packed = encode(2, SAMPLE_LEN, 0);
	assert_true(packed.len < 64);
	free(packed.data);
}

static void test_part_of_the_output(void **state)
{
	struct buffer packed = encode(2, SAMPLE_LEN, 0);
	size_t len;

	/* Matches that reach beyond the end are refused, literals end there:
	 * either way nothing is written after it. */
	for (len = 0; len < SAMPLE_LEN; len += 13) {
		if (decode(&packed, len, packed.len, 0) == 0)
			assert_memory_equal(out, sample, len);
		assert_true(untouched(len));
	}
	free(packed.data);
}

static void test_cut_short(void **state)
{
	unsigned int kind;
	size_t len;

	for (kind = 0; kind < KINDS; kind++) {
		struct buffer packed = encode(kind, SAMPLE_LEN, 0);

		/* The encoder's last bytes say nothing more. */
		for (len = 0; len + 8 < packed.len; len += 1 + len / 16)
			assert_int_equal(decode(&packed, SAMPLE_LEN, len, 0),
					 -1);
		free(packed.data);
	}
}

static void test_garbage(void **state)
{
	uint8_t data[256];
	struct buffer packed = { data, sizeof(data) };
	uint32_t seed = 7;
	unsigned int i, k;

	for (i = 0; i < 500; i++) {
		for (k = 0; k < sizeof(data); k++) {
			seed = seed * 1664525 + 1013904223;
			data[k] = seed >> 24;
		}
		decode(&packed, SAMPLE_LEN, sizeof(data), seed);
		assert_true(untouched(SAMPLE_LEN));
	}
}

/* A match is refused if there was nothing yet that it could repeat. */
static void test_match_before_the_start(void **state)
{
	static uint8_t ones[] = { 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	struct buffer packed = { ones + 1, 6 };

	assert_int_equal(decode(&packed, 4, packed.len, 0), -1);
	assert_true(untouched(0));
}

#define CODE_MAX 65536

static uint8_t code[CODE_MAX + X86_OVERRUN];
static uint8_t streams[X86_STREAMS * X86_ROOM(CODE_MAX)];
static uint8_t joined[sizeof(code) + 1];
static uint32_t split_work[X86_SPLIT_WORK(CODE_MAX) / sizeof(uint32_t)];
static uint32_t join_work[X86_JOIN_WORK(CODE_MAX) / sizeof(uint32_t)];

static size_t split(size_t len, uint32_t *lens)
{
	memset(split_work, 0, sizeof(split_work));
	return x86_split(code, len, streams, lens, split_work);
}

static int join_moved(size_t len, const uint32_t *lens, uint32_t base,
		      uint32_t address)
{
	struct x86_joint joint = {
		.code = joined, .len = len, .streams = streams, .lens = lens,
		.work = join_work, .base = base, .address = address,
	};

	memset(joined, 0x5a, sizeof(joined));
	memset(join_work, 0x5a, sizeof(join_work));
	return x86_join(&joint);
}

static int join(size_t len, const uint32_t *lens)
{
	return join_moved(len, lens, 0, 0);
}

static void test_split_comes_back(void **state)
{
	static const uint8_t marks[16] = {
		0xe8, 0xe9, 0x0f, 0x84, 0x66, 0xff, 0x81, 0xf7,
		0x75, 0xeb, 0xc3, 0xf1, 0x74, 0x05, 0xfa, 0x00,
	};
	uint32_t lens[X86_STREAMS], seed = 3;
	size_t len, total, i, round;

	for (round = 0; round < 256; round++) {
		len = round < 128 ? round : 4096 - round;
		for (i = 0; i < len + X86_OVERRUN; i++) {
			seed = seed * 1664525 + 1013904223;
			/* Much of what has operands. */
			code[i] = seed >> 24;
			if (seed & 0x8000)
				code[i] = marks[(seed >> 20) % 16];
		}
		total = split(len, lens);
		assert_true(total <= X86_ROOM(len));
		assert_int_equal(join(len, lens), 0);
		assert_memory_equal(joined, code, len);
		assert_int_equal(joined[len + X86_OVERRUN], 0x5a);
	}
}

static void test_split_by_kind(void **state)
{
	static const uint8_t program[] = {
		0xc3,					/* ret */
		0x8b, 0x44, 0x24, 0x08,			/* mov 8(%esp),%eax */
		0xe8, 0xf7, 0x01, 0x00, 0x00,		/* call 201h */
		0x66, 0xc7, 0x05, 1, 2, 3, 4, 5, 6,	/* movw, address */
		0x75, 0xf5,				/* jne to that */
		0xf7, 0xc2, 7, 8, 9, 10,		/* test, edx */
		0xf7, 0xd8,				/* neg, eax */
		0x0f, 0x84, 0x04, 0, 0, 0,		/* je over the next */
		0x0f, 0xb6, 0x43, 0x0c,			/* movzbl 12(%ebx) */
		0xf1,					/* int1 */
		0xe8, 0xd4, 0xff, 0xff, 0xff,		/* call the mov */
		0x75, 0xff,				/* into itself */
		0x0f, 0xb6, 0x00,			/* movzbl (%eax) */
		0x0f, 0xaf, 0xc3,			/* imul */
		0xe9, 0xd0, 0xff, 0xff, 0xff,		/* jmp to the movw */
	};
	static const uint8_t expected[] = {
		0xc3, 0, 0x8b, 0x44, 0xe8, 0,
		0xf1, 0, 0x66, 0, 0xc7, 0x05, 0x75, 0,
		0xf7, 0xc2, 0xf7, 0xd8, 0x74, 1, 0xb6, 0x43,
		0xf1, 0, 0xf1, 1, 0xe8, 0, 0x75, 0,
		0x0f, 0, 0xb6, 0x00, 0xaf, 0xc3, 0xeb, 1,
		0, 0, 0, 1,
		0, 0, 1, 0xf7, 10, 9, 8, 7,
		4, 3, 2, 1,
		0x24,
		0x08,
		0x0c,
		5, 6, 0xff,
		0xff, 1, 0,
		-2,
	};
	static const uint32_t expected_lens[] = {
		38, 4, 8, 4, 0, 1, 1, 1, 3, 3, 1,
	};
	uint32_t lens[X86_STREAMS];

	memcpy(code, program, sizeof(program));
	assert_int_equal(split(sizeof(program), lens), sizeof(expected));
	assert_memory_equal(lens, expected_lens, sizeof(lens));
	assert_memory_equal(streams, expected, sizeof(expected));
	assert_int_equal(join(sizeof(program), lens), 0);
	assert_memory_equal(joined, program, sizeof(program));
}

/* Of addresses, and only of these, the base becomes another one. */
static void test_join_moves_addresses(void **state)
{
	static const uint8_t program[] = {
		0xa1, 0x00, 0x10, 0x00, 0xab,		/* mov base+1000,%eax */
		0xb8, 0xff, 0xff, 0xff, 0xaa,		/* mov base-1,%eax */
		0xb8, 0x00, 0x00, 0x10, 0xab,		/* mov base+100000 */
		0x8b, 0x80, 0xfc, 0xff, 0x0f, 0xab,	/* base+ffffc(%eax) */
		0x0f, 0x31,				/* rdtsc */
		0x68, 0x00, 0x00, 0x00, 0xab,		/* push base */
	};
	static const uint8_t moved[] = {
		0xa1, 0x00, 0x10, 0x10, 0xab,
		0xb8, 0xff, 0xff, 0xff, 0xaa,
		0xb8, 0x00, 0x00, 0x10, 0xab,
		0x8b, 0x80, 0xfc, 0xff, 0x1f, 0xab,
		0x0f, 0x31,
		0x68, 0x00, 0x00, 0x10, 0xab,
	};
	uint32_t lens[X86_STREAMS];

	memset(code, 0x90, sizeof(code));
	memcpy(code, program, sizeof(program));
	split(sizeof(program), lens);
	assert_int_equal(join_moved(sizeof(program), lens, 0xab000000,
				    0xab100000), 0);
	assert_memory_equal(joined, moved, sizeof(moved));
}

static void put_long_jump(size_t at, size_t target)
{
	int32_t distance = target - (at + 5);

	code[at] = 0xe9;
	memcpy(code + at + 1, &distance, sizeof(distance));
}

/* Jumps over so many of them, which all go to the next. */
static void jump_far(size_t num)
{
	uint32_t lens[X86_STREAMS];
	size_t end = 5 + 2 * num, len = end + 10, i;

	for (i = 5; i < end; i += 2) {
		code[i] = 0xeb;
		code[i + 1] = 0;
	}
	put_long_jump(0, end);
	put_long_jump(end, 0);
	put_long_jump(end + 5, end - 2 * 100);
	split(len, lens);
	assert_int_equal(streams[lens[0] + 3], code[1]);
	assert_int_equal(join(len, lens), 0);
	assert_memory_equal(joined, code, len);
}

static void test_split_far_jumps(void **state)
{
	jump_far(200);			/* more labels than a byte can count */
	jump_far(X86_PLACES + 100);	/* and than there may be */
}

static void test_join_checks_the_lengths(void **state)
{
	uint32_t lens[X86_STREAMS];
	size_t len = 1000, i;

	for (i = 0; i < sizeof(code); i++)
		code[i] = i * i;
	split(len, lens);
	assert_true(lens[0]);
	lens[0]--;
	lens[X86_STREAMS - 1]++;
	assert_int_equal(join(len, lens), -1);
}

/* Whatever the streams hold, nothing else is touched. */
static void test_join_garbage(void **state)
{
	uint32_t lens[X86_STREAMS] = { 0 }, seed = 5;
	size_t i, round;

	for (round = 0; round < 64; round++) {
		for (i = 0; i < X86_OVERRUN * 4096; i++) {
			seed = seed * 1664525 + 1013904223;
			streams[i] = seed >> 24;
			if (seed & 0x8000)
				streams[i] = seed & 0x4000 ? 0xf1 : 0;
		}
		for (i = 0; i < X86_STREAMS; i++)
			lens[i] = round * 8;
		join(4096, lens);
		assert_int_equal(joined[4096 + X86_OVERRUN], 0x5a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_repeated_text_becomes_short),
		cmocka_unit_test(test_part_of_the_output),
		cmocka_unit_test(test_cut_short),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_match_before_the_start),
		cmocka_unit_test(test_split_comes_back),
		cmocka_unit_test(test_split_by_kind),
		cmocka_unit_test(test_join_moves_addresses),
		cmocka_unit_test(test_split_far_jumps),
		cmocka_unit_test(test_join_checks_the_lengths),
		cmocka_unit_test(test_join_garbage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
