/* SPDX-License-Identifier: GPL-2.0-or-later */

/* UUIDs as text: 8-4-4-4-12 hexadecimal digits (RFC 4122 section 3). */

#include <byteswap.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <ipxe/uuid.h>

/* Returns non-zero if a hyphen goes before byte i. */
static int hyphen_before(unsigned int i)
{
	return i == 4 || i == 6 || i == 8 || i == 10;
}

const char *uuid_ntoa(const union uuid *uuid)
{
	static char buf[37];
	char *out = buf;
	unsigned int i;

	for (i = 0; i < sizeof(uuid->raw); i++) {
		if (hyphen_before(i))
			*out++ = '-';
		out += snprintf(out, buf + sizeof(buf) - out, "%02x",
				uuid->raw[i]);
	}
	return buf;
}

static int digit(int c)
{
	return isdigit(c) ? c - '0' : tolower(c) - 'a' + 10;
}

int uuid_aton(const char *text, union uuid *uuid)
{
	unsigned int i;

	for (i = 0; i < sizeof(uuid->raw); i++) {
		if (hyphen_before(i) && *text == '-')
			text++;
		if (!isxdigit(text[0]) || !isxdigit(text[1]))
			return -EINVAL;
		uuid->raw[i] = digit(text[0]) << 4 | digit(text[1]);
		text += 2;
	}
	return *text ? -EINVAL : 0;
}

void uuid_mangle(union uuid *uuid)
{
	uuid->canonical.a = bswap_32(uuid->canonical.a);
	uuid->canonical.b = bswap_16(uuid->canonical.b);
	uuid->canonical.c = bswap_16(uuid->canonical.c);
}
