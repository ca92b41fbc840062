/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_INFLATE_H
#define CORE_INFLATE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Files that gzip has packed (RFC 1952, and RFC 1951 for what is in them), of
 * one member. They come from a network: nothing in them is believed.
 */

/* What a gzip file says of itself. */
struct gzip {
	/* Where the packed data begin, in bytes from the file's start. */
	size_t start;
	/* Where they end. */
	size_t end;
	/* How many bytes they unpack to. */
	size_t size;
	/* The CRC-32 of these. */
	uint32_t crc;
};

/* Returns non-zero if a file begins as gzip files do. */
int gzip_is(const void *data, size_t len);
/* Reads a file's header and trailer. Returns 0, or -EINVAL after setting *why to
 * what is wrong. */
int gzip_parse(const void *data, size_t len, struct gzip *gzip,
	       const char **why);
/* Unpacks a file to the gzip->size bytes at out. Returns 0, -ENOMEM, or -EINVAL
 * after setting *why to what is wrong; out may have been written to then. */
int gzip_unpack(const void *data, const struct gzip *gzip, void *out,
		const char **why);

#endif /* CORE_INFLATE_H */
