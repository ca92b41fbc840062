/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_ROM_PAYLOAD_H
#define EFI_ROM_PAYLOAD_H

/*
 * How the application is packed in a ROM's image for UEFI, for the code that writes
 * that (pack.c) and that reads it (unpack.c):
 *
 *   struct payload | parts, each packed (lz_encoder.h)
 *
 * The parts are, when they are unpacked and put one after the other:
 *
 *   streams of the code (x86.h) | merged opcodes | rest of the image
 *
 * The image is the application as it is in memory from its first section on, which
 * is its code, up to the last byte of data that is not zero: sections begin on
 * pages, and after the image there is the memory that begins as zeros. All numbers
 * are little-endian; lengths and offsets are in bytes.
 */

#include <stdint.h>
#include "lz_decoder.h"
#include "x86.h"

/* There is a part for each kind of data that pack best with parameters of their
 * own: for opcodes, for numbers, and for bytes with the rest of the image. */
#define PARTS 3

/* The length of a page, on which sections begin. */
#define PAGE 4096

/* There is no list of addresses in the data: 64 bits at a multiple of 8 are the
 * offset of something in the image if this is their upper half, and become its
 * address. The packer sees to it that nothing else looks like that. */
#define ADDRESS_MARK 0x6d756c74ULL
#define is_address(value) ((value) >> 32 == ADDRESS_MARK)

/* A part. */
struct part {
	/* Length when it is unpacked. */
	uint32_t len;
	/* Length as it is packed. */
	uint32_t packed_len;
	/* The parameters of the encoder: LZ_PROPS(). */
	uint32_t props;
};

/* What comes before the parts. */
struct payload {
	/* Length of the image's code. */
	uint32_t text_len;
	/* Offset in the image of what follows the code on the next page. */
	uint32_t rest;
	/* Length of the image. */
	uint32_t image_len;
	/* Length of the image with the memory that begins as zeros. */
	uint32_t mem_len;
	/* Offset of the application's entry. */
	uint32_t entry;
	/* Lengths of the code's streams. */
	uint32_t streams[X86_STREAMS];
	/* The parts. */
	struct part parts[PARTS];
};

/* Length of the memory in which an image is unpacked, of which the first bytes
 * receive the parts. The decoder's and x86_join()'s memory follows. */
struct scratch {
	/* Offset of the rest of the image. */
	uint32_t rest;
	/* Offset of the memory that both use, one after the other. */
	uint32_t work;
	/* Length of everything. */
	uint32_t len;
};

/* Returns how the memory is divided that unpack() needs for a payload. */
static inline struct scratch scratch_of(const struct payload *payload)
{
	struct scratch scratch = { .len = X86_JOIN_WORK(payload->text_len) };
	unsigned int i;

	if (scratch.len < sizeof(struct lz_model))
		scratch.len = sizeof(struct lz_model);
	for (i = 0; i < X86_STREAMS; i++)
		scratch.rest += payload->streams[i];
	scratch.rest += X86_NAMES * sizeof(struct x86_merged);
	for (i = 0; i < PARTS; i++)
		scratch.work += payload->parts[i].len;
	scratch.work = (scratch.work + 7) & ~7U;
	scratch.len += scratch.work;
	return scratch;
}

/* Unpacks the application to image, which has image_len bytes, on a page, and which
 * the caller has cleared; it will run at that address. memory is the scratch memory,
 * aligned to 8. Returns 0, or -1 if the payload is damaged. */
int unpack(const struct payload *payload, uint8_t *image, uint8_t *memory);

#endif /* EFI_ROM_PAYLOAD_H */
