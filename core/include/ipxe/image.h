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

/* A file in memory, which was downloaded or came with the program. */
struct image {
	/* References to it. */
	struct refcnt refcnt;
	/* Place in the list of registered images. */
	struct list_head list;
	/* Where it came from, or NULL. */
	struct uri *uri;
	/* Its name in commands, or NULL as long as it has none. */
	char *name;
	/* Its arguments, or NULL. */
	char *cmdline;
	/* Its bytes, which umalloc() has allocated unless IMAGE_STATIC
	 * is set. */
	void *data;
	/* Number of bytes. */
	size_t len;
	/* IMAGE_REGISTERED and so on, combined. */
	unsigned int flags;
	/* Its type, or NULL as long as it has not been probed. */
	const struct image_type *type;
	/* The image to run after this one has ended, or NULL. */
	struct image *replacement;
	/* A number that is higher the later the image was registered. */
	unsigned int serial;
};

/* The image is in the list of registered images. */
#define IMAGE_REGISTERED 0x0001
/* The image is the one that "imgselect" or "kernel" has chosen. */
#define IMAGE_SELECTED 0x0002
/* The image is unregistered after it has run. */
#define IMAGE_AUTO_UNREGISTER 0x0004
/* The image is not part of the initrd that kernels are given. */
#define IMAGE_HIDDEN 0x0008
/* The image's bytes are part of the program and are not freed. */
#define IMAGE_STATIC 0x0010
/* The image is running. */
#define IMAGE_EXECUTING 0x0020

/* A type of images. probe() and exec() have to expect hostile bytes. */
struct image_type {
	/* Its name, such as "bzImage" or "script". */
	const char *name;
	/* Returns 0 if the image is of this type, -ENOEXEC if it is not, or
	 * another error after a message if it is one that is broken. */
	int ( *probe ) ( struct image *image );
	/* Runs the image. Returns its result, if it returns at all. */
	int ( *exec ) ( struct image *image );
};

/* The table of image types. */
#define IMAGE_TYPES __table ( struct image_type, "image_types" )
/* The order in which types are probed: those that know their images by a clear
 * mark come first. */
#define PROBE_MULTIBOOT 01
#define PROBE_NORMAL 02
#define PROBE_PXE 03
/* Makes an image type an entry of the table. */
#define __image_type( order ) __table_entry ( IMAGE_TYPES, order )

/* The registered images, in the order of their registration. */
extern struct list_head images;
#define for_each_image( image ) list_for_each_entry ( (image), &images, list )
#define for_each_image_safe( image, tmp ) \
	list_for_each_entry_safe ( (image), (tmp), &images, list )

/* The SHA-256 that the next image has to have to be run, as 64 hexadecimal digits, or
 * NULL if any will do. It does not count for what runs inside of that image or
 * replaces it, and is there again after that. */
extern const char *image_pin;

/* Makes an image without a name for a file that came from uri, which may be
 * NULL. Returns it with one reference, or NULL when out of memory. */
struct image *alloc_image ( struct uri *uri );
/* Names an image; the text is copied. Returns 0, or -ENOMEM. */
int image_set_name ( struct image *image, const char *name );
/* Gives an image its arguments, which are copied; NULL removes them. Returns 0,
 * or -ENOMEM. */
int image_set_cmdline ( struct image *image, const char *cmdline );
/* Makes the data of an image len bytes long, by urealloc(). Returns 0, or
 * -ENOMEM. */
int image_set_len ( struct image *image, size_t len );
/* Gives an image a copy of these bytes. Returns 0, or -ENOMEM. */
int image_set_data ( struct image *image, const void *data, size_t len );
/* Puts an image into the list and takes a reference. An image without a name
 * gets one that no other image has. Returns 0, or -ENOMEM. */
int register_image ( struct image *image );
/* Takes an image out of the list and gives the list's reference back. Does
 * nothing if the image is not in the list. */
void unregister_image ( struct image *image );
/* Unregisters the images that were registered after the one with this serial
 * number, or all images if it is 0. Images that run stay. */
void unregister_images_since ( unsigned int serial );
/* Returns the serial number of the image that was registered last, or 0 if none
 * has been. */
unsigned int image_last_serial ( void );
/* Returns the registered image of that name, or NULL. */
struct image *find_image ( const char *name );
/* Returns the image that "imgselect" or "kernel" has chosen, or NULL. */
struct image *find_image_tag_selected ( void );
/* Makes an image the selected one; the one before it is no longer selected.
 * Returns 0, or the error of image_probe(). */
int image_select ( struct image *image );
/* Finds out the type of an image. Returns 0, or a negative error after a
 * message: -ENOEXEC if no type fits. */
int image_probe ( struct image *image );
/* Runs an image, and then the image that it has named as its replacement, if
 * any. Returns the result of the image that ran last. */
int image_exec ( struct image *image );
/* Names the image to run after the running one has ended. Returns 0, or a
 * negative error. */
int image_replace ( struct image *replacement );
/* Takes a reference to an image. Returns the image. */
struct image *image_get ( struct image *image );
/* Gives a reference to an image back, and frees the image if it was the last
 * reference. */
void image_put ( struct image *image );

#endif /* IPXE_IMAGE_H */
