/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_DHCPOPT_H
#define CORE_DHCPOPT_H

#include <stdint.h>
#include <stddef.h>

/*
 * A walk over DHCP options in wire form (RFC 2132 section 2: code, length,
 * value), bounded by the bytes there are. Before the first
 * call bytes and len are set and all else is zero:
 *
 *   struct dhcpopt opt = { .bytes = bytes, .len = len };
 *   while ( dhcpopt_next ( &opt ) ) { ... opt.code, opt.value ... }
 */
struct dhcpopt {
	/* The options. */
	const uint8_t *bytes;
	/* How many bytes there are. */
	size_t len;
	/* Where the next option begins. */
	size_t pos;
	/* Where the current option begins. */
	size_t start;
	/* Code of the current option. */
	uint8_t code;
	/* Value of the current option, which lies in bytes. */
	const uint8_t *value;
	/* Length of that value, in bytes. */
	size_t value_len;
};

/* Moves on to the next option. Returns non-zero if there is one, or 0 at END, at
 * the end of the bytes, or at an option that claims to be longer than they
 * are. */
int dhcpopt_next(struct dhcpopt *opt);

/* Joins all options of a code (RFC 3396) and copies at most len bytes of that.
 * Returns the whole length, or -ENOENT if there is no such option. */
int dhcpopt_find(const void *bytes, size_t bytes_len, unsigned int code,
		   void *data, size_t len);

#endif /* CORE_DHCPOPT_H */
