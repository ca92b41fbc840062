/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_IMAGE_H
#define IPXE_IMAGE_H

#include <stddef.h>
#include <stdint.h>
#include <ipxe/list.h>
#include <ipxe/refcnt.h>
#include <ipxe/tables.h>

struct uri;
struct image_type;

/* A downloaded (or embedded) file. */
struct image {
	/* Its references. */
	struct refcnt refcnt;
	/* Place in the list of registered images. */
	struct list_head list;
	/* Where it came from, or NULL. */
	struct uri *uri;
	/* What commands call it, or NULL as long as it has no name. */
	char *name;
	/* Its arguments, or NULL. */
	char *cmdline;
	/* Its bytes, which umalloc() has allocated unless IMAGE_STATIC is set. */
	void *data;
	/* Their number. */
	size_t len;
	/* IMAGE_* */
	unsigned int flags;
	/* What it is, or NULL as long as it has not been probed. */
	const struct image_type *type;
	/* What to run after this one has ended, or NULL. */
	struct image *replacement;
	/* A number that rises with each registration. */
	unsigned int serial;
};

/* Flags: it is in the list; it has been selected; it is unregistered after it has
 * run; it is not given to kernels; its bytes are not ours to free; it runs. */
#define IMAGE_REGISTERED 0x0001
#define IMAGE_SELECTED 0x0002
#define IMAGE_AUTO_UNREGISTER 0x0004
#define IMAGE_HIDDEN 0x0008
#define IMAGE_STATIC 0x0010
#define IMAGE_EXECUTING 0x0020

/* What an image can be. probe() and exec() see hostile bytes. */
struct image_type {
	/* "bzImage", "script" and so on. */
	const char *name;
	/* Returns 0 if the image is of this type, -ENOEXEC if it is not, or
	 * another error after a message if it is one that is broken. */
	int ( *probe ) ( struct image *image );
	/* Runs the image. Returns its result, if it returns at all. */
	int ( *exec ) ( struct image *image );
};

#define IMAGE_TYPES __table ( struct image_type, "image_types" )
/* Asked in this order. */
#define PROBE_MULTIBOOT 01
#define PROBE_NORMAL 02
#define PROBE_PXE 03
#define __image_type( order ) __table_entry ( IMAGE_TYPES, order )

extern struct list_head images;
#define for_each_image( image ) list_for_each_entry ( (image), &images, list )
#define for_each_image_safe( image, tmp ) \
	list_for_each_entry_safe ( (image), (tmp), &images, list )

/* Makes an image without a name, of a file that came from uri (or NULL). Returns
 * it with one reference, or NULL when out of memory. */
struct image *alloc_image ( struct uri *uri );
/* Names an image; the text is copied. Returns 0, or -ENOMEM. */
int image_set_name ( struct image *image, const char *name );
/* Gives an image its arguments, which are copied; NULL takes them away.
 * Returns 0, or -ENOMEM. */
int image_set_cmdline ( struct image *image, const char *cmdline );
/* Grows or shrinks the data to len bytes, by umalloc(). Returns 0, or -ENOMEM. */
int image_set_len ( struct image *image, size_t len );
/* Gives an image a copy of these bytes. Returns 0, or -ENOMEM. */
int image_set_data ( struct image *image, const void *data, size_t len );
/* Puts an image into the list, under a name of its own if it has none, and
 * takes a reference. Returns 0, or -ENOMEM. */
int register_image ( struct image *image );
/* Takes an image out of the list and gives that reference back. Harmless if
 * it is not in there. */
void unregister_image ( struct image *image );
/* Unregisters all images registered after the one with that serial number (0:
 * all there are), except those that run. */
void unregister_images_since ( unsigned int serial );
/* Returns the serial number of the image registered last, or 0. */
unsigned int image_last_serial ( void );
/* Returns the registered image of that name, or NULL. */
struct image *find_image ( const char *name );
/* Returns the image that "imgselect" or "kernel" has chosen, or NULL. */
struct image *find_image_tag_selected ( void );
/* Chooses an image, in place of another one. Returns 0, or the error of
 * image_probe(). */
int image_select ( struct image *image );
/* Finds out what an image is. Returns 0, or a negative error after a message:
 * -ENOEXEC where no type fits. */
int image_probe ( struct image *image );
/* Runs an image, then what it has named as its replacement. Returns the result
 * of the last one. */
int image_exec ( struct image *image );
/* Names the image to run after the running one has ended. Returns 0, or a
 * negative error. */
int image_replace ( struct image *replacement );
/* Takes a reference. Returns the image. */
struct image *image_get ( struct image *image );
/* Gives a reference back; the last one frees the image. */
void image_put ( struct image *image );

#endif /* IPXE_IMAGE_H */
