/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Files that gzip has packed, whole and damaged (RFC 1951, RFC 1952). */

#include "unit.h"
#include "recorder.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/inflate.h>
#include <ipxe/console.h>
#include <ipxe/image.h>
#include <ipxe/umalloc.h>

/* What zlib made, in blocks of each kind; "stored" has all that a header may
 * have. */
static const uint8_t stored[] = {
	0x1f, 0x8b, 0x08, 0x1e, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x02, 0x00,
	0x78, 0x79, 0x6e, 0x61, 0x6d, 0x65, 0x00, 0x63, 0x6f, 0x6d, 0x6d, 0x65,
	0x6e, 0x74, 0x00, 0x00, 0x00, 0x01, 0x0f, 0x00, 0xf0, 0xff, 0x73, 0x74,
	0x6f, 0x72, 0x65, 0x64, 0x20, 0x61, 0x73, 0x20, 0x69, 0x74, 0x20, 0x69,
	0x73, 0x65, 0x78, 0xd1, 0x5a, 0x0f, 0x00, 0x00, 0x00,
};
static const uint8_t fixed[] = {
	0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x4b, 0x4c,
	0x4a, 0x4e, 0xc4, 0x40, 0x00, 0x71, 0xbb, 0xda, 0x2b, 0x15, 0x00, 0x00,
	0x00,
};
static const uint8_t dynamic[] = {
	0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x8d, 0x96,
	0x41, 0x8e, 0x5e, 0x21, 0x0c, 0x83, 0xf7, 0x73, 0x8a, 0x77, 0x80, 0x2e,
	0x08, 0x90, 0x00, 0xc7, 0x01, 0x1e, 0x51, 0x47, 0x1a, 0xb5, 0x55, 0xe7,
	0x2d, 0x7a, 0xfc, 0x4e, 0xf5, 0xe3, 0x6e, 0xcd, 0xde, 0xb2, 0x2c, 0x7f,
	0x24, 0xe1, 0xe3, 0xfd, 0xc7, 0xba, 0xc2, 0xf5, 0xd3, 0xaf, 0x7e, 0x3d,
	0xeb, 0xcf, 0x73, 0x3d, 0xdf, 0xfb, 0x73, 0xfd, 0x5e, 0xbf, 0x56, 0x7f,
	0x3e, 0xaf, 0xf7, 0xe7, 0x73, 0x7d, 0xf8, 0xb7, 0x2b, 0xbc, 0x7d, 0xfc,
	0xd3, 0x09, 0xd3, 0xc9, 0x5a, 0xfe, 0x92, 0x46, 0x26, 0x2d, 0x63, 0xcc,
	0x97, 0x34, 0x51, 0x57, 0x31, 0x2b, 0x2f, 0x6d, 0x3e, 0x49, 0xb0, 0xd3,
	0x2a, 0xd3, 0xa6, 0xa0, 0xba, 0x7d, 0x8d, 0x69, 0xb3, 0xb6, 0xb6, 0xf3,
	0x16, 0xa6, 0xd5, 0x35, 0xc6, 0xae, 0xa1, 0x9e, 0xd4, 0xb0, 0xf3, 0x36,
	0xa6, 0x6d, 0xb3, 0xb5, 0xed, 0x2b, 0x14, 0xd9, 0x14, 0xd5, 0x1d, 0x58,
	0x28, 0xb7, 0xd5, 0x96, 0xef, 0x26, 0x24, 0x1e, 0xe1, 0xc0, 0x8b, 0xe0,
	0xf0, 0xb2, 0x8d, 0x09, 0x6f, 0x8e, 0xaf, 0xf4, 0xe5, 0x88, 0x4d, 0x01,
	0xca, 0x48, 0x21, 0xa0, 0x11, 0x3b, 0x7a, 0x1a, 0xc8, 0x4d, 0x21, 0xc6,
	0xb8, 0xc6, 0x84, 0x37, 0xc5, 0x18, 0x4b, 0xb4, 0x82, 0xdc, 0x14, 0x64,
	0x1c, 0xcd, 0xc3, 0xee, 0x24, 0x86, 0xa3, 0x67, 0xba, 0x73, 0x47, 0x8a,
	0x32, 0x69, 0x6e, 0x03, 0xde, 0x94, 0x65, 0xea, 0x65, 0xdc, 0x3b, 0x77,
	0xa4, 0x2c, 0x93, 0xaf, 0x71, 0x63, 0xc0, 0xf3, 0xd1, 0xc8, 0x20, 0x37,
	0x65, 0x99, 0x47, 0xd5, 0x02, 0x6f, 0xca, 0x52, 0xa5, 0xbb, 0x20, 0x37,
	0x1f, 0xc8, 0x2a, 0xd6, 0xd0, 0x49, 0x3d, 0x1a, 0x5f, 0xe4, 0xa6, 0x2c,
	0x4d, 0x9b, 0xc7, 0xed, 0x9d, 0x28, 0x4b, 0x9b, 0x33, 0x24, 0xec, 0x3d,
	0xca, 0xb2, 0x64, 0xf1, 0xb8, 0x3b, 0x49, 0x47, 0x1b, 0x15, 0xef, 0x3b,
	0x51, 0x96, 0x35, 0x35, 0xeb, 0xf0, 0xa6, 0x2c, 0xeb, 0xe8, 0xfe, 0x3f,
	0x37, 0x65, 0xd9, 0x72, 0xd0, 0x8e, 0x4e, 0xec, 0x68, 0xad, 0x21, 0x37,
	0x65, 0xd9, 0xd5, 0xa6, 0xc0, 0x9b, 0xb2, 0xec, 0xab, 0x4c, 0xbc, 0x93,
	0x44, 0x59, 0x8e, 0x32, 0x9b, 0xef, 0x4e, 0xf2, 0xd9, 0x86, 0xdd, 0xb9,
	0x33, 0x65, 0x39, 0x87, 0xb8, 0xc2, 0x9b, 0xb2, 0xbc, 0x35, 0x1a, 0xe6,
	0x32, 0x53, 0x96, 0xb7, 0xdb, 0x4c, 0xb8, 0x90, 0xf9, 0x68, 0xd9, 0x23,
	0x37, 0x65, 0xe9, 0x79, 0x84, 0x0a, 0x6f, 0xca, 0xd2, 0xbd, 0x3b, 0xf6,
	0x60, 0xa6, 0x2c, 0x25, 0xf4, 0x35, 0x33, 0x4a, 0xa9, 0x67, 0x87, 0x07,
	0xc9, 0x29, 0x4d, 0x89, 0x51, 0xbc, 0x6e, 0x77, 0x0d, 0x5c, 0xbe, 0x44,
	0x71, 0x7b, 0x94, 0x7f, 0x75, 0x52, 0xcf, 0x3d, 0xef, 0x62, 0x34, 0x9e,
	0x9d, 0x41, 0xfc, 0x4c, 0xf8, 0xd5, 0xd4, 0x64, 0xb3, 0xc0, 0x9d, 0x9f,
	0x4d, 0xfb, 0x1a, 0x38, 0x9c, 0x7b, 0xe5, 0x77, 0xd3, 0xee, 0x6a, 0x82,
	0x66, 0xec, 0xec, 0x28, 0x23, 0x3b, 0xa7, 0x5a, 0x6b, 0x2b, 0x09, 0xee,
	0x9c, 0x6a, 0xfb, 0xba, 0x9c, 0xf8, 0x5b, 0x29, 0xa7, 0xda, 0x73, 0xf3,
	0xbb, 0xbc, 0xfd, 0x05, 0xee, 0xae, 0x02, 0x2f, 0xb9, 0x0a, 0x00, 0x00,
};
static const uint8_t script[] = {
	0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x53, 0x56,
	0xcc, 0x2c, 0xa8, 0x48, 0xe5, 0x2a, 0x4e, 0x2d, 0x51, 0x28, 0xcd, 0x2b,
	0x48, 0x4c, 0xce, 0x4e, 0x4d, 0x51, 0xa8, 0x4c, 0x2d, 0xe6, 0x02, 0x00,
	0x81, 0xc7, 0x16, 0x01, 0x18, 0x00, 0x00, 0x00,
};

