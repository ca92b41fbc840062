/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Lets the race say which digest its boot file has to have. */

#include <ipxe/image.h>
#include <usr/multibootpin.h>

int multiboot_pin(const char *sha256)
{
	image_pin = sha256;
	return 1;
}
