/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * How values are written as text: strings, bytes, addresses and UUIDs. Parsers get
 * what a user typed, formatters get any bytes that a DHCP server sent, so both
 * check every length. settings_numbers.c does the same for numbers.
 */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/digits.h>
#include <ipxe/base64.h>
#include <ipxe/settings.h>
#include <ipxe/uri.h>
#include <ipxe/uuid.h>
#include <core/text_out.h>

/* Stores a byte at a position of a buffer, unless that is too short. */
static void put_byte(void *buf, size_t len, size_t pos, unsigned int byte)
{
	if (pos < len)
		((uint8_t *)buf)[pos] = byte;
}

/* --- string */

static int parse_string_type(const struct setting_type *type,
			     const char *text, void *buf, size_t len)
{
	size_t text_len = strlen(text);

	if (text_len < len)
		len = text_len;
	if (len)
		memcpy(buf, text, len);
	return text_len;
}

static int format_string_type(const struct setting_type *type,
			      const void *raw, size_t raw_len, char *buf,
			      size_t len)
{
	struct text_out out = { buf, len, 0 };
	const char *bytes = raw;
	size_t i;

	for (i = 0; i < raw_len && bytes[i]; i++)
		out_char(&out, bytes[i]);
	return out_end(&out);
}

const struct setting_type setting_type_string __setting_type = {
	.name = "string",
	.parse = parse_string_type,
	.format = format_string_type,
};

/* --- uristring: percent-encoded text (RFC 3986 section 2.1) */

static int parse_uristring(const struct setting_type *type, const char *text,
			   void *buf, size_t len)
{
	size_t pos = 0;

	while (*text) {
		int c = uri_escape(text);

		if (c >= 0) {
			put_byte(buf, len, pos++, c);
			text += 3;
		} else {
			put_byte(buf, len, pos++, *text++);
		}
	}
	return pos;
}

static int format_uristring(const struct setting_type *type, const void *raw,
			    size_t raw_len, char *buf, size_t len)
{
	struct text_out out = { buf, len, 0 };
	const uint8_t *bytes = raw;
	size_t i;

	for (i = 0; i < raw_len && bytes[i]; i++) {
		if (isalnum(bytes[i]) || strchr("-._~", bytes[i])) {
			out_char(&out, bytes[i]);
		} else {
			out_char(&out, '%');
			out_hex(&out, bytes[i], "0123456789ABCDEF");
		}
	}
	return out_end(&out);
}

const struct setting_type setting_type_uristring __setting_type = {
	.name = "uristring",
	.parse = parse_uristring,
	.format = format_uristring,
};

/* --- ipv4: an address, or the first address of a list */

static int parse_ipv4(const struct setting_type *type, const char *text,
		      void *buf, size_t len)
{
	struct in_addr addr;
	size_t i;

	if (!inet_aton(text, &addr))
		return -EINVAL;
	for (i = 0; i < sizeof(addr); i++)
		put_byte(buf, len, i, ((uint8_t *)&addr)[i]);
	return sizeof(addr);
}

static int format_ipv4(const struct setting_type *type, const void *raw,
		       size_t raw_len, char *buf, size_t len)
{
	const uint8_t *bytes = raw;

	if (raw_len < sizeof(struct in_addr))
		return -EINVAL;
	return snprintf(buf, len, "%d.%d.%d.%d", bytes[0], bytes[1],
			bytes[2], bytes[3]);
}

const struct setting_type setting_type_ipv4 __setting_type = {
	.name = "ipv4",
	.parse = parse_ipv4,
	.format = format_ipv4,
};

/* --- hex, hexhyp and hexraw: bytes with ":", "-" or nothing between them */

/* Reads bytes of one or two hexadecimal digits with a separator between them or,
 * if separator is 0, of two digits each. Returns the number of bytes, or -EINVAL. */
static int parse_hex_bytes(const char *text, int separator, void *buf,
			   size_t len)
{
	size_t pos = 0;

	while (*text) {
		int value = hex_digit(*text++);
		int low;

		if (value < 0)
			return -EINVAL;
		low = hex_digit(*text);
		if (low >= 0) {
			value = (value << 4) | low;
			text++;
		} else if (!separator) {
			return -EINVAL;
		}
		put_byte(buf, len, pos++, value);
		if (!separator || !*text)
			continue;
		if (*text++ != separator || !*text)
			return -EINVAL;
	}
	return pos;
}

/* Writes bytes in hexadecimal, with a separator between them unless it is 0.
 * Returns the length of the whole text. */
static int format_hex_bytes(const uint8_t *raw, size_t raw_len,
			    int separator, char *buf, size_t len)
{
	struct text_out out = { buf, len, 0 };
	size_t i;

	for (i = 0; i < raw_len; i++) {
		if (i && separator)
			out_char(&out, separator);
		out_hex(&out, raw[i], "0123456789abcdef");
	}
	return out_end(&out);
}

/* Defines a type of settings that is written as hexadecimal bytes. */
#define HEX_TYPE(id, separator)						\
	static int parse_##id(const struct setting_type *type,		\
			      const char *text, void *buf, size_t len)	\
	{								\
		return parse_hex_bytes(text, separator, buf, len);	\
	}								\
	static int format_##id(const struct setting_type *type,		\
			       const void *raw, size_t raw_len,		\
			       char *buf, size_t len)			\
	{								\
		return format_hex_bytes(raw, raw_len, separator, buf,	\
					len);				\
	}								\
	const struct setting_type setting_type_##id __setting_type = {	\
		.name = #id,						\
		.parse = parse_##id,					\
		.format = format_##id,					\
	}

HEX_TYPE(hex, ':');
HEX_TYPE(hexhyp, '-');
HEX_TYPE(hexraw, 0);

/* --- base64 (RFC 4648 section 4) */

static int parse_base64(const struct setting_type *type, const char *text,
			void *buf, size_t len)
{
	return base64_decode(text, buf, len);
}

static int format_base64(const struct setting_type *type, const void *raw,
			 size_t raw_len, char *buf, size_t len)
{
	return base64_encode(raw, raw_len, buf, len);
}

const struct setting_type setting_type_base64 __setting_type = {
	.name = "base64",
	.parse = parse_base64,
	.format = format_base64,
};

/* --- uuid, in network order (RFC 4122) */

static int parse_uuid(const struct setting_type *type, const char *text,
		      void *buf, size_t len)
{
	union uuid uuid;
	size_t i;
	int rc = uuid_aton(text, &uuid);

	if (rc != 0)
		return rc;
	for (i = 0; i < sizeof(uuid); i++)
		put_byte(buf, len, i, uuid.bytes[i]);
	return sizeof(uuid);
}

static int format_uuid(const struct setting_type *type, const void *raw,
		       size_t raw_len, char *buf, size_t len)
{
	union uuid uuid;

	/* DHCP option 97 begins with a type byte (RFC 4578 section 2.3). */
	if (raw_len == sizeof(uuid) + 1) {
		raw = (const uint8_t *)raw + 1;
		raw_len--;
	}
	if (raw_len != sizeof(uuid))
		return -EINVAL;
	memcpy(&uuid, raw, sizeof(uuid));
	return snprintf(buf, len, "%s", uuid_ntoa(&uuid));
}

const struct setting_type setting_type_uuid __setting_type = {
	.name = "uuid",
	.parse = parse_uuid,
	.format = format_uuid,
};