/* Unpacks a file, from a block that ends where it does. Returns the text, which
 * is to be freed, or NULL after setting *why. */
static char *unpacked(const uint8_t *file, size_t len, const char **why)
{
	uint8_t *copy = malloc(len);
	struct gzip gzip;
	char *out = NULL;

	assert_non_null(copy);
	memcpy(copy, file, len);
	*why = NULL;
	if (gzip_parse(copy, len, &gzip, why) == 0 && gzip.size < 65536) {
		out = calloc(gzip.size + 1, 1);
		assert_non_null(out);
		if (gzip_unpack(copy, &gzip, out, why) != 0) {
			free(out);
			out = NULL;
		}
	}
	free(copy);
	return out;
}

static void assert_text(const uint8_t *file, size_t len, const char *text)
{
	const char *why;
	char *out = unpacked(file, len, &why);

	assert_non_null(out);
	assert_string_equal(out, text);
	free(out);
}

static void assert_refused(const uint8_t *file, size_t len, const char *reason)
{
	const char *why;

	assert_null(unpacked(file, len, &why));
	assert_non_null(why);
	assert_string_equal(why, reason);
}

/* Returns the text of the dynamic block. */
static char *long_text(void)
{
	char *text = calloc(8192, 1);
	unsigned int i;
	size_t at = 0;

	assert_non_null(text);
	for (i = 0; i < 60; i++)
		at += snprintf(text + at, 8192 - at, "line %d of a text that "
			       "repeats itself, %x\n", i, i * i * 7919);
	return text;
}

