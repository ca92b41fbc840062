/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PCBIOS_PAYLOAD_H
#define PCBIOS_PAYLOAD_H

#include <stddef.h>
#include <stdint.h>
#include <core/lzma.h>

/*
 * In front of the payload (prefix/unpack.c); filled in by tools/pack.c. All
 * numbers little-endian, lengths in bytes.
 */
struct payload {
	uint32_t sum;		/* makes the sum of all dwords zero */
	uint32_t len;		/* of everything, a multiple of 16 */
	uint32_t unpack;	/* offset of the unpacker's entry */
	uint32_t packed;	/* offset of the LZMA data */
	uint32_t packed_len;
	uint32_t props;		/* LZMA_PROPS() */
	uint32_t image_len;
	uint32_t text_len;	/* code at the image's start */
	uint32_t base;		/* dwords from here on are addresses in it */
	uint32_t mem_len;	/* image with its bss */
	uint32_t entry;		/* offset in the image */
	uint32_t id;		/* of this build */
	uint32_t streams[X86_STREAMS];	/* that the code was taken apart to */
};

_Static_assert(offsetof(struct payload, id) == 44, "PAYLOAD_ID");

/* A dword of the image, at any offset, is an address in it exactly if it is in
 * [base,base + RELOC_WINDOW), read as big-endian, which packs better; it then
 * stands for what is at that distance from base. tools/pack tries the multiples
 * of the window, from the highest on, until nothing else looks like that. */
#define RELOC_WINDOW 0x100000U
#define RELOC_BASE_FIRST 0xfff00000U

/* In front of the payload where memory of the BIOS (PMM) holds it for all ROMs
 * of this build. */
struct shared {
	uint32_t tried;		/* bus/dev/fn + 1 of the NIC we came back from */
	uint32_t reserved[3];
};

#define payload_header(address) ((struct payload *)(uintptr_t)(address))

#endif /* PCBIOS_PAYLOAD_H */
