/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What can be a network boot program. They are flat binaries without any mark
 * (PXE 2.1 section 2.4.5), so that anything counts as one that is not known to
 * be something else.
 */

#include <errno.h>
#include <string.h>
#include <core/nbp.h>
#include <ipxe/image.h>

/* A program that could do anything is longer than this. */
#define MIN_LEN 16
/* So much of a file shows what it is, in bytes. */
#define LOOK 512

static const struct magic {
	uint8_t len;
	char bytes[6];
} known_magics[] = {
	{ 4, "\x7f" "ELF" },
	{ 2, "MZ" },
	{ 2, "\x1f\x8b" },		/* gzip */
	{ 3, "BZh" },
	{ 6, "\xfd" "7zXZ" },
	{ 4, "\x28\xb5\x2f\xfd" },	/* Zstandard */
	{ 4, "\x02\x21\x4c\x18" },	/* LZ4, as in kernels */
	{ 4, "\x04\x22\x4d\x18" },	/* LZ4 */
	{ 4, "\x5d\0\0\0" },		/* LZMA */
	{ 4, "PK\x03\x04" },
	{ 6, "070701" },		/* cpio */
	{ 4, "hsqs" },			/* squashfs */
	{ 4, "QFI\xfb" },		/* qcow2 */
	{ 4, "%PDF" },
	{ 4, "\x89PNG" },
	{ 2, "\x55\xaa" },		/* option ROM */
};

static int has_known_magic(const struct image *image)
{
	const struct magic *magic = known_magics;
	unsigned int i;

	for (i = 0; i < sizeof(known_magics) / sizeof(known_magics[0]);
	     i++, magic++) {
		if (memcmp(image->data, magic->bytes, magic->len) == 0)
			return 1;
	}
	return 0;
}

/* Returns non-zero for text in any encoding that extends ASCII, which has no
 * control characters. */
static int is_text(const struct image *image)
{
	const uint8_t *byte = image->data;
	const uint8_t *end = byte + (image->len < LOOK ? image->len : LOOK);

	for (; byte < end; byte++) {
		if (*byte < ' ' && *byte != '\n' && *byte != '\r' &&
		    *byte != '\t' && *byte != '\f')
			return 0;
	}
	return 1;
}

/* Returns non-zero if a file holds the same byte all over, as an erased one
 * does. */
static int is_blank(const struct image *image)
{
	const uint8_t *bytes = image->data;
	size_t i;

	for (i = 1; i < MIN_LEN; i++) {
		if (bytes[i] != bytes[0])
			return 0;
	}
	return 1;
}

int nbp_probe(struct image *image)
{
	if (image->len < MIN_LEN || has_known_magic(image) ||
	    is_text(image) || is_blank(image))
		return -ENOEXEC;
	return 0;
}