static void blocks_of_all_kinds_are_unpacked(void **state)
{
	char *text = long_text();

	assert_text(stored, sizeof(stored), "stored as it is");
	assert_text(fixed, sizeof(fixed), "abcabcabcabcabcabcabc");
	assert_text(dynamic, sizeof(dynamic), text);
	free(text);
}

static void files_that_are_cut_short_are_refused(void **state)
{
	const char *why;
	size_t len;

	for (len = 0; len < sizeof(dynamic); len++) {
		assert_null(unpacked(dynamic, len, &why));
		assert_non_null(why);
	}
	for (len = 0; len < sizeof(stored); len++)
		assert_null(unpacked(stored, len, &why));
}

/* A name without an end, and extra bytes of which there are not so many. */
static void headers_that_are_cut_short_are_refused(void **state)
{
	uint8_t file[10 + 40 + 8] = { 0x1f, 0x8b, 8 };

	memset(file + 10, 'x', sizeof(file) - 10);
	memcpy(file + sizeof(file) - 4, "\1\0\0", 4);
	file[3] = 0x08;
	assert_refused(file, sizeof(file), "its header is cut short");
	file[3] = 0x04;
	assert_refused(file, sizeof(file), "its header is cut short");
	/* As many as there are leave nothing for a block. */
	file[10] = 38;
	file[11] = 0;
	assert_refused(file, sizeof(file), "it is cut short");
	file[10]++;
	assert_refused(file, sizeof(file), "its header is cut short");
	/* The header's own checksum. */
	file[10]--;
	file[3] |= 0x02;
	assert_refused(file, sizeof(file), "its header is cut short");
	file[3] = 0x20;
	assert_refused(file, sizeof(file),
		       "its header has flags that are not known");
}

/* The checksum finds what the format does not, except in fields of the header
 * that nobody needs, and in bits after the end of the last block. */
static void damaged_files_are_refused(void **state)
{
	uint8_t file[sizeof(dynamic)];
	char *text = long_text(), *out;
	const char *why;
	size_t bit;

	for (bit = 0; bit < sizeof(file) * 8; bit++) {
		memcpy(file, dynamic, sizeof(file));
		file[bit / 8] ^= 1 << bit % 8;
		out = unpacked(file, sizeof(file), &why);
		if (!out)
			continue;
		assert_true(bit / 8 < 10 || bit / 8 == sizeof(file) - 9);
		assert_string_equal(out, text);
		free(out);
	}
	free(text);
}

