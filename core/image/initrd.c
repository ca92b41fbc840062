/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Builds the initrd: all images one after the other, each at a multiple of 4 bytes
 * (Documentation/driver-api/early-userspace/buffer-format in the kernel). An image
 * for which one of these commands gives a path gets a cpio header, so that Linux
 * finds the file there:
 *
 *   initrd URI /etc/hosts mode=644 mkdir=-1
 *   initrd URI name=/etc/hosts
 *   initrd --name /etc/hosts URI
 *
 * "mkdir=N" also makes the N innermost folders of the path, "mkdir=-1" makes all.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/bzimage.h>
#include <ipxe/image.h>
#include <ipxe/umalloc.h>

/* Length of a cpio header without the name, in bytes. */
#define CPIO_HEADER_LEN 110
/* The bits of the mode that tell a file from a folder. */
#define CPIO_FILE 0100000
#define CPIO_DIR 0040000
/* Alignment of contents and headers, in bytes. */
#define CPIO_ALIGN 4
/* Most folders that "mkdir=-1" makes. */
#define MAX_DIRS 32

/* The file that an image becomes in the initrd. */
struct placement {
	/* Path of the file without slashes at its start, or NULL if it has no
	 * path. It is not NUL-terminated. */
	const char *path;
	/* Length of the path, in bytes. */
	size_t path_len;
	/* Permissions of the file. */
	unsigned int mode;
	/* How many of the path's folders are made, the innermost first. */
	long mkdir;
};

static size_t align(size_t len)
{
	return (len + CPIO_ALIGN - 1) & ~(size_t)(CPIO_ALIGN - 1);
}

/* Sets the path without the slashes at its start. */
static void set_path(struct placement *place, const char *path, size_t len)
{
	while (len && *path == '/') {
		path++;
		len--;
	}
	place->path = len ? path : NULL;
	place->path_len = len;
}

/* Reads one word of an image's arguments. */
static void parse_word(struct placement *place, const char *word, size_t len)
{
	if (strncmp(word, "mode=", 5) == 0)
		place->mode = strtoul(word + 5, NULL, 8) & 07777;
	else if (strncmp(word, "mkdir=-", 7) == 0)
		place->mkdir = MAX_DIRS;
	else if (strncmp(word, "mkdir=", 6) == 0)
		place->mkdir = strtoul(word + 6, NULL, 10);
	else if (strncmp(word, "name=", 5) == 0)
		set_path(place, word + 5, len - 5);
	else if (!place->path)
		set_path(place, word, len);
}

/* Reads from an image's arguments which file it becomes. Its name gives the path if
 * no argument does and the name begins with a slash. */
static void find_placement(struct image *image, struct placement *place)
{
	const char *text = image->cmdline ? image->cmdline : "";

	memset(place, 0, sizeof(*place));
	place->mode = 0644;
	while (*text) {
		const char *end = strchr(text, ' ');
		size_t len = end ? (size_t)(end - text) : strlen(text);

		if (len)
			parse_word(place, text, len);
		text += len;
		while (*text == ' ')
			text++;
	}
	if (!place->path && image->name && image->name[0] == '/')
		set_path(place, image->name, strlen(image->name));
}

/* Writes a cpio header with the path of a file or folder, unless buf is NULL.
 * Returns the length of the header with its padding. */
static size_t write_header(char *buf, const char *path, size_t path_len,
			   unsigned int mode, size_t size)
{
	size_t len = align(CPIO_HEADER_LEN + path_len + 1);

	if (!buf)
		return len;
	memset(buf, 0, len);
	/* The fields are: magic ino mode uid gid nlink mtime filesize devmajor
	 * devminor rdevmajor rdevminor namesize check. */
	snprintf(buf, len, "070701%08x%08x%08x%08x%08x%08x%08lx%08x%08x%08x"
		 "%08x%08lx%08x", 0, mode, 0, 0, 1, 0, (unsigned long)size,
		 0, 0, 0, 0, (unsigned long)path_len + 1, 0);
	memcpy(buf + CPIO_HEADER_LEN, path, path_len);
	return len;
}

/* Returns the number of folders in a file's path. */
static long count_dirs(const struct placement *place)
{
	long count = 0;
	size_t i;

	for (i = 0; i < place->path_len; i++)
		count += place->path[i] == '/';
	return count;
}

size_t initrd_header(struct image *image, char *buf)
{
	struct placement place;
	size_t used = 0;
	long skip;
	size_t i;

	find_placement(image, &place);
	if (!place.path)
		return 0;
	skip = count_dirs(&place);
	skip = place.mkdir < skip ? skip - place.mkdir : 0;
	for (i = 0; i < place.path_len; i++) {
		if (place.path[i] != '/' || skip-- > 0)
			continue;
		used += write_header(buf ? buf + used : NULL, place.path, i,
				     CPIO_DIR | 0755, 0);
	}
	used += write_header(buf ? buf + used : NULL, place.path,
			     place.path_len, CPIO_FILE | place.mode,
			     image->len);
	return used;
}

/* Returns non-zero if an image becomes a part of the initrd. An image with a type,
 * such as a script or another kernel, does not. */
