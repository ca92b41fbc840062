/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_H
#define REPORT_H

/* What the tests' kernels print on the first serial port, which the firmware has
 * set up. */

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

static inline void outb(u16 port, u8 value)
{
	__asm__ __volatile__("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline u8 inb(u16 port)
{
	u8 value;

	__asm__ __volatile__("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

/* Prints a character when the port has room for it. */
static inline void put(int c)
{
	while (!(inb(0x3fd) & 0x20))
		;
	outb(0x3f8, c);
}

/* Prints at most len characters of a text, fewer if it ends before. */
static inline void say_part(const char *text, u32 len)
{
	for (; len && *text; text++, len--) {
		if (*text == '\n')
			put('\r');
		put(*text);
	}
}

static inline void say(const char *text)
{
	say_part(text, ~0U);
}

/* Prints a name and a number in 8 hexadecimal digits. */
static inline void say_hex(const char *name, u32 value)
{
	int shift;

	say(name);
	for (shift = 28; shift >= 0; shift -= 4)
		put("0123456789abcdef"[value >> shift & 15]);
}

/* Returns the sum of the bytes. */
static inline u32 sum_of(const u8 *bytes, u32 len)
{
	u32 sum = 0;

	while (len--)
		sum += *bytes++;
	return sum;
}

#endif /* REPORT_H */
