/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LWIP_ARCH_CC_H
#define LWIP_ARCH_CC_H

/* What lwIP needs to know of the compiler and of our C library. */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <core/checksum.h>

#define BYTE_ORDER LITTLE_ENDIAN

#define LWIP_NO_INTTYPES_H 1
#define LWIP_NO_LIMITS_H 1
#define LWIP_NO_UNISTD_H 1
#define LWIP_NO_CTYPE_H 1
#define INT_MAX __INT_MAX__

/* The names ntohs(), htons() and so on come from <byteswap.h>. */
#define LWIP_DONT_PROVIDE_BYTEORDER_FUNCTIONS
#define lwip_htons(x) __builtin_bswap16(x)
#define lwip_htonl(x) __builtin_bswap32(x)

#define LWIP_RAND() ((u32_t)random())

/* Only builds for tests have assertions (mk/lwip.mk): a broken one ends them. */
#define LWIP_PLATFORM_ASSERT(text) do {					\
		assert_failed(text, __FILE__, __LINE__);		\
		__builtin_trap();					\
	} while (0)
#define LWIP_PLATFORM_DIAG(text)

#endif /* LWIP_ARCH_CC_H */
