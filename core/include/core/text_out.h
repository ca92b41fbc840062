/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_TEXT_OUT_H
#define CORE_TEXT_OUT_H

#include <stddef.h>
#include <stdint.h>

/* Text that is being written. As with snprintf(), what does not fit is dropped
 * but counted. */
struct text_out {
	/* Where it is written to. */
	char *buf;
	/* Room there, the NUL included, in bytes. */
	size_t len;
	/* Length of the whole text so far, in bytes. */
	size_t pos;
};

/* Appends a character. */
static inline void out_char(struct text_out *out, char c)
{
	if (out->pos < out->len)
		out->buf[out->pos] = c;
	out->pos++;
}

/* Appends a byte as two hexadecimal digits, which are taken from the 16
 * characters of digits. */
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
