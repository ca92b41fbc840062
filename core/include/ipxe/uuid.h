/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_UUID_H
#define IPXE_UUID_H

#include <stdint.h>

/* A UUID (RFC 4122 section 4.1.2). Only the numbers at its beginning differ
 * between the network's order of bytes and that of SMBIOS, which is
 * little-endian (SMBIOS 3.6, 7.2.1). */
union uuid {
	uint8_t bytes[16];
	struct {
		uint32_t time_low;
		uint16_t time_mid;
		uint16_t time_high_and_version;
		uint8_t clock_and_node[8];
	} parts;
};
_Static_assert ( sizeof ( union uuid ) == 16, "RFC 4122 section 4.1.2" );

/* Reads a UUID from text, into network order. Returns 0, or -EINVAL. */
int uuid_aton ( const char *text, union uuid *uuid );
/* Returns the text of a UUID that is in network order. It lies in a static buffer
 * that the next call overwrites. */
const char *uuid_ntoa ( const union uuid *uuid );
/* Converts in place between SMBIOS's order and network order. */
void uuid_mangle ( union uuid *uuid );

#endif /* IPXE_UUID_H */
