/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Files that gzip has packed, as images: what is in them is run in their place.
 * Linux for arm64 comes as Image.gz, and does not unpack itself.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <core/inflate.h>
#include <ipxe/image.h>

#define SUFFIX ".gz"

static int gzip_probe(struct image *image)
{
	return gzip_is(image->data, image->len) ? 0 : -ENOEXEC;
}

/* Names the unpacked image as gzip would name the file. */
static int set_name(struct image *image, const char *packed)
{
	size_t len = strlen(packed), suffix = strlen(SUFFIX);
	int rc = image_set_name(image, packed);

	if (rc == 0 && len > suffix &&
	    strcmp(packed + len - suffix, SUFFIX) == 0)
		image->name[len - suffix] = 0;
	return rc;
}

/* Unpacks into an image that has no bytes yet. Returns 0, or a negative error
 * after a message. */
static int unpack(struct image *packed, struct image *image)
{
	const char *why = NULL;
	struct gzip gzip;
	int rc;

	rc = gzip_parse(packed->data, packed->len, &gzip, &why);
	if (rc == 0)
		rc = image_set_len(image, gzip.size);
	if (rc == 0)
		rc = gzip_unpack(packed->data, &gzip, image->data, &why);
	if (rc == -ENOMEM)
		printf("%s: not enough memory to unpack it; give the machine "
		       "more\n", packed->name);
	else if (rc != 0)
		printf("%s: not a usable gzip file: %s; check the file on the "
		       "server\n", packed->name, why);
	return rc == -EINVAL ? -ENOEXEC : rc;
}

static int gzip_exec(struct image *packed)
{
	struct image *image = alloc_image(packed->uri);
	int rc;

	if (!image)
		return -ENOMEM;
	rc = unpack(packed, image);
	if (rc == 0)
		rc = set_name(image, packed->name);
	if (rc == 0)
		rc = image_set_cmdline(image, packed->cmdline);
	if (rc == 0)
		rc = image_exec(image);
	image_put(image);
	return rc;
}

struct image_type gzip_image_type __image_type(PROBE_NORMAL) = {
	.name = "gzip",
	.probe = gzip_probe,
	.exec = gzip_exec,
};
