/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BYTESWAP_H
#define BYTESWAP_H

#include <stdint.h>

/*
 * Conversions between the processor's byte order and a given one. All of them
 * are macros that compute constants at compile time, and each may be used in
 * both directions. htons() and its like are the names that POSIX gives to the
 * big-endian ones (network order).
 */

#define bswap_16( x ) __builtin_bswap16 ( x )
#define bswap_32( x ) __builtin_bswap32 ( x )
#define bswap_64( x ) __builtin_bswap64 ( x )

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define cpu_to_be16( x ) bswap_16 ( x )
#define cpu_to_be32( x ) bswap_32 ( x )
#define cpu_to_be64( x ) bswap_64 ( x )
#define cpu_to_le16( x ) ( ( uint16_t ) ( x ) )
#define cpu_to_le32( x ) ( ( uint32_t ) ( x ) )
#define cpu_to_le64( x ) ( ( uint64_t ) ( x ) )
#else
#define cpu_to_be16( x ) ( ( uint16_t ) ( x ) )
#define cpu_to_be32( x ) ( ( uint32_t ) ( x ) )
#define cpu_to_be64( x ) ( ( uint64_t ) ( x ) )
#define cpu_to_le16( x ) bswap_16 ( x )
#define cpu_to_le32( x ) bswap_32 ( x )
#define cpu_to_le64( x ) bswap_64 ( x )
#endif

#define be16_to_cpu( x ) cpu_to_be16 ( x )
#define be32_to_cpu( x ) cpu_to_be32 ( x )
#define be64_to_cpu( x ) cpu_to_be64 ( x )
#define le16_to_cpu( x ) cpu_to_le16 ( x )
#define le32_to_cpu( x ) cpu_to_le32 ( x )
#define le64_to_cpu( x ) cpu_to_le64 ( x )

#define htons( x ) cpu_to_be16 ( x )
#define htonl( x ) cpu_to_be32 ( x )
#define ntohs( x ) be16_to_cpu ( x )
#define ntohl( x ) be32_to_cpu ( x )

#endif /* BYTESWAP_H */
