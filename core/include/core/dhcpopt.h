/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_DHCPOPT_H
#define CORE_DHCPOPT_H

#include <stdint.h>
#include <stddef.h>

/*
 * A walk over DHCP options in wire form (RFC 2132 section 2: code, length,
 * value), bounded by the bytes there are. Set bytes and len, the rest to zero:
 *
 *   struct dhcpopt opt = { .bytes = bytes, .len = len };
 *   while ( dhcpopt_next ( &opt ) ) { ... opt.code, opt.value ... }
 */
struct dhcpopt {
	const uint8_t *bytes;
	size_t len;
	size_t pos;		/* behind the current option */
	size_t start;		/* of the current option */
	uint8_t code;
	const uint8_t *value;
	size_t value_len;
};

/* The next option; 0 at END, at the end of the bytes, or at an option that
 * claims to be longer than they are. */
int dhcpopt_next(struct dhcpopt *opt);

/* Copies at most len bytes of all options of a code, one behind the other
 * (RFC 3396); the whole length, or -ENOENT. */
int dhcpopt_find(const void *bytes, size_t bytes_len, unsigned int code,
		   void *data, size_t len);

#endif /* CORE_DHCPOPT_H */
