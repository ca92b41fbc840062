/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Fetches, finds and lists images, as the commands for users do. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <core/download.h>
#include <ipxe/image.h>
#include <ipxe/settings.h>
#include <ipxe/uri.h>
#include <usr/imgmgmt.h>

/* Returns the URI to which relative names are added: that of the running script
 * or, if the script has none, the root of the boot server. Returns NULL if
 * there is neither, or no memory. */
static struct uri *start_of_names(void)
{
	struct uri root = { .scheme = "tftp", .path = "/" };
	struct in_addr server;

	if (cwuri)
		return uri_get(cwuri);
	if (fetch_ipv4_setting(NULL, &next_server_setting, &server) < 0)
		return NULL;
	root.host = inet_ntoa(server);
	return uri_copy(&root);
}

/* Returns the URI with a new reference. If it names no server, as in
 * "http:////vmlinuz", it returns a copy with the server of start instead. */
static struct uri *with_server(struct uri *uri, const struct uri *start)
{
	struct uri parts = *uri;

	if (!uri->host || *uri->host || !start)
		return uri_get(uri);
	parts.host = start->host;
	if (!parts.port && start->scheme &&
	    strcmp(uri->scheme, start->scheme) == 0)
		parts.port = start->port;
	return uri_copy(&parts);
}

/* Downloads from an absolute URI and adds the file to the list of images.
 * Returns 0, or a negative error. */
static int add_image(struct uri *from, unsigned long timeout,
		     struct image **image)
{
	struct image *fresh = alloc_image(from);
	int rc;

	if (!fresh)
		return -ENOMEM;
	rc = download(from, fresh, timeout);
	if (rc == 0)
		rc = register_image(fresh);
	if (rc == 0)
		*image = fresh;
	/* After this, only the list holds a reference to the image. */
	image_put(fresh);
	return rc;
}

int imgdownload(struct uri *uri, unsigned long timeout, struct image **image)
{
	struct uri *start = start_of_names();
	struct uri *resolved = resolve_uri(start, uri);
	struct uri *from = resolved ? with_server(resolved, start) : NULL;
	int rc = -ENOMEM;

	if (from && uri_is_absolute(from)) {
		rc = add_image(from, timeout, image);
	} else if (from) {
		printf("%s: no image has that name and no server is known; write "
		       "tftp://SERVER/FILE or run dhcp first\n",
		       from->path ? from->path : "");
		rc = -ENOENT;
	}
	uri_put(from);
	uri_put(resolved);
	uri_put(start);
	return rc;
}

int imgdownload_string(const char *text, unsigned long timeout,
		       struct image **image)
{
	struct uri *uri = parse_uri(text);
	int rc = uri ? imgdownload(uri, timeout, image) : -ENOMEM;

	uri_put(uri);
	return rc;
}

void imgstat(struct image *image)
{
	static const struct {
		unsigned int flag;
		const char *note;
	} notes[] = {
		{ IMAGE_EXECUTING, ", running" },
		{ IMAGE_SELECTED, ", selected" },
		{ IMAGE_AUTO_UNREGISTER, ", freed after its run" },
	};
	unsigned int i;

	printf("%s: %s of %ld bytes", image->name,
	       image->type ? image->type->name : "file",
	       (unsigned long)image->len);
	for (i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
		if (image->flags & notes[i].flag)
			printf("%s", notes[i].note);
	}
	if (image->cmdline)
		printf(", arguments: %s", image->cmdline);
	printf("\n");
}
