/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The script that is built into this program: the bytes of the file that
 * "make EMBED=file" names.
 */

#include <stdlib.h>
#include <core/given.h>
#include <ipxe/image.h>

__asm__ (".pushsection .rodata.embedded, \"a\", @progbits\n"
	 "embedded_start:\n"
	 "	.incbin \"" EMBED "\"\n"
	 "embedded_end:\n"
	 "	.popsection\n");

/* The first byte of the script and the byte after its last one. The symbols are
 * hidden, as otherwise their addresses would be read from a table, where both got
 * the same entry on arm64. */
extern const char embedded_start[] __attribute__((visibility("hidden")));
extern const char embedded_end[] __attribute__((visibility("hidden")));

struct image *embedded_script(void)
{
	struct image *image = alloc_image(NULL);

	if (!image)
		return NULL;
	image->data = (void *)embedded_start;
	image->len = embedded_end - embedded_start;
	image->flags |= IMAGE_STATIC;
	if (image_set_name(image, "embedded") != 0 ||
	    register_image(image) != 0) {
		image_put(image);
		return NULL;
	}
	image_put(image);
	return image;
}
