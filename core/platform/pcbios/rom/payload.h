/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_PAYLOAD_H
#define ROM_PAYLOAD_H

/*
 * How a payload is laid out, for the code that writes it (pack.c) and that reads it
 * (unpack.c). rom.h has what others may know of it. There are two kinds. The small
 * one is for ROMs:
 *
 *   struct payload | unpacker | parts, each packed (lz_encoder.h)
 *
 * The parts are, when they are unpacked and put one after the other:
 *
 *   streams of the image's code (x86.h) | rest of the image: join(), data
 *
 * The fast one is for images for which the time of unpacking counts more than their
 * length:
 *
 *   struct payload | unpacker | one block, packed by LZ4
 *
 * The block is, when it is unpacked:
 *
 *   image, with calls converted (calls.h) | gaps between the addresses in it
 *
 * A gap is a byte that tells how many bytes further on the next address is. The
 * value GAP_LONG means that there is no address yet that far on, and that another
 * gap follows. The image is the runtime
 * without its bss. All numbers are little-endian; lengths and offsets are in
 * bytes.
 */

#include <stddef.h>
#include <stdint.h>
#include "lz_decoder.h"
#include "rom.h"
#include "x86.h"

/* There is a part for each kind of data that pack best with parameters of their
 * own: for opcodes, for numbers, and for bytes with the rest of the runtime. */
#define PARTS 3

/* A part of a small payload. */
struct part {
	/* Length when it is unpacked, in bytes. */
	uint32_t len;
	/* Length in the payload, in bytes. */
	uint32_t packed_len;
	/* The parameters of the encoder: LZ_PROPS(). */
	uint32_t props;
};

/* What the unpacker of a small payload needs. */
struct small_payload {
	/* Length of the code with which the image begins; join() follows. */
	uint32_t text_len;
	/* The address that the image is linked to (address.h). */
	uint32_t base;
	/* Offset of the image's rest after the code in what was unpacked. */
	uint32_t rest;
	/* Offset of the memory that x86_join() may use, from the start of what
	 * was unpacked. It may overlap the image's rest, which was copied to
	 * its place before. */
	uint32_t work;
	/* Lengths of the code's streams. */
	uint32_t streams[X86_STREAMS];
	/* The parts. */
	struct part parts[PARTS];
};

/* The gap that means that another one follows. */
#define GAP_LONG 255

/* What the unpacker of a fast payload needs. */
struct fast_payload {
	/* Length of the code with which the image begins. */
	uint32_t text_len;
	/* Length of the block in the payload. */
	uint32_t packed_len;
	/* Length of the gaps. */
	uint32_t gaps_len;
};

/* What a payload begins with. */
struct payload {
	/* Makes the sum of all dwords of the payload zero. */
	uint32_t sum;
	/* Length of the payload, a multiple of 16. */
	uint32_t len;
	/* Offset of the unpacker's entry in the payload. */
	uint32_t unpack;
	/* A number that differs from build to build. */
	uint32_t id;
	/* Offset of the packed data in the payload. */
	uint32_t packed;
	/* Length of the image, a multiple of 4. */
	uint32_t image_len;
	/* Length of the image with its bss. */
	uint32_t mem_len;
	/* Offset of the runtime's entry in the image. */
	uint32_t entry;
	/* What the unpacker of that kind needs besides. */
	union {
		struct small_payload small;
		struct fast_payload fast;
	};
};

_Static_assert(offsetof(struct payload, unpack) == PAYLOAD_ENTRY, "rom.h");
_Static_assert(offsetof(struct payload, id) == PAYLOAD_ID, "rom.h");

/*
 * Makes the image whole: joins its code from the streams in scratch, and relocates
 * the rest of it, which has to be in place. address is that of the image on the
 * machine where it will run. Needs X86_JOIN_WORK(text_len) bytes at small.work in
 * scratch. Returns 0, or -1 if the streams are damaged.
 */
typedef int join_function(const struct payload *payload, uint8_t *image,
			  uint8_t *scratch, uint32_t address);
/* Joins an image (join.c). */
join_function join;

/* The least length of the heap in bytes. Until the heap is used, the unpacker uses
 * its memory. */
#define HEAP_MIN (1U << 20)

/*
 * Unpacks the image. This is the only function in which the two kinds differ. image
 * has mem_len bytes, rounded up to pages, and is followed by the memory of the
 * heap: heap_len bytes, at least HEAP_MIN. The caller clears the bss afterwards.
 * Returns 0, or -1 if the packed data are damaged.
 */
int __attribute__((visibility("hidden")))
unpack_image(const struct payload *payload, uint8_t *image, uint8_t *heap,
	     uint32_t heap_len);

#define payload_header(address) ((struct payload *)(uintptr_t)(address))

#endif /* ROM_PAYLOAD_H */
