/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What programs that pack something share (buffer.h).
 */

#define _GNU_SOURCE

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "buffer.h"

void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "%s: ", program_invocation_short_name);
	vfprintf(stderr, format, args);
	fprintf(stderr, "\n");
	va_end(args);
	exit(1);
}

struct buffer new_buffer(size_t len)
{
	struct buffer buffer = { calloc(1, len ? len : 1), len };

	if (!buffer.data)
		die("out of memory");
	return buffer;
}