static void sizes_that_are_lies_are_refused(void **state)
{
	uint8_t file[sizeof(fixed) + 8];
	size_t size_at = sizeof(fixed) - 4;
	size_t more;

	memcpy(file, fixed, sizeof(fixed));
	file[size_at]--;
	assert_refused(file, sizeof(fixed), "it is longer than it says");
	file[size_at] += 2;
	assert_refused(file, sizeof(fixed), "it is shorter than it says");
	memset(file + size_at, 0xff, 4);
	assert_refused(file, sizeof(fixed),
		       "it cannot be as long as it says");
	memset(file + size_at, 0, 4);
	assert_refused(file, sizeof(fixed), "there is nothing in it");
	memcpy(file, fixed, sizeof(fixed));
	file[sizeof(fixed) - 8] ^= 1;
	assert_refused(file, sizeof(fixed), "its checksum is wrong");
	/* Bytes between the data and the trailer. */
	for (more = 1; more <= 8; more++) {
		memcpy(file, fixed, sizeof(fixed) - 8);
		memset(file + sizeof(fixed) - 8, 0, more);
		memcpy(file + sizeof(fixed) - 8 + more, fixed +
		       sizeof(fixed) - 8, 8);
		assert_refused(file, sizeof(fixed) + more,
			       "more follows after its end");
	}
}

/* A fixed block whose first symbol is a length and whose second is a distance:
 * 1, 01 and 0000001 (257), 00000. */
static void references_before_the_start_are_refused(void **state)
{
	static const uint8_t file[] = {
		0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x03, 0x02, 0x00,
		0, 0, 0, 0, 3, 0, 0, 0,
	};

	assert_refused(file, sizeof(file), "it refers to before its start");
}

/* --- files that are written bit by bit */

static struct {
	/* The file, and how many of its bits there are. */
	uint8_t bytes[131072];
	size_t bits;
	/* What it holds, and how much. */
	uint8_t text[131072];
	size_t len;
} made;

/* Adds the low bits of a value, the lowest one first. */
static void put_bits(unsigned int value, unsigned int count)
{
	for (; count; count--, value >>= 1, made.bits++)
		made.bytes[made.bits / 8] |= (value & 1) << made.bits % 8;
}

/* Adds a code, the highest bit first. */
static void put_code(unsigned int code, unsigned int len)
{
	while (len--)
		put_bits(code >> len & 1, 1);
}

static void begin_file(void)
{
	memset(&made, 0, sizeof(made));
	memcpy(made.bytes, "\x1f\x8b\x08\0\0\0\0\0\0\3", 10);
	made.bits = 80;
}

