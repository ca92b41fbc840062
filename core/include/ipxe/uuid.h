/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_UUID_H
#define IPXE_UUID_H

#include <stdint.h>

/* A UUID (RFC 4122 section 4.1.2, whose layout this is). SMBIOS stores the
 * numbers at its beginning in little-endian order (DSP0134 3.6 section 7.2.1),
 * everybody else in network order. */
union uuid {
	/* All bytes. */
	uint8_t bytes[16];
	/* The parts that RFC 4122 names, of which the first three are
	 * numbers. */
	struct {
		/* Bits 0 to 31 of the time. */
		uint32_t time_low;
		/* Bits 32 to 47 of the time. */
		uint16_t time_mid;
		/* Bits 48 to 59 of the time, and the version. */
		uint16_t time_high_and_version;
		/* The clock sequence and the node. */
		uint8_t clock_and_node[8];
	} parts;
};
_Static_assert ( sizeof ( union uuid ) == 16, "RFC 4122 section 4.1.2" );

/* Reads a UUID from text and stores it in network order. Returns 0, or
 * -EINVAL. */
int uuid_aton ( const char *text, union uuid *uuid );
/* Returns the text of a UUID that is in network order. It lies in a static
 * buffer that the next call overwrites. */
const char *uuid_ntoa ( const union uuid *uuid );
/* Converts a UUID in place from SMBIOS's order to network order, or back. */
void uuid_mangle ( union uuid *uuid );

#endif /* IPXE_UUID_H */
