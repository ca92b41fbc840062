/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PCBIOS_PAYLOAD_H
#define PCBIOS_PAYLOAD_H

#include <stddef.h>
#include <stdint.h>
#include <core/lzma.h>

/* The data are packed in parts, each with the parameters that suit it. */
#define PARTS 3
struct part {
	uint32_t len;		/* unpacked */
	uint32_t packed_len;
	uint32_t props;		/* LZMA_PROPS() */
};

/*
 * In front of the payload (prefix/unpack.c); filled in by tools/pack.c. All
 * numbers little-endian, lengths in bytes.
 */
struct payload {
	uint32_t sum;		/* makes the sum of all dwords zero */
	uint32_t len;		/* of everything, a multiple of 16 */
	uint32_t unpack;	/* offset of the unpacker's entry */
	uint32_t id;		/* of this build */
	uint32_t packed;	/* offset of the packed parts */
	uint32_t image_len;
	uint32_t text_len;	/* code at the image's start; then join() */
	uint32_t base;		/* dwords from here on are addresses in it */
	uint32_t mem_len;	/* image with its bss */
	uint32_t entry;		/* offset in the image */
	uint32_t rest;		/* of the image: offset in what is unpacked */
	uint32_t work;		/* for join(): offset behind the streams */
	uint32_t streams[X86_STREAMS];	/* that the code was taken apart to */
	struct part parts[PARTS];
};

_Static_assert(offsetof(struct payload, id) == 12, "PAYLOAD_ID");

/* A dword of the image, at any offset, is an address in it exactly if it is in
 * [base,base + RELOC_WINDOW); it then stands for what is at that distance from
 * base. Big-endian, which packs better; but for those in the code, of which
 * x86_split() makes big-endian ones. tools/pack tries the multiples of the
 * window, from the highest on, until nothing else looks like that. */
#define RELOC_WINDOW 0x100000U
#define RELOC_BASE_FIRST 0xfff00000U
static inline uint32_t swap_address(uint32_t value, int in_code)
{
	return in_code ? value : __builtin_bswap32(value);
}

/* In front of the payload where memory of the BIOS (PMM) holds it for all ROMs
 * of this build. */
struct shared {
	uint32_t tried;		/* bus/dev/fn + 1 of the NIC we came back from */
	char text[60];		/* what the ROMs of other NICs say then */
};

/* Makes the image whole, of the streams of its code in scratch, with zeros for
 * X86_WORK() bytes at payload->work there. Returns 0, or -1 if they are
 * damaged. */
typedef int join_function(const struct payload *payload, uint8_t *image,
			  uint8_t *scratch);

/* The least heap; before it is one, everything is unpacked to it. */
#define HEAP_MIN (1U << 20)

#define payload_header(address) ((struct payload *)(uintptr_t)(address))

#endif /* PCBIOS_PAYLOAD_H */