/* Adds the checksum and the length, and has the file unpacked. */
static void end_file(void)
{
	uint32_t crc = 0xffffffff, size = made.len;
	const char *why;
	struct gzip gzip;
	unsigned int bit;
	char *out;
	size_t i;

	for (i = 0; i < made.len; i++) {
		crc ^= made.text[i];
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	made.bits = (made.bits + 7) / 8 * 8;
	put_bits(~crc & 0xffff, 16);
	put_bits(~crc >> 16, 16);
	put_bits(size & 0xffff, 16);
	put_bits(size >> 16, 16);
	assert_int_equal(gzip_parse(made.bytes, made.bits / 8, &gzip, &why), 0);
	assert_int_equal(gzip.size, made.len);
	out = malloc(made.len);
	why = NULL;
	gzip_unpack(made.bytes, &gzip, out, &why);
	if (why)
		fail_msg("%s", why);
	assert_memory_equal(out, made.text, made.len);
	free(out);
}

/* Adds a stored block of bytes that do not repeat themselves soon. */
static void put_stored(size_t len)
{
	uint32_t random = 1;
	size_t i;

	put_bits(0, 3);
	made.bits = (made.bits + 7) / 8 * 8;
	put_bits(len, 16);
	put_bits(~len, 16);
	for (i = 0; i < len; i++) {
		random = random * 1664525 + 1013904223;
		made.text[made.len++] = random >> 24;
		put_bits(random >> 24, 8);
	}
}

/* Adds a match in the fixed code (RFC 1951 sections 3.2.5 and 3.2.6), whose symbols
 * are computed here: each number of extra bits has four lengths and two distances. */
static void put_match(unsigned int len, unsigned int distance)
{
	unsigned int symbol, bits, rest;

	for (bits = 0; len - 3 >= 8U << bits; bits++)
		;
	rest = len - 3;
	symbol = 257 + (bits ? 4 * bits + (rest >> bits) : rest);
	if (len == 258)
		symbol = 285;
	if (symbol < 280)
		put_code(symbol - 256, 7);
	else
		put_code(0xc0 + symbol - 280, 8);
	if (bits && len != 258)
		put_bits(rest & ((1U << bits) - 1), bits);
	for (bits = 0; distance - 1 >= 4U << bits; bits++)
		;
	rest = distance - 1;
	put_code(bits ? 2 * bits + (rest >> bits) : rest, 5);
	put_bits(rest & ((1U << bits) - 1), bits);
	for (; len; len--, made.len++)
		made.text[made.len] = made.text[made.len - distance];
}

static void every_length_is_copied(void **state)
{
	unsigned int len;

	begin_file();
	put_stored(512);
	put_bits(3, 3);
	for (len = 3; len <= 258; len++)
		put_match(len, 512 - len);
	put_code(0, 7);
	end_file();
}

/* The first and the last distance of each code, up to the greatest one. */
static void every_distance_is_copied(void **state)
{
	unsigned int bits, half;

	begin_file();
	put_stored(32768);
	put_bits(3, 3);
	put_match(3, 2);
	put_match(3, 3);
	for (bits = 0; bits <= 13; bits++) {
		for (half = 2; half <= 3; half++) {
			put_match(3, (half << bits) + 1);
			put_match(5, (half + 1) << bits);
		}
	}
	put_match(4, 1);
	put_code(0, 7);
	end_file();
}

/* All literals of the fixed code: of 8 bits up to 143, of 9 from there on. */
static void every_literal_is_copied(void **state)
{
	unsigned int i;

	begin_file();
	put_bits(3, 3);
	for (i = 0; i < 256; i++) {
		if (i < 144)
			put_code(0x30 + i, 8);
		else
			put_code(0x190 + i - 144, 9);
		made.text[made.len++] = i;
	}
	put_code(0, 7);
	end_file();
}

/* Begins a block whose codes have so many literals and one distance. The lengths of the
 * codes are to follow, in a code whose own lengths are given (RFC 1951 section
 * 3.2.7). */
static void begin_block(unsigned int literals, const uint8_t lengths[19])
{
	static const uint8_t order[] = {
		16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
	};
	unsigned int i;

	put_bits(5, 3);
	put_bits(literals - 257, 5);
	put_bits(0, 5);
	put_bits(sizeof(order) - 4, 4);
	for (i = 0; i < sizeof(order); i++)
		put_bits(lengths[order[i]], 3);
}

/* The lengths of the codes are to follow in 4 bits each. */
static void begin_dynamic(unsigned int literals)
{
	uint8_t lengths[19] = { 0 };

	memset(lengths, 4, 16);
	begin_block(literals, lengths);
}

/* Codes of 3 bits for seven letters and the end, with all ways to say that a length
 * comes again. */
static void lengths_come_again(void **state)
{
	static const uint8_t lengths[19] = {
		[0] = 3, [3] = 3, [16] = 2, [17] = 2, [18] = 2,
	};
	unsigned int i;

	begin_file();
	begin_block(257, lengths);
	put_code(2, 2);			/* 11 and 86 times 0 */
	put_bits(86, 7);
	put_code(7, 3);			/* 3, for a */
	put_code(0, 2);			/* 3 and 3 times the same, up to g */
	put_bits(3, 2);
	put_code(2, 2);			/* 11 and 127 times 0 */
	put_bits(127, 7);
	put_code(1, 2);			/* 3 and 7 times 0 */
	put_bits(7, 3);
	put_code(1, 2);			/* 3 and once 0 */
	put_bits(1, 3);
	put_code(7, 3);			/* 3, for the end */
	put_code(6, 3);			/* 0, for the distance */
	for (i = 0; i < 7; i++) {
		put_code(i, 3);
		made.text[made.len++] = 'a' + i;
	}
	put_code(7, 3);
	end_file();
}

/* The only distance has a code of one bit, which is incomplete. */
static void one_distance_may_be_alone(void **state)
{
	unsigned int i;

	begin_file();
	begin_dynamic(258);
	for (i = 0; i < 258; i++)
		put_code(i == 'a' ? 1 : i >= 256 ? 2 : 0, 4);
	put_code(1, 4);
	put_code(0, 1);			/* a */
	put_code(3, 2);			/* 3 bytes */
	put_code(0, 1);			/* from 1 byte before */
	put_code(2, 2);			/* the end */
	memcpy(made.text, "aaaa", 4);
	made.len = 4;
	end_file();
}

/* A code with one symbol for each length from 1 to 14, and two of 15 bits. */
static void every_length_of_a_code_is_read(void **state)
{
	unsigned int i, round;

	begin_file();
	begin_dynamic(257);
	for (i = 0; i < 257; i++)
		put_code(i < 15 ? i + 1 : i == 256 ? 15 : 0, 4);
	put_code(0, 4);
	for (round = 0; round < 3; round++) {
		for (i = 0; i < 15; i++) {
			put_code((1U << (i + 1)) - 2, i + 1);
			made.text[made.len++] = i;
		}
	}
	put_code(0x7fff, 15);
	end_file();
}

static void packed_images_run(void **state)
{
	struct image *image = alloc_image(NULL);

	assert_non_null(image);
	assert_int_equal(image_set_name(image, "script.gz"), 0);
	assert_int_equal(image_set_data(image, script, sizeof(script)), 0);
	assert_int_equal(image_exec(image), 0);
	assert_int_equal(system("iseq ${unpacked} yes"), 0);
	((uint8_t *)image->data)[sizeof(script) - 5] ^= 1;
	assert_int_equal(image_exec(image), -ENOEXEC);
	image_put(image);
}

/* --- a type of images that only looks at what it is given */

/* The file "T", packed. */
static const uint8_t packed_t[] = {
	0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff, 0x0b, 0x01,
	0x00, 0x60, 0x7a, 0x04, 0xbe, 0x01, 0x00, 0x00, 0x00,
};

static unsigned int seen;
static char seen_name[32], seen_cmdline[32];

static int probe_seen(struct image *image)
{
	return image->len == 1 && memcmp(image->data, "T", 1) == 0 ? 0 :
	       -ENOEXEC;
}

static int exec_seen(struct image *image)
{
	seen++;
	snprintf(seen_name, sizeof(seen_name), "%s", image->name);
	snprintf(seen_cmdline, sizeof(seen_cmdline), "%s",
		 image->cmdline ? image->cmdline : "none");
	return 0;
}

struct image_type seen_image_type __image_type(PROBE_MULTIBOOT) = {
	.name = "seen",
	.probe = probe_seen,
	.exec = exec_seen,
};

/* Returns "T" as a packed image of that name. */
static struct image *packed_as(const char *name, const char *cmdline)
{
	struct image *image = alloc_image(NULL);

	assert_non_null(image);
	assert_int_equal(image_set_name(image, name), 0);
	assert_int_equal(image_set_cmdline(image, cmdline), 0);
	assert_int_equal(image_set_data(image, packed_t, sizeof(packed_t)), 0);
	return image;
}

/* What is in it has the name without ".gz", if something is left then, and the
 * command line. */
static void unpacked_images_have_their_names(void **state)
{
	static const char *const names[][2] = {
		{ "Image.gz", "Image" }, { "Image", "Image" },
		{ ".gz", ".gz" }, { "a.gz", "a" }, { "gz", "gz" },
		{ "a.gz.gz", "a.gz" }, { "a.gzip", "a.gzip" },
	};
	struct image *image;
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(names); i++) {
		image = packed_as(names[i][0], i & 1 ? "quiet root=x" : NULL);
		assert_int_equal(image_exec(image), 0);
		assert_string_equal(seen_name, names[i][1]);
		assert_string_equal(seen_cmdline, i & 1 ? "quiet root=x" :
				    "none");
		assert_string_equal(image->name, names[i][0]);
		image_put(image);
	}
}

