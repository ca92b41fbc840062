/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Initrds: a record is an image with arguments, which end with a NUL, and
 * content. What is put together has to be a whole number of cpio headers and
 * contents again.
 */

#include "fuzz.h"
#include <core/bzimage.h>
#include <ipxe/image.h>
#include "../../core/platform/testhost/testhost.h"

REACHES(write_header, parse_word, copy_all, join);

#define IMAGES 8

static struct image *add(const struct fuzz_record *record)
{
	struct image *image = alloc_image(NULL);
	size_t text_len;
	char *text = fuzz_text(record->data, record->len);

	fuzz_assert(image);
	text_len = strlen(text);
	if (text_len < record->len)
		text_len++;
	fuzz_assert(image_set_name(image, record->kind & 1 ? text : "i") == 0);
	fuzz_assert(image_set_cmdline(image, text) == 0);
	fuzz_assert(image_set_data(image, record->data + text_len,
				   record->len - text_len) == 0);
	fuzz_assert(register_image(image) == 0);
	free(text);
	return image;
}

/* Checks that the header that is written has the length that was counted. */
static void check_header(struct image *image)
{
	size_t len = initrd_header(image, NULL);
	char *buf = malloc(len ? len : 1);

	fuzz_assert(buf && len % 4 == 0);
	fuzz_assert(initrd_header(image, buf) == len);
	fuzz_assert(!len || memcmp(buf, "070701", 6) == 0);
	free(buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fuzz_input in = { data, len };
	struct fuzz_record record;
	struct image *image, *tmp;
	struct initrd initrd;
	unsigned int count;

	/* So little that most initrds do not fit a second time. */
	hosted_options.memory = 0xa000;
	for (count = 0; count < IMAGES && fuzz_record(&in, &record); count++) {
		image = add(&record);
		check_header(image);
		image_put(image);
	}
	if (initrd_build(NULL, &initrd) == 0) {
		free(fuzz_copy(initrd.data, initrd.len));
		initrd_free(&initrd);
	}
	for_each_image_safe(image, tmp)
		unregister_image(image);
	return 0;
}
