/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Images: downloaded or embedded files. Registered images are in a list in the order
 * in which they came, and the list holds a reference to each. At most one of them is
 * selected, which is the one that "boot" starts. The type of an image is found out
 * when it is needed for the first time.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <core/digest.h>
#include <ipxe/console.h>
#include <ipxe/errortab.h>
#include <ipxe/image.h>
#include <ipxe/process.h>
#include <ipxe/umalloc.h>
#include <ipxe/uri.h>

/* Most images that run inside of one another. Scripts may start scripts, and each
 * level needs stack. */
#define MAX_DEPTH 8

#define EINFO_EACCES_DIGEST \
	__einfo_uniqify(EINFO_EACCES, 0x03, "digest differs from --sha256")
#define EACCES_DIGEST __einfo_error(EINFO_EACCES_DIGEST)

struct errortab image_errors[] __errortab = {
	__einfo_errortab(EINFO_EACCES_DIGEST),
};

LIST_HEAD(images);

const char *image_pin;

/* Serial number of the image that was registered last. */
static unsigned int last_serial;

/* The image that runs at the moment, or NULL. */
static struct image *current;
/* Number of images that run inside of one another at the moment. */
static unsigned int depth;

static void free_image(struct refcnt *refcnt)
{
	struct image *image = container_of(refcnt, struct image, refcnt);

	if (!(image->flags & IMAGE_STATIC))
		ufree(image->data);
	image_put(image->replacement);
	uri_put(image->uri);
	free(image->name);
	free(image->cmdline);
	free(image);
}

/* Returns the last part of a URI's path, percent-encoded, or NULL if it has
 * none. */
static const char *base_name(const struct uri *uri)
{
	const char *path = uri->path ? uri->path : uri->opaque;
	const char *slash;

	if (!path)
		return NULL;
	slash = strrchr(path, '/');
	if (slash)
		path = slash + 1;
	return *path ? path : NULL;
}

struct image *alloc_image(struct uri *uri)
{
	struct image *image = zalloc(sizeof(*image));
	const char *name;

	if (!image)
		return NULL;
	ref_init(&image->refcnt, free_image);
	if (!uri)
		return image;
	image->uri = uri_get(uri);
	name = base_name(uri);
	if (name && image_set_name(image, name) != 0) {
		image_put(image);
		return NULL;
	}
	/* Messages show names, which servers choose. Names must not contain
	 * characters that control a terminal. */
	if (name) {
		uri_decode(image->name);
		replace_controls(image->name);
	}
	return image;
}

/* Replaces an allocated text by a copy of value, or by NULL. Returns 0, or
 * -ENOMEM. */
static int set_text(char **text, const char *value)
{
	char *copy = NULL;

	if (value) {
		copy = strdup(value);
		if (!copy)
			return -ENOMEM;
	}
	free(*text);
	*text = copy;
	return 0;
}

int image_set_name(struct image *image, const char *name)
{
	return set_text(&image->name, name);
}

int image_set_cmdline(struct image *image, const char *cmdline)
{
	return set_text(&image->cmdline, cmdline);
}

int image_set_len(struct image *image, size_t len)
{
	void *data;

	if (image->flags & IMAGE_STATIC)
		return -EROFS;
	if (!len) {
		ufree(image->data);
		data = NULL;
	} else {
		data = urealloc(image->data, len);
		if (!data)
			return -ENOMEM;
	}
	image->data = data;
	image->len = len;
	return 0;
}

int image_set_data(struct image *image, const void *data, size_t len)
{
	int rc = image_set_len(image, len);

	if (rc == 0 && len)
		memcpy(image->data, data, len);
	return rc;
}

int register_image(struct image *image)
{
	static unsigned int number;
	char name[sizeof("img4294967295")];
	int rc;

	if (image->flags & IMAGE_REGISTERED)
		return 0;
	if (!image->name) {
		snprintf(name, sizeof(name), "img%d", number++);
		rc = image_set_name(image, name);
		if (rc != 0)
			return rc;
	}
	image_get(image);
	image->flags |= IMAGE_REGISTERED;
	image->serial = ++last_serial;
	list_add_tail(&image->list, &images);
	return 0;
}

void unregister_image(struct image *image)
{
	if (!(image->flags & IMAGE_REGISTERED))
		return;
	list_del(&image->list);
	image->flags &= ~(IMAGE_REGISTERED | IMAGE_SELECTED);
	image_put(image);
}

