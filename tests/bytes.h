/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BYTES_H
#define BYTES_H

/* Numbers in network order, and the checksum of the Internet, as tests and fuzzers
 * write them into frames and read them there. */

#include <stddef.h>
#include <stdint.h>

/* Writes 16 bits in network order. */
static inline void put16(uint8_t *at, unsigned int value)
{
	at[0] = value >> 8;
	at[1] = value;
}

/* Writes 32 bits in network order. */
static inline void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value);
}

/* Returns 16 bits that are in network order. */
static inline unsigned int get16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}

/* Returns 32 bits that are in network order. */
static inline uint32_t get32(const uint8_t *at)
{
	return (uint32_t)get16(at) << 16 | get16(at + 2);
}

/* Sets a field to the Internet checksum (RFC 1071) of the len bytes that it is part
 * of, and of what sum has added up already. */
static inline void put_checksum(const uint8_t *at, size_t len, uint32_t sum,
				uint8_t *field)
{
	size_t i;

	put16(field, 0);
	for (i = 0; i < len; i++)
		sum += i & 1 ? at[i] : at[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	put16(field, ~sum);
}

#endif /* BYTES_H */
