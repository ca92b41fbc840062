/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_PAYLOAD_H
#define ROM_PAYLOAD_H

/*
 * What the payload begins with, in the words of those who write it (pack.c) and
 * read it (unpack.c). rom.h has what others may know of it. There are two
 * kinds. The small one is for ROMs:
 *
 *   struct payload | unpacker | parts, each packed by LZMA
 *
 * The parts are, when they are unpacked and put one after the other:
 *
 *   streams of the image's code (x86.h) | rest of the image: join(), data
 *
 * The fast one is for images that need not be as small as they can:
 *
 *   struct payload | unpacker | one block, packed by LZ4
 *
 * The block is, when it is unpacked:
 *
 *   image | gaps between the addresses in it
 *
 * A gap is a byte that tells how much further the next address is; GAP_LONG
 * stands for that distance, with no address there. The image is the runtime
 * without its bss. All numbers are little-endian; lengths and offsets are in
 * bytes.
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

struct small_payload {
	/* Length of the code at the image's start. join() follows it. */
	uint32_t text_len;
	/* The address that the image is linked to (address.h). */
	uint32_t base;
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

#define GAP_LONG 255

struct fast_payload {
	/* Length of the block in the payload. */
	uint32_t packed_len;
	/* Length of the gaps. */
	uint32_t gaps_len;
};

struct payload {
	/* Makes the sum of all dwords of the payload zero. */
	uint32_t sum;
	/* Length of the payload, a multiple of 16. */
	uint32_t len;
	/* Offset of the unpacker's entry in the payload. */
	uint32_t unpack;
	/* Another number for every build. */
	uint32_t id;
	/* Offset of what is packed in the payload. */
	uint32_t packed;
	/* Length of the image, a multiple of 4. */
	uint32_t image_len;
	/* Length of the image with its bss. */
	uint32_t mem_len;
	/* Offset of the runtime's entry in the image. */
	uint32_t entry;
	/* What else the unpacker of that kind needs. */
	union {
		struct small_payload small;
		struct fast_payload fast;
	};
};

_Static_assert(offsetof(struct payload, unpack) == PAYLOAD_ENTRY, "rom.h");
_Static_assert(offsetof(struct payload, id) == PAYLOAD_ID, "rom.h");

/*
 * Makes the image whole, from the streams of its code in scratch, after the
 * rest of it is in place. address is the image's, on the machine it is to run
 * on. Needs X86_JOIN_WORK(text_len) bytes at small.work in scratch.
 * Returns 0, or -1 if the streams are damaged.
 */
typedef int join_function(const struct payload *payload, uint8_t *image,
			  uint8_t *scratch, uint32_t address);
join_function join;

/* The heap's least length in bytes. Before there is a heap, its memory is for
 * the unpacker. */
#define HEAP_MIN (1U << 20)

/*
 * Makes the image of what is packed: the one function in which the kinds
 * differ. image has mem_len bytes, rounded up to pages, and the future heap
 * follows: heap_len bytes, HEAP_MIN or more. Whatever it leaves in the bss is
 * cleared after.
 * Returns 0, or -1 if what is packed is damaged.
 */
int __attribute__((visibility("hidden")))
unpack_image(const struct payload *payload, uint8_t *image, uint8_t *heap,
	     uint32_t heap_len);

#define payload_header(address) ((struct payload *)(uintptr_t)(address))

#endif /* ROM_PAYLOAD_H */
