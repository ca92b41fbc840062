/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_DIGEST_H
#define CORE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

/*
 * Digests of files: SHA-256 and SHA-1 (FIPS 180-4) and MD5 (RFC 1321). SHA-1
 * and MD5 only tell a damaged file from an intact one, because other files with
 * the same digest can be made on purpose.
 */

/* Length of the blocks in which data is taken, in bytes. */
#define DIGEST_BLOCK 64
/* Number of 32-bit words of the longest digest. */
#define DIGEST_WORDS_MAX 8
/* Length of the longest digest, in bytes. */
#define DIGEST_MAX (4 * DIGEST_WORDS_MAX)
/* Length of the longest digest as text, with its NUL. */
#define DIGEST_TEXT_MAX (2 * DIGEST_MAX + 1)

/* A kind of digest. */
struct digest {
	/* The words of the state before the first block. */
	uint32_t start[DIGEST_WORDS_MAX];
	/* Adds a block of DIGEST_BLOCK bytes to the state. */
	void (*take)(uint32_t *state, const uint8_t *block);
	/* Number of 32-bit words that the digest has. */
	uint8_t words;
	/* Non-zero if numbers are little-endian. */
	uint8_t little_endian;
};

/* SHA-256. */
extern const struct digest digest_sha256;
/* SHA-1. */
extern const struct digest digest_sha1;
/* MD5. */
extern const struct digest digest_md5;

/* Writes the digest of len bytes, which has 4 bytes for each of its words. */
void digest_of(const struct digest *digest, const void *data, size_t len,
	       uint8_t *out);

/* Writes the digest of len bytes as text, in hexadecimal digits. There has to be
 * room for DIGEST_TEXT_MAX characters. */
void digest_text(const struct digest *digest, const void *data, size_t len,
		 char *text);

#endif /* CORE_DIGEST_H */
