/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Decodes blocks of LZ4. A block consists of sequences:
 *
 *   token       high four bits: number of literals; low four bits: how much
 *               longer than 4 the match is
 *   more        if the number of literals is 15: bytes to add, up to and with
 *               the first one that is not 255
 *   literals
 *   distance    of the match, 16 bits, little-endian: 1 or more
 *   more        if the match's number is 15: bytes to add
 *
 * The last sequence ends after its literals.
 */

#include "lz4_decoder.h"

#define MORE 15
#define MIN_MATCH 4
/* Longest block in bytes, and more than any number in it can be. MIN_MATCH can be
 * added to that in 32 bits. */
#define BLOCK_MAX (4U << 20)
#define TOO_MUCH (1U << 31)

/* Where the decoder is. */
struct decoder {
	/* The next byte of the block, and its end. */
	const uint8_t *in, *in_end;
	/* The start of the output, its next byte, and its end. */
	uint8_t *start, *to, *end;
};

/* Adds the bytes that follow to a number if that is MORE. Returns the sum, which
 * is less than TOO_MUCH as the block is no longer than BLOCK_MAX, or TOO_MUCH if the
 * block ends too early. */
static inline size_t add_more(struct decoder *decoder, size_t number)
{
	uint8_t more;

	if (number != MORE)
		return number;
	do {
		if (decoder->in == decoder->in_end)
			return TOO_MUCH;
		more = *decoder->in++;
		number += more;
	} while (more == 255);
	return number;
}

/* Copies literals. Returns 0, or -1 if they are not there or do not fit. */
static inline int literals(struct decoder *decoder, size_t number)
{
	number = add_more(decoder, number);
	if (number > (size_t)(decoder->in_end - decoder->in) ||
	    number > (size_t)(decoder->end - decoder->to))
		return -1;
	__builtin_memcpy(decoder->to, decoder->in, number);
	decoder->to += number;
	decoder->in += number;
	return 0;
}

/* Copies a match byte by byte where it overlaps what it becomes, as it repeats
 * itself then. */
static inline void copy_match(struct decoder *decoder, size_t distance,
			      size_t len)
{
	uint8_t *to = decoder->to;
	const uint8_t *from = to - distance;

	decoder->to += len;
	if (len <= distance) {
		__builtin_memcpy(to, from, len);
		return;
	}
	while (len--)
		*to++ = *from++;
}

/* Copies a match. Returns 0, or -1 if it begins before the output or does not
 * fit in it. */
static inline int match(struct decoder *decoder, size_t number)
{
	size_t made = decoder->to - decoder->start, distance, len;

	if (decoder->in_end - decoder->in < 2)
		return -1;
	distance = decoder->in[0] | decoder->in[1] << 8;
	decoder->in += 2;
	len = add_more(decoder, number) + MIN_MATCH;
	/* A distance of 0 becomes the greatest number here. */
	if (distance - 1 >= made || len > (size_t)(decoder->end - decoder->to))
		return -1;
	copy_match(decoder, distance, len);
	return 0;
}

int lz4_decode(void *out, size_t out_len, const void *in, size_t in_len)
{
	struct decoder decoder = {
		.in = in, .in_end = (const uint8_t *)in + in_len,
		.start = out, .to = out, .end = (uint8_t *)out + out_len,
	};
	uint8_t token;

	if (in_len > BLOCK_MAX)
		return -1;
	while (decoder.in < decoder.in_end) {
		token = *decoder.in++;
		if (token >> 4 && literals(&decoder, token >> 4) != 0)
			return -1;
		if (decoder.in == decoder.in_end)
			break;
		if (match(&decoder, token & 15) != 0)
			return -1;
	}
	return decoder.to == decoder.end ? 0 : -1;
}
