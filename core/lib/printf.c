/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Formatted output (<stdio.h>). One formatter writes characters into a sink;
 * printf's sink is the console, snprintf's a buffer that may be too short, and
 * asprintf measures first.
 */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the formatter's characters go. */
struct sink {
	/* Takes one character. */
	void (*put)(struct sink *sink, char c);
	/* The buffer, if the characters go to one. */
	char *buf;
	/* Its size, in bytes. */
	size_t size;
	/* Length of the whole text so far, including what did not fit. */
	size_t len;
};

/* A conversion specification: %[flags][width][.precision][length]type. */
struct spec {
	/* Non-zero if flag "-" asks for alignment to the left. */
	int left;
	/* Non-zero if flag "0" asks for leading zeros. */
	int zero;
	/* Non-zero if flag "#" asks for a leading 0x. */
	int alt;
	/* Least number of characters. */
	unsigned int width;
	/* Most characters of a string, or ~0 if there is no limit. */
	unsigned int precision;
	/* Size of an integer argument, in bytes. */
	size_t bytes;
	/* The letter that ends the specification, or NUL. */
	char type;
};

/* Most characters of a number: a sign, 0x and the 20 digits of 2^64 - 1. */
#define NUMBER_MAX 24
/* Largest width. A format that asks for more is taken to be broken. */
#define WIDTH_MAX 4096

/* Writes one character. */
static void put(struct sink *sink, char c)
{
	sink->put(sink, c);
	sink->len++;
}

/* Writes text, with blanks that fill the width. */
static void put_padded(struct sink *sink, const struct spec *spec,
		       const char *text, size_t len)
{
	size_t pad = spec->width > len ? spec->width - len : 0;

	for (; pad && !spec->left; pad--)
		put(sink, ' ');
	for (; len; len--)
		put(sink, *text++);
	for (; pad; pad--)
		put(sink, ' ');
}

/* Writes a number with its sign or 0x, and fills the width with blanks or
 * zeros. */
static void put_number(struct sink *sink, struct spec *spec,
		       unsigned long long value, int negative)
{
	char text[NUMBER_MAX];
	unsigned int base = tolower(spec->type) == 'x' ? 16 : 10;
	char letter = isupper(spec->type) ? 'A' : 'a';
	size_t room, pos = sizeof(text);
	int prefix = spec->alt && base == 16 && value;
	unsigned int zeros = 0;

	do {
		unsigned int digit = value % base;

		text[--pos] = digit < 10 ? '0' + digit : letter + digit - 10;
		value /= base;
	} while (value);

	/* Leading zeros stand between the sign or 0x and the digits. */
	room = sizeof(text) - pos + (prefix ? 2 : 0) + negative;
	if (spec->zero && !spec->left && spec->width > room) {
		zeros = spec->width - room;
		spec->width = 0;
	}
	if (!zeros) {
		if (prefix) {
			text[--pos] = spec->type;
			text[--pos] = '0';
		}
		if (negative)
			text[--pos] = '-';
	} else {
		if (negative)
			put(sink, '-');
		if (prefix) {
			put(sink, '0');
			put(sink, spec->type);
		}
	}
	for (; zeros; zeros--)
		put(sink, '0');
	put_padded(sink, spec, text + pos, sizeof(text) - pos);
}

/* Takes an integer argument of the size that the specification gives. Returns its
 * value, sign-extended. */
static long long signed_arg(const struct spec *spec, va_list *args)
{
	long long value;

	if (spec->bytes == sizeof(long long))
		return va_arg(*args, long long);
	value = spec->bytes == sizeof(long) ? va_arg(*args, long)
					    : va_arg(*args, int);
	if (spec->bytes == sizeof(short))
		return (short)value;
	if (spec->bytes == sizeof(char))
		return (signed char)value;
	return value;
}

/* Takes an integer argument of the size that the specification gives. Returns its
 * value, zero-extended. */
static unsigned long long unsigned_arg(const struct spec *spec, va_list *args)
{
	unsigned long long value = signed_arg(spec, args);

	if (spec->bytes < sizeof(value))
		value &= (1ULL << (8 * spec->bytes)) - 1;
	return value;
}

/* Reads a width or precision, which "*" takes from the arguments. Returns it, or 0
 * if there is none. */
