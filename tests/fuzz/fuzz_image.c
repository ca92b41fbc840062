/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A file as all types of images look at it: kernels, scripts, and network boot
 * programs. The first byte says whether it has a name and arguments. */

#include "fuzz.h"
#include <core/nbp.h>
#include <ipxe/image.h>

REACHES(nbp_probe, bzimage_probe, script_probe, is_text, is_blank);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fuzz_input in = { data, len };
	struct image *image = alloc_image(NULL);
	unsigned int how = fuzz_byte(&in);
	uint8_t *copy = fuzz_copy(in.data, in.len);

	fuzz_assert(image);
	image->data = copy;
	image->len = in.len;
	image->flags |= IMAGE_STATIC;
	if (how & 1)
		image_set_name(image, "file.0");
	image_probe(image);
	nbp_probe(image);
	image_put(image);
	free(copy);
	return 0;
}
