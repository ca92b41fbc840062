/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What the ROM's encoder needs of the program that it is in (rom/buffer.h), for
 * tests, which have no C library of a host.
 */

#include <stdlib.h>
#include "../core/platform/pcbios/rom/buffer.h"

void die(const char *format, ...)
{
	__builtin_trap();
}

struct buffer new_buffer(size_t len)
{
	struct buffer buffer = { calloc(1, len ? len : 1), len };

	if (!buffer.data)
		die("out of memory");
	return buffer;
}