unsigned int image_last_serial(void)
{
	return last_serial;
}

void unregister_images_since(unsigned int serial)
{
	struct image *image, *tmp;

	for_each_image_safe(image, tmp) {
		if (image->serial > serial &&
		    !(image->flags & IMAGE_EXECUTING))
			unregister_image(image);
	}
}

struct image *find_image(const char *name)
{
	struct image *image;

	for_each_image(image) {
		if (strcmp(image->name, name) == 0)
			return image;
	}
	return NULL;
}

struct image *find_image_tag_selected(void)
{
	struct image *image;

	for_each_image(image) {
		if (image->flags & IMAGE_SELECTED)
			return image;
	}
	return NULL;
}

int image_probe(struct image *image)
{
	const struct image_type *type;
	int rc;

	if (image->type)
		return 0;
	for_each_table_entry(type, IMAGE_TYPES) {
		rc = type->probe(image);
		if (rc == 0) {
			image->type = type;
			return 0;
		}
		if (rc != -ENOEXEC)
			return rc;
	}
	printf("%s: not a script, a kernel or another program that can be "
	       "started; check the file on the server\n", image->name);
	return -ENOEXEC;
}

int image_select(struct image *image)
{
	struct image *other;
	int rc;

	rc = image_probe(image);
	if (rc != 0)
		return rc;
	for_each_image(other)
		other->flags &= ~IMAGE_SELECTED;
	image->flags |= IMAGE_SELECTED;
	return 0;
}

/* Compares an image with the digest that the next one has to have, if it has to. What
 * a right one starts in turn may have any. Returns 0, or -EACCES after a message. */
static int check_pin(const struct image *image)
{
	char text[DIGEST_TEXT_MAX];

	if (!image_pin)
		return 0;
	digest_text(&digest_sha256, image->data, image->len, text);
	if (strcasecmp(text, image_pin) != 0) {
		printf("%s  %s\n", text, image->name);
		return -EACCES_DIGEST;
	}
	image_pin = NULL;
	return 0;
}

/* Runs an image, whose URI is the base of relative URIs in the meantime. Returns the
 * image's result, or a negative error. */
static int exec_one(struct image *image)
{
	struct uri *old_cwuri = uri_get(cwuri);
	struct image *caller = current;
	int rc;

	rc = check_pin(image);
	if (rc == 0)
		rc = image_probe(image);
	if (rc == 0) {
		if (image->uri)
			churi(image->uri);
		current = image;
		image->flags |= IMAGE_EXECUTING;
		rc = image->type->exec(image);
		image->flags &= ~IMAGE_EXECUTING;
		current = caller;
	}
	if (image->flags & IMAGE_AUTO_UNREGISTER)
		unregister_image(image);
	churi(old_cwuri);
	uri_put(old_cwuri);
	return rc;
}

int image_exec(struct image *image)
{
	const char *pin = image_pin;
	struct image *next;
	int rc;

	if (depth >= MAX_DEPTH) {
		printf("%s: more than %d images started from one another; "
		       "use chain --replace\n", image->name, MAX_DEPTH);
		if (image->flags & IMAGE_AUTO_UNREGISTER)
			unregister_image(image);
		return -ELOOP;
	}
	depth++;
	image_get(image);
	do {
		rc = exec_one(image);
		next = image->replacement;
		image->replacement = NULL;
		/* Images may replace one another without end, which Ctrl-C has
		 * to stop. */
		if (next && step_interrupted()) {
			printf("%s: interrupted\n", image->name);
			rc = -ECANCELED;
			image_put(next);
			next = NULL;
		}
		image_put(image);
		/* This function now owns the reference that the image held to
		 * its replacement. */
		image = next;
	} while (image);
	image_pin = pin;
	depth--;
	return rc;
}

int image_replace(struct image *replacement)
{
	int rc;

	if (!current)
		return -ENOTTY;
	rc = image_probe(replacement);
	if (rc != 0)
		return rc;
	image_get(replacement);
	image_put(current->replacement);
	current->replacement = replacement;
	return 0;
}

struct image *image_get(struct image *image)
{
	ref_get(image ? &image->refcnt : NULL);
	return image;
}

void image_put(struct image *image)
{
	ref_put(image ? &image->refcnt : NULL);
}
