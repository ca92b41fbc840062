/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PCBIOS_ROM_H
#define PCBIOS_ROM_H

/*
 * The door of this room: the payload, which is the packed runtime with its
 * unpacker before it. docs/rom.md tells how it is packed. Everything else
 * in this folder is private to it. Those outside may do three things:
 *
 *   pack	The build calls tools/pack (pack.c) with the runtime and the
 *		unpacker; it writes the payload.
 *   unpack	The block's code (prefix/block.S) calls the payload's entry with
 *		a struct block. The unpacker finds memory, makes the runtime
 *		there and calls it.
 *   join	The runtime is linked with join.c and what that needs in its
 *		section .join (runtime.lds). The unpacker calls it there, to put
 *		the rest of the runtime together.
 *
 * The payload begins with dwords, of which these two are for others; the sum of
 * all of its dwords is zero.
 */

/* Offset of the unpacker's entry from the payload's start:
 * int unpack ( struct block *block ). */
#define PAYLOAD_ENTRY 8
/* A number that is another one for every build. */
#define PAYLOAD_ID 12

/* Length of struct shared. */
#define SHARED_LEN 64

#ifndef ASSEMBLY

#include <stdint.h>

/* Stands before the payload where memory of the BIOS (PMM) holds it for all
 * ROMs of this build; all zero at first. */
struct shared {
	/* Bus, device and function of the NIC whose race has failed, plus 1. */
	uint32_t tried;
	/* What the ROMs of the other NICs print then. */
	char text[60];
};

_Static_assert(sizeof(struct shared) == SHARED_LEN, "struct shared");

#endif /* ASSEMBLY */

#endif /* PCBIOS_ROM_H */
