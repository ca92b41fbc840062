/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * How values are written as text: numbers, whose raw bytes are big-endian and have
 * up to 32 bits, and lists of DNS names.
 */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/numbers.h>
#include <ipxe/settings.h>
#include <core/text_out.h>

int parse_number(const char *text, int64_t *value)
{
	int negative = (*text == '-');
	unsigned long long magnitude;
	char *end;

	if (negative)
		text++;
	if (!isdigit(*text))
		return -EINVAL;
	magnitude = strtoull(text, &end, 0);
	if (*end)
		return -EINVAL;
	if (magnitude > 0xffffffff)
		return -ERANGE;
	*value = negative ? -(int64_t)magnitude : (int64_t)magnitude;
	return 0;
}

int decode_number(const void *raw, size_t raw_len, int is_signed,
		  int64_t *value)
{
	const uint8_t *bytes = raw;
	uint32_t bits = 0;
	size_t i;

	if (raw_len > sizeof(bits))
		return -ERANGE;
	if (is_signed && raw_len && (bytes[0] & 0x80))
		bits = 0xffffffff;
	for (i = 0; i < raw_len; i++)
		bits = (bits << 8) | bytes[i];
	*value = is_signed ? (int64_t)(int32_t)bits : (int64_t)bits;
	return 0;
}

size_t encode_number(int64_t value, size_t width, void *raw)
{
	uint8_t *bytes = raw;
	size_t i;

	for (i = 0; i < width; i++)
		bytes[i] = (uint64_t)value >> (8 * (width - 1 - i));
	return width;
}

size_t number_width(const struct setting_type *type, int *is_signed)
{
	static const struct {
		/* The type. */
		const struct setting_type *type;
		/* Bytes of its values, and non-zero if they are signed. */
		uint8_t width, is_signed;
	} numbers[] = {
		{ &setting_type_int8, 1, 1 },
		{ &setting_type_int16, 2, 1 },
		{ &setting_type_int32, 4, 1 },
		{ &setting_type_uint8, 1, 0 },
		{ &setting_type_uint16, 2, 0 },
		{ &setting_type_uint32, 4, 0 },
	};
	unsigned int i;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (numbers[i].type == type) {
			*is_signed = numbers[i].is_signed;
			return numbers[i].width;
		}
	}
	return 0;
}

/* Reads a number. It has to fit into the bytes of the type, as a signed or as an
 * unsigned number. Returns the number of bytes, or a negative error. */
static int parse_int(const struct setting_type *type, const char *text,
		     void *buf, size_t len)
{
	uint8_t raw[sizeof(uint32_t)];
	int is_signed;
	size_t width = number_width(type, &is_signed);
	int64_t limit = (int64_t)1 << (8 * width);
	int64_t value;
	int rc;

	rc = parse_number(text, &value);
	if (rc != 0)
		return rc;
	if (value >= limit || value < -(limit / 2))
		return -ERANGE;
	encode_number(value, width, raw);
	if (len)
		memcpy(buf, raw, len < width ? len : width);
	return width;
}

static int format_signed(const struct setting_type *type, const void *raw,
			 size_t raw_len, char *buf, size_t len)
{
	int64_t value;
	int rc = decode_number(raw, raw_len, 1, &value);

	return rc < 0 ? rc : snprintf(buf, len, "%d", (int)value);
}

static int format_unsigned(const struct setting_type *type, const void *raw,
			   size_t raw_len, char *buf, size_t len)
{
	int64_t value;
	int rc = decode_number(raw, raw_len, 0, &value);

	return rc < 0 ? rc : snprintf(buf, len, "0x%x", (unsigned int)value);
}

/* Defines a type of settings that is a number. */
#define INT_TYPE(id, formatter)						\
	const struct setting_type setting_type_##id __setting_type = {	\
		.name = #id,						\
		.parse = parse_int,					\
		.format = formatter,					\
	}

INT_TYPE(int8, format_signed);
INT_TYPE(int16, format_signed);
INT_TYPE(int32, format_signed);
INT_TYPE(uint8, format_unsigned);
INT_TYPE(uint16, format_unsigned);
INT_TYPE(uint32, format_unsigned);

/* --- dnssl: a list of DNS names, as labels (RFC 3397, without compression) */

#define LABEL_MAX 63

/* Returns the length of the label at the start of a text. */
static size_t label_len(const char *text)
{
	size_t len = 0;

	while (text[len] && text[len] != '.' && text[len] != ' ')
		len++;
	return len;
}

static int parse_dnssl(const struct setting_type *type, const char *text,
		       void *buf, size_t len)
{
	struct text_out out = { buf, len, 0 };

	while (*text) {
		size_t label = label_len(text);
		size_t i;

		if (!label || label > LABEL_MAX)
			return -EINVAL;
		out_char(&out, label);
		for (i = 0; i < label; i++)
			out_char(&out, text[i]);
		text += label;
		if (*text == '.')
			text++;
		if (!*text || *text == ' ') {
			out_char(&out, 0);
			while (*text == ' ')
				text++;
		}
	}
	return out.pos;
}

static int format_dnssl(const struct setting_type *type, const void *raw,
			size_t raw_len, char *buf, size_t len)
{
	struct text_out out = { buf, len, 0 };
	const uint8_t *bytes = raw;
	size_t pos = 0;
	int first = 1;

	while (pos < raw_len) {
		size_t label = bytes[pos++];

		if (label > LABEL_MAX || label > raw_len - pos)
			return -EINVAL;
		if (!label) {
			first = 1;
			continue;
		}
		if (out.pos)
			out_char(&out, first ? ' ' : '.');
		first = 0;
		while (label--)
			out_char(&out, bytes[pos++]);
	}
	return out_end(&out);
}

const struct setting_type setting_type_dnssl __setting_type = {
	.name = "dnssl",
	.parse = parse_dnssl,
	.format = format_dnssl,
};