static unsigned int parse_number(const char **format, va_list *args)
{
	unsigned int value = 0;

	if (**format == '*') {
		int given = va_arg(*args, int);

		(*format)++;
		return given < 0 ? 0 : given;
	}
	for (; isdigit(**format); (*format)++) {
		if (value < WIDTH_MAX)
			value = value * 10 + **format - '0';
	}
	return value < WIDTH_MAX ? value : WIDTH_MAX;
}

/* Reads the letters that give the size of an integer. Returns its size in
 * bytes. */
static size_t parse_length(const char **format)
{
	static const struct {
		/* The letters. */
		char name[3];
		/* Size of the type that they mean, in bytes. */
		uint8_t bytes;
	} lengths[] = {
		{ "hh", sizeof(char) }, { "h", sizeof(short) },
		{ "ll", sizeof(long long) }, { "l", sizeof(long) },
		{ "z", sizeof(size_t) },
	};
	unsigned int i;

	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		size_t len = strlen(lengths[i].name);

		if (strncmp(*format, lengths[i].name, len) == 0) {
			*format += len;
			return lengths[i].bytes;
		}
	}
	return sizeof(int);
}

/* Reads a conversion specification, except its "%". */
static void parse_spec(struct spec *spec, const char **format, va_list *args)
{
	memset(spec, 0, sizeof(*spec));
	for (;; (*format)++) {
		if (**format == '-')
			spec->left = 1;
		else if (**format == '0')
			spec->zero = 1;
		else if (**format == '#')
			spec->alt = 1;
		else
			break;
	}
	spec->width = parse_number(format, args);
	spec->precision = ~0U;
	if (**format == '.') {
		(*format)++;
		spec->precision = parse_number(format, args);
	}
	spec->bytes = parse_length(format);
	spec->type = **format;
	if (spec->type)
		(*format)++;
}

/* Writes the argument that a conversion specification is for. */
static void convert(struct sink *sink, struct spec *spec, va_list *args)
{
	const char *text;
	long long value;
	char c;

	switch (spec->type) {
	case 'd':
	case 'i':
		value = signed_arg(spec, args);
		put_number(sink, spec, value < 0 ? -(unsigned long long)value
						 : (unsigned long long)value,
			   value < 0);
		break;
	case 'u':
	case 'x':
	case 'X':
		put_number(sink, spec, unsigned_arg(spec, args), 0);
		break;
	case 'p':
		spec->type = 'x';
		spec->alt = 1;
		put_number(sink, spec, (uintptr_t)va_arg(*args, void *), 0);
		break;
	case 'c':
		c = va_arg(*args, int);
		put_padded(sink, spec, &c, 1);
		break;
	case 's':
		text = va_arg(*args, const char *);
		if (!text)
			text = "<NULL>";
		put_padded(sink, spec, text, strnlen(text, spec->precision));
		break;
	case '%':
		put(sink, '%');
		break;
	default:
		/* An unknown conversion is printed, so that somebody notices it. */
		put(sink, '%');
		if (spec->type)
			put(sink, spec->type);
	}
}

/* Writes a format with its arguments into a sink. */
static void format_to(struct sink *sink, const char *format, va_list args)
{
	struct spec spec;
	va_list rest;

	va_copy(rest, args);
	while (*format) {
		if (*format != '%') {
			put(sink, *format++);
			continue;
		}
		format++;
		parse_spec(&spec, &format, &rest);
		convert(sink, &spec, &rest);
	}
	va_end(rest);
}

static void put_console(struct sink *sink __unused, char c)
{
	putchar(c);
}

int vprintf(const char *format, va_list args)
{
	struct sink sink = { .put = put_console };

	format_to(&sink, format, args);
	return sink.len;
}

int printf(const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vprintf(format, args);
	va_end(args);
	return len;
}

static void put_buffer(struct sink *sink, char c)
{
	if (sink->len < sink->size)
		sink->buf[sink->len] = c;
}

int vsnprintf(char *buf, size_t size, const char *format, va_list args)
{
	struct sink sink = { .put = put_buffer, .buf = buf, .size = size };

	format_to(&sink, format, args);
	if (size)
		buf[sink.len < size ? sink.len : size - 1] = '\0';
	return sink.len;
}

int snprintf(char *buf, size_t size, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(buf, size, format, args);
	va_end(args);
	return len;
}

int vasprintf(char **text, const char *format, va_list args)
{
	int len = vsnprintf(NULL, 0, format, args);

	*text = malloc(len + 1);
	if (!*text)
		return -ENOMEM;
	return vsnprintf(*text, len + 1, format, args);
}

int asprintf(char **text, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vasprintf(text, format, args);
	va_end(args);
	return len;
}
