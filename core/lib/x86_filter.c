/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A filter that makes i386 code pack better (<core/lzma.h>). The operand of
 * a call or jump at `at` that leads into the code is replaced by its target.
 * Operands from -at to len - at become 0 to len: the ones that get in their
 * way change places with them, so that any bytes survive the way there and
 * back.
 */

#include <core/lzma.h>

#define OPERAND 4

/* call, jmp, or one of the jumps of two bytes; before: the byte in front. */
static int is_branch(unsigned int byte, unsigned int before)
{
	return (byte & 0xfe) == 0xe8 ||
	       (before == 0x0f && (byte & 0xf0) == 0x80);
}

/* The next operand from at on, or 0 when there is none. Bytes of operands
 * start no branch: they are others on the way back. */
static size_t next_operand(const uint8_t *code, size_t len, size_t at)
{
	unsigned int before = 0;

	for (; at + OPERAND < len; before = code[at++]) {
		if (is_branch(code[at], before))
			return at + 1;
	}
	return 0;
}

static uint32_t get_le(const uint8_t *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
}

static void put_le(uint8_t *p, uint32_t value)
{
	p[0] = value;
	p[1] = value >> 8;
	p[2] = value >> 16;
	p[3] = value >> 24;
}

void x86_filter(void *data, size_t len)
{
	uint8_t *code = data;
	uint32_t value;
	size_t at = 0;

	while ((at = next_operand(code, len, at))) {
		value = get_le(code + at);
		if (value + (uint32_t)at < len)
			value += at;
		else if (value < len)
			value -= len;
		put_le(code + at, __builtin_bswap32(value));
		at += OPERAND;
	}
}

void x86_unfilter(void *data, size_t len)
{
	uint8_t *code = data;
	uint32_t value;
	size_t at = 0;

	while ((at = next_operand(code, len, at))) {
		value = __builtin_bswap32(get_le(code + at));
		if (value < len)
			value -= at;
		else if (value + (uint32_t)at < at)
			value += len;
		put_le(code + at, value);
		at += OPERAND;
	}
}
