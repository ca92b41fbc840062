/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Hands the core what the options say is to be run, and the files for it. */

#include <core/machine.h>
#include <ipxe/image.h>
#include <ipxe/init.h>
#include "hosted.h"

struct hosted_options hosted_options;

size_t hosted_memory(void)
{
	return hosted_options.memory ? hosted_options.memory : HOSTED_MEMORY;
}

const char *platform_cmdline(void)
{
	return hosted_options.command ? hosted_options.command :
					hosted_default_command;
}

void platform_initrd(const void **data, size_t *len)
{
	*data = hosted_options.script.data;
	*len = hosted_options.command ? 0 : hosted_options.script.len;
}

/* Registers the other files as images, as if they had been downloaded. */
static void add_images(void)
{
	const struct hosted_file *file = hosted_options.images;
	unsigned int left = hosted_options.image_count;

	for (; left; left--, file++) {
		struct image *image = alloc_image(NULL);

		if (!image)
			return;
		if (image_set_name(image, file->name) == 0 &&
		    image_set_data(image, file->data, file->len) == 0)
			register_image(image);
		image_put(image);
	}
}

struct init_fn images_init_fn __init_fn(INIT_LATE) = {
	.initialise = add_images,
};

/* Returns -1, as no program on a host is the ROM of a NIC. */
int platform_boot_nic(void)
{
	return -1;
}
