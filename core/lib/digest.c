/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What all digests have in common: they take blocks of 64 bytes. The message is
 * followed by a 1 bit, by zeros, and by its length in bits, which ends a block
 * (FIPS 180-4 section 5.1.1, RFC 1321 section 3.1).
 */

#include <stdio.h>
#include <string.h>
#include <byteswap.h>
#include <core/digest.h>

/* Offset of the message's length in the last block. */
#define LENGTH_AT (DIGEST_BLOCK - 8)

/* Feeds the digest with the bytes after the last whole block, the padding and the
 * length of the message in bits. */
static void take_end(const struct digest *digest, uint32_t *state,
		     const uint8_t *rest, size_t rest_len, uint64_t bits)
{
	uint8_t block[2 * DIGEST_BLOCK] = { 0 };
	size_t last = rest_len < LENGTH_AT ? 0 : DIGEST_BLOCK;

	memcpy(block, rest, rest_len);
	block[rest_len] = 0x80;
	bits = digest->little_endian ? cpu_to_le64(bits) : cpu_to_be64(bits);
	memcpy(block + last + LENGTH_AT, &bits, sizeof(bits));
	digest->take(state, block);
	if (last)
		digest->take(state, block + last);
}

void digest_of(const struct digest *digest, const void *data, size_t len,
	       uint8_t *out)
{
	const uint8_t *bytes = data;
	uint32_t state[DIGEST_WORDS_MAX];
	size_t left = len;
	unsigned int i;

	memcpy(state, digest->start, sizeof(state));
	for (; left >= DIGEST_BLOCK; left -= DIGEST_BLOCK) {
		digest->take(state, bytes);
		bytes += DIGEST_BLOCK;
	}
	take_end(digest, state, bytes, left, (uint64_t)len * 8);
	for (i = 0; i < digest->words; i++)
		state[i] = digest->little_endian ? cpu_to_le32(state[i]) :
						   cpu_to_be32(state[i]);
	memcpy(out, state, 4 * digest->words);
}

void digest_text(const struct digest *digest, const void *data, size_t len,
		 char *text)
{
	uint8_t value[DIGEST_MAX];
	unsigned int i;

	digest_of(digest, data, len, value);
	for (i = 0; i < 4U * digest->words; i++)
		snprintf(text + 2 * i, 3, "%02x", value[i]);
}
