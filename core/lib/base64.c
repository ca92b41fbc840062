/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Base64 (RFC 4648 section 4): three bytes are written as four characters of an
 * alphabet of 64. */

#include <errno.h>
#include <string.h>
#include <ipxe/base64.h>
#include <core/text_out.h>

static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int base64_encode(const void *raw, size_t raw_len, char *buf, size_t len)
{
	struct text_out out = { buf, len, 0 };
	const uint8_t *in = raw;

	while (raw_len) {
		size_t count = raw_len < 3 ? raw_len : 3;
		uint32_t bits = (uint32_t)in[0] << 16;
		unsigned int i;

		if (count > 1)
			bits |= (uint32_t)in[1] << 8;
		if (count > 2)
			bits |= in[2];
		for (i = 0; i < 4; i++)
			out_char(&out, i <= count ?
				 alphabet[(bits >> (18 - 6 * i)) & 63] : '=');
		in += count;
		raw_len -= count;
	}
	return out_end(&out);
}

int base64_decode(const char *text, void *buf, size_t len)
{
	size_t chars = strlen(text);
	uint8_t *out = buf;
	size_t pos = 0;
	uint32_t bits = 0;
	unsigned int have = 0;
	size_t i;

	for (i = 0; i < 2 && chars && text[chars - 1] == '='; i++)
		chars--;
	if (chars % 4 == 1)
		return -EINVAL;
	for (i = 0; i < chars; i++) {
		const char *found = strchr(alphabet, text[i]);

		if (!found)
			return -EINVAL;
		bits = (bits << 6) | (uint32_t)(found - alphabet);
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		if (pos < len)
			out[pos] = bits >> have;
		pos++;
	}
	return pos;
}
