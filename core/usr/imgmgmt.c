/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Images as people handle them: fetched by URI, found by name, listed. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <core/download.h>
#include <ipxe/image.h>
#include <ipxe/settings.h>
#include <ipxe/uri.h>
#include <usr/imgmgmt.h>

/* What relative names are relative to: where the running script came from,
 * else the root of the boot server. May be NULL. */
static struct uri *base_uri(void)
{
	struct uri parts = { .scheme = "tftp", .path = "/" };
	struct in_addr server;

	if (cwuri)
		return uri_get(cwuri);
	if (fetch_ipv4_setting(NULL, &next_server_setting, &server) < 0)
		return NULL;
	parts.host = inet_ntoa(server);
	return uri_copy(&parts);
}

int imgdownload(struct uri *uri, unsigned long timeout, struct image **image)
{
	struct uri *base = base_uri();
	struct uri *resolved;
	int rc;

	*image = NULL;
	resolved = resolve_uri(base, uri);
	uri_put(base);
	if (!resolved)
		return -ENOMEM;
	if (!uri_is_absolute(resolved)) {
		printf("%s: no such image, and no server is known; write "
		       "tftp://SERVER/FILE or run dhcp first\n",
		       resolved->path ? resolved->path : "");
		rc = -ENOENT;
		goto err_alloc;
	}
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
