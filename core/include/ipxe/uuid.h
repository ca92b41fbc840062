/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_UUID_H
#define IPXE_UUID_H

#include <stdint.h>

/* RFC 4122, as SMBIOS stores it: the first three fields little-endian. */
union uuid {
	struct {
		uint32_t a;
		uint16_t b;
		uint16_t c;
		uint16_t d;
		uint8_t e[6];
	} canonical;
	uint8_t raw[16];
};

/* From text, into network order; 0 or -EINVAL. */
int uuid_aton ( const char *text, union uuid *uuid );
/* Text of a UUID in network order, in a static buffer. */
const char *uuid_ntoa ( const union uuid *uuid );
/* Converts in place between SMBIOS's order and network order. */
void uuid_mangle ( union uuid *uuid );

#endif /* IPXE_UUID_H */
