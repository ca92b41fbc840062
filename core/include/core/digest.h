/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_DIGEST_H
#define CORE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

/*
 * Digests of files: SHA-256 and SHA-1 (FIPS 180-4) and MD5 (RFC 1321). SHA-1 and
 * MD5 only tell broken files from good ones, as others can be made on purpose that
 * have the same digest.
 */

#define DIGEST_BLOCK 64
#define DIGEST_WORDS_MAX 8
/* Length of the longest digest, in bytes. */
#define DIGEST_MAX (4 * DIGEST_WORDS_MAX)

struct digest {
	/* The state before the first block. */
	uint32_t start[DIGEST_WORDS_MAX];
	/* Takes a block of DIGEST_BLOCK bytes into the state. */
	void (*take)(uint32_t *state, const uint8_t *block);
	/* Number of words that the digest has. */
	uint8_t words;
	/* Numbers are little-endian. */
	uint8_t little_endian;
};

extern const struct digest digest_sha256;
extern const struct digest digest_sha1;
extern const struct digest digest_md5;

/* Writes the digest of len bytes, which has 4 bytes for each of its words. */
void digest_of(const struct digest *digest, const void *data, size_t len,
	       uint8_t *out);

#endif /* CORE_DIGEST_H */