static int is_initrd(struct image *image, struct image *kernel)
{
	return image != kernel && image->len && !image->type &&
	       !(image->flags & (IMAGE_HIDDEN | IMAGE_EXECUTING));
}

/* Computes the length of the initrd. If a single image without a path makes up the
 * whole initrd, *only becomes that image, otherwise NULL. Returns 0, or -ENOMEM if
 * the initrd is larger than memory can be. */
static int measure(struct image *kernel, size_t *total, struct image **only)
{
	struct image *image;
	unsigned int count = 0;

	*total = 0;
	*only = NULL;
	for_each_image(image) {
		size_t header, len;

		if (!is_initrd(image, kernel))
			continue;
		header = initrd_header(image, NULL);
		len = align(image->len);
		if (len < image->len || header > ~(size_t)0 - len ||
		    *total > ~(size_t)0 - len - header)
			return -ENOMEM;
		*total += header + len;
		*only = header || count ? NULL : image;
		count++;
	}
	return 0;
}

/* Copies all images with their headers into the initrd's memory. */
static void copy_all(struct image *kernel, char *out)
{
	struct image *image;

	for_each_image(image) {
		if (!is_initrd(image, kernel))
			continue;
		out += initrd_header(image, out);
		memcpy(out, image->data, image->len);
		memset(out + image->len, 0, align(image->len) - image->len);
		out += align(image->len);
	}
}

/* Returns the image that comes before another one in the list of those that become
 * the initrd, or the last image of that list if next is NULL. Returns NULL if there
 * is none. */
static struct image *previous(struct image *kernel, struct image *next)
{
	struct image *image, *found = NULL;

	for_each_image(image) {
		if (image == next)
			break;
		if (is_initrd(image, kernel))
			found = image;
	}
	return found;
}

/* Makes the cpio header of the last image a part of its content. Returns 0, or a
 * negative error. */
static int fix_header(struct image *last)
{
	size_t len = last->len;
	size_t header = initrd_header(last, NULL);
	char *buf = NULL;
	int rc;

	if (header) {
		buf = malloc(header);
		if (!buf)
			return -ENOMEM;
		initrd_header(last, buf);
	}
	rc = image_set_len(last, header + align(len));
	if (rc == 0 && header) {
		memmove((char *)last->data + header, last->data, len);
		memcpy(last->data, buf, header);
	}
	free(buf);
	if (rc != 0)
		return rc;
	memset((char *)last->data + header + len, 0, align(len) - len);
	rc = image_set_cmdline(last, NULL);
	return rc == 0 ? image_set_name(last, "initrd") : rc;
}

/* Moves an image with its header to the start of the last image's content. Returns
 * 0, or a negative error. */
static int take_in(struct image *last, struct image *image)
{
	size_t old = last->len;
	size_t header = initrd_header(image, NULL);
	size_t len = header + align(image->len);
	char *out;
	int rc;

	rc = image_set_len(last, len + old);
	if (rc != 0)
		return rc;
	out = last->data;
	memmove(out + len, out, old);
	initrd_header(image, out);
	memcpy(out + header, image->data, image->len);
	memset(out + header + image->len, 0, len - header - image->len);
	return image_set_len(image, 0);
}

/* Joins all images in the last one, for when memory cannot hold them twice. Images
 * are allocated downwards, so that free memory lies below the last one, which grows
 * into it. Taking in the others from the last to the first then needs no more free
 * memory than the largest of them has. If this fails half-way, the registered images
 * still make the same initrd. Returns 0, or a negative error. */
static int join(struct image *kernel, struct initrd *initrd)
{
	struct image *last = previous(kernel, NULL);
	struct image *image;
	int rc;

	for_each_image(image) {
		if (is_initrd(image, kernel) && (image->flags & IMAGE_STATIC))
			return -EROFS;
	}
	rc = fix_header(last);
	while (rc == 0 && (image = previous(kernel, last)))
		rc = take_in(last, image);
	if (rc != 0)
		return rc;
	initrd->data = last->data;
	initrd->len = last->len;
	return 0;
}

int initrd_exists(struct image *kernel)
{
	return previous(kernel, NULL) != NULL;
}

int initrd_build(struct image *kernel, struct initrd *initrd)
{
	struct image *only;
	size_t total;
	int rc;

	memset(initrd, 0, sizeof(*initrd));
	rc = measure(kernel, &total, &only);
	if (rc != 0)
		return rc;
	if (only) {
		initrd->data = only->data;
		initrd->len = only->len;
		return 0;
	}
	if (!total)
		return 0;
	initrd->data = umalloc(total);
	if (!initrd->data && join(kernel, initrd) == 0)
		return 0;
	if (!initrd->data) {
		printf("The initrds take %ld KiB together, and only %ld KiB "
		       "are free; give the machine more memory\n",
		       (unsigned long)(total >> 10),
		       (unsigned long)(umalloc_largest() >> 10));
		return -ENOMEM;
	}
	initrd->allocated = 1;
	initrd->len = total;
	copy_all(kernel, initrd->data);
	return 0;
}

void initrd_free(struct initrd *initrd)
{
	if (initrd->allocated)
		ufree(initrd->data);
	memset(initrd, 0, sizeof(*initrd));
}
