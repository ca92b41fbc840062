/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Images as people handle them: fetched by URI, found by name, listed. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <ipxe/download.h>
#include <ipxe/image.h>
#include <ipxe/uri.h>
#include <usr/imgmgmt.h>

int imgdownload(struct uri *uri, unsigned long timeout, struct image **image)
{
	struct uri *resolved;
	int rc;

	*image = NULL;
	resolved = resolve_uri(cwuri, uri);
	if (!resolved)
		return -ENOMEM;
	*image = alloc_image(resolved);
	if (!*image) {
		rc = -ENOMEM;
		goto err_alloc;
	}
	rc = download(resolved, *image, timeout);
	if (rc == 0)
		rc = register_image(*image);
	/* The list of images has its own reference. */
	image_put(*image);
	if (rc != 0)
		*image = NULL;
err_alloc:
	uri_put(resolved);
	return rc;
}

int imgdownload_string(const char *uri_string, unsigned long timeout,
		       struct image **image)
{
	struct uri *uri = parse_uri(uri_string);
	int rc;

	*image = NULL;
	if (!uri)
		return -ENOMEM;
	rc = imgdownload(uri, timeout, image);
	uri_put(uri);
	return rc;
}

int imgacquire(const char *name_uri, unsigned long timeout,
	       struct image **image)
{
	*image = find_image(name_uri);
	if (*image)
		return 0;
	return imgdownload_string(name_uri, timeout, image);
}

void imgstat(struct image *image)
{
	printf("%s : %ld bytes", image->name, (unsigned long)image->len);
	if (image->type)
		printf(" [%s]", image->type->name);
	if (image->flags & IMAGE_SELECTED)
		printf(" [SELECTED]");
	if (image->flags & IMAGE_AUTO_UNREGISTER)
		printf(" [AUTOFREE]");
	if (image->flags & IMAGE_EXECUTING)
		printf(" [RUNNING]");
	if (image->cmdline)
		printf(" \"%s\"", image->cmdline);
	printf("\n");
}
