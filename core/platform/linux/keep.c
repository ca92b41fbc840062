/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Keeps the files that a boot downloads (--fetch), each as soon as it is
 * complete: that is when its image is registered, and the linker makes all
 * calls of register_image() come here first (mk/platform/linux.mk).
 */

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/image.h>
#include <ipxe/list.h>
#include "host/save.h"
#include "keep.h"
#include "linux.h"

/* A file that was kept. */
struct kept {
	struct list_head list;		/* its place in the list of all */
	unsigned int serial;		/* of its image, 0 if it has none */
	char name[KEPT_NAME_MAX];	/* the name that it got */
};

/* All files that were kept. */
static LIST_HEAD(all_kept);

void safe_name(char *name, size_t len, const char *text)
{
	size_t i;

	for (i = 0; text[i] && i < len - 1; i++) {
		int good = isalnum((unsigned char)text[i]) ||
			   (text[i] && strchr(i ? ".-_+" : "_+", text[i]));

		name[i] = good ? text[i] : '_';
	}
	name[i] = '\0';
	if (!i)
		snprintf(name, len, "file");
}

/* Returns non-zero if this run has kept a file with that name. */
static int is_taken(const char *name)
{
	struct kept *kept;

	list_for_each_entry(kept, &all_kept, list) {
		if (strcmp(kept->name, name) == 0)
			return 1;
	}
	return 0;
}

/* Chooses the name of a new file. A second one with the same name in this run
 * gets "-2" after it, and so on, so that no file is lost. */
static void choose_name(char *name, size_t len, const char *text)
{
	char base[KEPT_NAME_MAX - 12];
	unsigned int number;

	safe_name(base, sizeof(base), text);
	snprintf(name, len, "%s", base);
	for (number = 2; is_taken(name); number++)
		snprintf(name, len, "%s-%d", base, number);
}

/* Writes a file, and notes that. Returns NULL if that fails. */
static struct kept *keep(const char *name, unsigned int serial,
			 const void *data, size_t len)
{
	struct kept *kept = zalloc(sizeof(*kept));

	if (!kept)
		return NULL;
	choose_name(kept->name, sizeof(kept->name), name);
	kept->serial = serial;
	if (host_save(kept->name, data, len) != 0) {
		free(kept);
		return NULL;
	}
	list_add(&kept->list, &all_kept);
	return kept;
}

const char *keep_bytes(const char *name, const void *data, size_t len)
{
	struct kept *kept = keep(name, 0, data, len);

	return kept ? kept->name : NULL;
}

const char *kept_name(const struct image *image)
{
	struct kept *kept;

	list_for_each_entry(kept, &all_kept, list) {
		if (kept->serial && kept->serial == image->serial)
			return kept->name;
	}
	return NULL;
}

void keep_end(void)
{
	struct kept *kept, *tmp;

	list_for_each_entry_safe(kept, tmp, &all_kept, list) {
		list_del(&kept->list);
		free(kept);
	}
}

/* Registers an image: the core's own register_image(). */
int __real_register_image(struct image *image);
/* Takes the place of register_image(): registers an image, and keeps its
 * file. */
int __wrap_register_image(struct image *image);

int __wrap_register_image(struct image *image)
{
	int is_new = !(image->flags & IMAGE_REGISTERED);
	int rc = __real_register_image(image);

	/* Static images are part of the program, not downloads. */
	if (rc == 0 && is_new && linux_options.fetch &&
	    !(image->flags & IMAGE_STATIC))
		keep(image->name, image->serial, image->data, image->len);
	return rc;
}
