/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_IN_H
#define IPXE_IN_H

#include <stdint.h>
#include <byteswap.h>

/* An IPv4 address. */
struct in_addr {
	/* The address, in network order. */
	uint32_t s_addr;
};

#define INADDR_NONE 0xffffffffU
#define INADDR_ANY 0x00000000U

/* Returns the address in dotted decimal. The text lies in a static buffer that
 * the next call overwrites. */
char *inet_ntoa ( struct in_addr in );
/* Reads an address in dotted decimal. Returns 1, or 0 if the text is not an
 * address. */
int inet_aton ( const char *text, struct in_addr *in );

#endif /* IPXE_IN_H */
