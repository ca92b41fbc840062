/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PCBIOS_ROM_H
#define PCBIOS_ROM_H

/*
 * What this folder offers to others: the payload, which is the packed runtime with
 * its unpacker before it. docs/rom.md tells how it is packed. All other headers of
 * this folder are private to it. Others may do three things:
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
 * The payload begins with dwords, of which others may read the two below. The sum
 * of all dwords of the payload is zero.
 */

/* The dword that has the offset of the unpacker's entry from the payload's start:
 * int unpack ( struct block *block ). */
#define PAYLOAD_ENTRY 8
/* The dword that has a number which differs from build to build. */
#define PAYLOAD_ID 12

/* Length of struct shared. */
#define SHARED_LEN 64

#ifndef ASSEMBLY

#include <stdint.h>

/* What the ROMs of this build tell each other. It stands before the payload where
 * that is in memory of the BIOS (PMM) for all of them, and is all zero at first. */
struct shared {
	/* Bus, device and function of the NIC whose race has failed, plus 1; 0
	 * if none has. */
	uint32_t tried;
	/* What the ROMs of the other NICs then print instead of a race. */
	char text[60];
};

_Static_assert(sizeof(struct shared) == SHARED_LEN, "struct shared");

#endif /* ASSEMBLY */

#endif /* PCBIOS_ROM_H */
