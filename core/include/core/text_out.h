/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_TEXT_OUT_H
#define CORE_TEXT_OUT_H

#include <stddef.h>
#include <stdint.h>

/* Text that is being made, kept as far as there is room: snprintf's rule. */
struct text_out {
	char *buf;
	size_t len;
	size_t pos;
};

/* Appends a character. */
static inline void out_char(struct text_out *out, char c)
{
	if (out->pos < out->len)
		out->buf[out->pos] = c;
	out->pos++;
}

/* Appends a byte in hexadecimal; digits are "0123456789abcdef" or their
 * like. */
static inline void out_hex(struct text_out *out, uint8_t byte,
			   const char *digits)
{
	out_char(out, digits[byte >> 4]);
	out_char(out, digits[byte & 15]);
}

/* Ends the text with a NUL. Returns the length that the whole text has. */
static inline int out_end(struct text_out *out)
{
	if (out->len)
		out->buf[out->pos < out->len ? out->pos : out->len - 1] = 0;
	return out->pos;
}

#endif /* CORE_TEXT_OUT_H */
