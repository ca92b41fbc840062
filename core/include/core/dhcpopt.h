/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_DHCPOPT_H
#define CORE_DHCPOPT_H

#include <stdint.h>
#include <stddef.h>

/*
 * A walk over DHCP options in wire form (RFC 2132 section 2: code, length,
 * value), which stays within the given bytes whatever the options claim. Before
 * the first call bytes and len are set and all else is zero:
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
	/* Length of the current option's value, in bytes. */
	size_t value_len;
};

/* Moves on to the next option. Returns non-zero if there is one, or 0 at END,
 * at the end of the bytes, or at an option that claims to reach beyond that
 * end. */
int dhcpopt_next(struct dhcpopt *opt);

/* Copies at most len bytes of the value that all options of a code make
 * together (RFC 3396). Returns the length of the whole value, or -ENOENT if
 * there is no such option. */
int dhcpopt_find(const void *bytes, size_t bytes_len, unsigned int code,
		   void *data, size_t len);

#endif /* CORE_DHCPOPT_H */
