/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Digests, against the examples of FIPS 180 and RFC 1321 and, around the length
 * where a block more is needed, against those of sha256sum and md5sum. */

#include "unit.h"
#include <string.h>
#include <core/digest.h>

static void assert_digest(const struct digest *digest, const void *data,
			  size_t len, const char *expected)
{
	char text[DIGEST_TEXT_MAX];

	digest_text(digest, data, len, text);
	assert_string_equal(text, expected);
}

#define LONG_TEXT "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"

static void sha256_is_that_of_the_standard(void **state)
{
	assert_digest(&digest_sha256, NULL, 0,
		      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_digest(&digest_sha256, "abc", 3,
		      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_digest(&digest_sha256, LONG_TEXT, 56,
		      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void sha1_is_that_of_the_standard(void **state)
{
	assert_digest(&digest_sha1, NULL, 0,
		      "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	assert_digest(&digest_sha1, "abc", 3,
		      "a9993e364706816aba3e25717850c26c9cd0d89d");
	assert_digest(&digest_sha1, LONG_TEXT, 56,
		      "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
}

static void md5_is_that_of_the_rfc(void **state)
{
	assert_digest(&digest_md5, NULL, 0,
		      "d41d8cd98f00b204e9800998ecf8427e");
	assert_digest(&digest_md5, "abc", 3,
		      "900150983cd24fb0d6963f7d28e17f72");
	assert_digest(&digest_md5, LONG_TEXT, 56,
		      "8215ef0796a20bcaaae116d3876c664a");
}

/* Checks the digest of the digests of 0 to 200 bytes "x". */
static void assert_all_lengths(const struct digest *digest,
			       const char *expected)
{
	uint8_t digests[201 * DIGEST_MAX];
	char text[200];
	size_t size = 4 * digest->words;
	size_t len;

	memset(text, 'x', sizeof(text));
	for (len = 0; len <= sizeof(text); len++)
		digest_of(digest, text, len, digests + len * size);
	assert_digest(digest, digests, 201 * size, expected);
}

static void lengths_around_a_block(void **state)
{
	assert_all_lengths(&digest_sha256,
			   "2e9fcf76499976b60177466c31b8ab5caa7d4c6dd8dd97c8ce7b574af689ec94");
	assert_all_lengths(&digest_sha1,
			   "e071bbfd306caea44e4027211afae4a1fb3f0999");
	assert_all_lengths(&digest_md5, "85a5e659ef84b20587f1e9a409ab70c7");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256_is_that_of_the_standard),
		cmocka_unit_test(sha1_is_that_of_the_standard),
		cmocka_unit_test(md5_is_that_of_the_rfc),
		cmocka_unit_test(lengths_around_a_block),
	};

	return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
