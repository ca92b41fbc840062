/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What ROMs have in place of core/platform/pcbios/kernel.c and core/image/gzip.c, for
 * which they have no room (NOT_IN_ROM in mk/platform/pcbios.mk): such files are
 * refused with the way out.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <ipxe/image.h>

/* Returns -ENOTSUP, after a message, for an ELF file or one that gzip has packed, and
 * -ENOEXEC for all others. */
static int refuse(struct image *image)
{
	if (image->len < 4 || (memcmp(image->data, "\x7f" "ELF", 4) != 0 &&
			       memcmp(image->data, "\x1f\x8b", 2) != 0))
		return -ENOEXEC;
	printf("%s: ELF and gzip need more than a ROM: chain multiboot.lkrn\n",
	       image->name);
	return -ENOTSUP;
}

struct image_type no_kernel_type __image_type(PROBE_NORMAL) = {
	.name = "ELF or gzip",
	.probe = refuse,
};
