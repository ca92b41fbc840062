/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_IN_H
#define IPXE_IN_H

#include <stdint.h>
#include <byteswap.h>

struct in_addr {
	uint32_t s_addr;	/* network order */
};

#define INADDR_NONE 0xffffffffU
#define INADDR_ANY 0x00000000U

/* Dotted decimal, in a static buffer: one a printf. */
char *inet_ntoa ( struct in_addr in );
/* Strict dotted quad; 1 if it was one, else 0. */
int inet_aton ( const char *text, struct in_addr *in );

#endif /* IPXE_IN_H */