/* Whichever allocation fails, nothing runs and all memory is free again. */
static void images_need_memory(void **state)
{
	size_t free_bytes = umalloc_largest();
	struct image *image = packed_as("Image.gz", "quiet");
	long blocks = testhost_malloc_blocks, n;
	int rc = -ENOMEM;

	seen = 0;
	for (n = 0; rc == -ENOMEM; n++) {
		assert_int_equal(seen, 0);
		testhost_malloc_left = n;
		rc = image_exec(image);
		testhost_malloc_left = -1;
		assert_int_equal(testhost_malloc_blocks, blocks);
	}
	assert_int_equal(rc, 0);
	assert_int_equal(seen, 1);
	/* The image, its name and its command line at least. */
	assert_true(n > 3);
	image_put(image);
	assert_int_equal(umalloc_largest(), free_bytes);
}

/* A file with more in it than is free, by its own word, which is as much as so many
 * bytes could hold. */
static void images_that_fit_nowhere_say_so(void **state)
{
	size_t len = umalloc_largest() / 1000;
	struct image *image = alloc_image(NULL);
	uint32_t size = umalloc_largest();

	assert_int_equal(image_set_name(image, "big.gz"), 0);
	assert_int_equal(image_set_len(image, len), 0);
	memset(image->data, 0, len);
	memcpy(image->data, fixed, sizeof(fixed));
	memcpy((char *)image->data + len - 4, &size, sizeof(size));
	shown_len = 0;
	assert_int_equal(image_exec(image), -ENOMEM);
	assert_string_equal(shown, "big.gz: not enough memory to unpack it; "
			    "give the machine more\n");
	image_put(image);
}

