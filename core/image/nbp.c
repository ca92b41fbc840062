/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Recognizes network boot programs. They are flat binaries without a magic number
 * (PXE 2.1 section 2.4.5), so that every file counts as one that is not known to be
 * something else.
 */

#include <errno.h>
#include <string.h>
#include <core/nbp.h>
#include <ipxe/image.h>

/* Least length of a program, in bytes. A shorter one could not do anything. */
#define MIN_LEN 16
/* How much of a file is looked at to recognize text, in bytes. */
#define LOOK 512

/* The first bytes of files that are no programs. */
static const struct magic {
	/* Number of bytes. */
	uint8_t len;
	/* The bytes. */
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

/* Returns non-zero if a file begins like one that is no program. */
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

/* Returns non-zero if a file is text, in any encoding that extends ASCII: text has
 * no control characters except those that separate words, lines and pages. */
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

/* Returns non-zero if the first bytes of a file are all the same, as in an erased
 * one. */
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
