/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_PAYLOAD_H
#define ROM_PAYLOAD_H

/*
 * What the payload begins with, in the words of those who write it (pack.c) and
 * read it (unpack.c, join.c). rom.h has what others may know of it.
 *
 *   struct payload | unpacker | parts, each packed by LZMA
 *
 * The parts are, when they are unpacked and put one after the other:
 *
 *   streams of the runtime's code (x86.h) | rest of the runtime: join(), data
 */

#include <stddef.h>
#include <stdint.h>
#include "lzma_decoder.h"
#include "rom.h"
#include "x86.h"

/* What packs best with different parameters is packed apart: opcodes, numbers,
 * and bytes with the rest of the runtime. */
#define PARTS 3

struct part {
	/* Length when it is unpacked, in bytes. */
	uint32_t len;
	/* Length in the payload, in bytes. */
	uint32_t packed_len;
	/* What the encoder was told: LZMA_PROPS(). */
	uint32_t props;
};

/* All numbers are little-endian; lengths and offsets are in bytes. The image is
 * the runtime, without its bss. */
struct payload {
	/* Makes the sum of all dwords of the payload zero. */
	uint32_t sum;
	/* Length of the payload, a multiple of 16. */
	uint32_t len;
	/* Offset of the unpacker's entry in the payload. */
	uint32_t unpack;
	/* Another number for every build. */
	uint32_t id;
	/* Offset of the first part in the payload. */
	uint32_t packed;
	/* Length of the image, a multiple of 4. */
	uint32_t image_len;
	/* Length of the code at the image's start. join() follows it. */
	uint32_t text_len;
	/* The address that the image is linked to (address.h). */
	uint32_t base;
	/* Length of the image with its bss. */
	uint32_t mem_len;
	/* Offset of the runtime's entry in the image. */
	uint32_t entry;
	/* Offset, in what was unpacked, of the image's rest after the code. */
	uint32_t rest;
	/* Offset of memory for x86_join() from the start of what was unpacked;
	 * it may begin in the rest, which is elsewhere by then. */
	uint32_t work;
	/* Lengths of the code's streams. */
	uint32_t streams[X86_STREAMS];
	/* The parts. */
	struct part parts[PARTS];
};

_Static_assert(offsetof(struct payload, unpack) == PAYLOAD_ENTRY, "rom.h");
_Static_assert(offsetof(struct payload, id) == PAYLOAD_ID, "rom.h");

/*
 * Makes the image whole, from the streams of its code in scratch, after the
 * rest of it is in place. address is the image's, on the machine it is to run
 * on. Needs X86_JOIN_WORK(text_len) bytes at payload->work in scratch.
 * Returns 0, or -1 if the streams are damaged.
 */
typedef int join_function(const struct payload *payload, uint8_t *image,
			  uint8_t *scratch, uint32_t address);
join_function join;

/* The heap's least length in bytes. Before there is a heap, everything is
 * unpacked to its memory. */
#define HEAP_MIN (1U << 20)

#define payload_header(address) ((struct payload *)(uintptr_t)(address))

#endif /* ROM_PAYLOAD_H */