/* One that is damaged names the reason. */
static void damaged_images_say_why(void **state)
{
	struct image *image = packed_as("bad.gz", NULL);

	((uint8_t *)image->data)[sizeof(packed_t) - 8] ^= 1;
	seen = shown_len = 0;
	assert_int_equal(image_exec(image), -ENOEXEC);
	assert_int_equal(seen, 0);
	assert_string_equal(shown, "bad.gz: not a usable gzip file: its "
			    "checksum is wrong; check the file on the "
			    "server\n");
	image_put(image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_of_all_kinds_are_unpacked),
		cmocka_unit_test(files_that_are_cut_short_are_refused),
		cmocka_unit_test(headers_that_are_cut_short_are_refused),
		cmocka_unit_test(damaged_files_are_refused),
		cmocka_unit_test(sizes_that_are_lies_are_refused),
		cmocka_unit_test(references_before_the_start_are_refused),
		cmocka_unit_test(every_length_is_copied),
		cmocka_unit_test(every_distance_is_copied),
		cmocka_unit_test(every_literal_is_copied),
		cmocka_unit_test(one_distance_may_be_alone),
		cmocka_unit_test(lengths_come_again),
		cmocka_unit_test(every_length_of_a_code_is_read),
		cmocka_unit_test(packed_images_run),
		cmocka_unit_test(unpacked_images_have_their_names),
		cmocka_unit_test(images_need_memory),
		cmocka_unit_test(images_that_fit_nowhere_say_so),
		cmocka_unit_test(damaged_images_say_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
