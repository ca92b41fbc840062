/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_BUFFER_H
#define ROM_BUFFER_H

/*
 * What programs that pack something share: tools/pack for ROMs of PCs, and
 * tools/efipack for those with an image for UEFI.
 */

#include <stddef.h>
#include <stdint.h>

/* Some bytes. */
struct buffer {
	/* The data, in memory that was allocated for them. */
	uint8_t *data;
	/* Length of the data in bytes. */
	size_t len;
};

/* Ends the program with a message, which needs no newline at its end. */
void __attribute__((noreturn, __format__(__printf__, 1, 2)))
die(const char *format, ...);

/* Returns a buffer of len bytes that are zero. */
struct buffer new_buffer(size_t len);

/* Packs data with the parameters that make them shortest, and sets *props to these
 * (LZ_PROPS()). A literal, which takes longer to decode than a match, must be worth
 * that much more than its price, in 1/256 of a bit. Returns as much of the packed data
 * as lz_decode() needs. */
struct buffer pack_lz(const struct buffer *data, unsigned int literal,
		      uint32_t *props);

#endif /* ROM_BUFFER_H */
