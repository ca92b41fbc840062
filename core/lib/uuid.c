/* SPDX-License-Identifier: GPL-2.0-or-later */

/* UUIDs as text: 8-4-4-4-12 hexadecimal digits (RFC 4122 section 3). */

#include <byteswap.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <core/digits.h>
#include <ipxe/uuid.h>

/* Returns non-zero if text has a hyphen before byte i of the UUID. */
static int hyphen_before(unsigned int i)
{
	return i == 4 || i == 6 || i == 8 || i == 10;
}

const char *uuid_ntoa(const union uuid *uuid)
{
	static char buf[37];
	char *out = buf;
	unsigned int i;

	for (i = 0; i < sizeof(uuid->bytes); i++) {
		if (hyphen_before(i))
			*out++ = '-';
		out += snprintf(out, buf + sizeof(buf) - out, "%02x",
				uuid->bytes[i]);
	}
	return buf;
}

int uuid_aton(const char *text, union uuid *uuid)
{
	unsigned int i;
	int high, low;

	for (i = 0; i < sizeof(uuid->bytes); i++) {
		if (hyphen_before(i) && *text == '-')
			text++;
		high = hex_digit(text[0]);
		low = high < 0 ? -1 : hex_digit(text[1]);
		if (low < 0)
			return -EINVAL;
		uuid->bytes[i] = high << 4 | low;
		text += 2;
	}
	return *text ? -EINVAL : 0;
}

void uuid_mangle(union uuid *uuid)
{
	uuid->parts.time_low = bswap_32(uuid->parts.time_low);
	uuid->parts.time_mid = bswap_16(uuid->parts.time_mid);
	uuid->parts.time_high_and_version =
		bswap_16(uuid->parts.time_high_and_version);
}
