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
	struct refcnt refcnt;
	struct list_head list;		/* of registered images, in order */
	struct uri *uri;		/* where it came from, or NULL */
	char *name;
	char *cmdline;			/* arguments, or NULL */
	void *data;			/* umalloc memory unless static */
	size_t len;
	unsigned int flags;		/* IMAGE_* */
	const struct image_type *type;	/* NULL: not probed yet */
	struct image *replacement;	/* to run when this one has ended */
	unsigned int serial;		/* rises with each registration */
};

#define IMAGE_REGISTERED 0x0001
#define IMAGE_SELECTED 0x0002
#define IMAGE_AUTO_UNREGISTER 0x0004
#define IMAGE_HIDDEN 0x0008
#define IMAGE_STATIC 0x0010		/* data is not ours to free */
#define IMAGE_EXECUTING 0x0020

/* What an image can be. probe() and exec() see hostile bytes. */
struct image_type {
	const char *name;		/* "bzImage", "script", ... */
	/* 0: it is one. -ENOEXEC: it is not. Another error: it is meant to be
	 * one and is broken (with a message). */
	int ( *probe ) ( struct image *image );
	/* Runs it. Returns its result if it returns at all. */
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

/* NULL when out of memory. */
struct image *alloc_image ( struct uri *uri );
int image_set_name ( struct image *image, const char *name );
int image_set_cmdline ( struct image *image, const char *cmdline );
/* Grows or shrinks data to len bytes (umalloc). */
int image_set_len ( struct image *image, size_t len );
int image_set_data ( struct image *image, const void *data, size_t len );
int register_image ( struct image *image );
void unregister_image ( struct image *image );
/* Frees all images registered since one had that serial number (0: since the
 * start), but those that run. */
void unregister_images_since ( unsigned int serial );
unsigned int image_last_serial ( void );
struct image *find_image ( const char *name );
struct image *find_image_tag_selected ( void );
int image_select ( struct image *image );
/* Finds the type; -ENOEXEC with a message where none fits. */
int image_probe ( struct image *image );
/* Runs it, then what it named as its replacement. */
int image_exec ( struct image *image );
int image_replace ( struct image *replacement );
struct image *image_get ( struct image *image );
void image_put ( struct image *image );

#endif /* IPXE_IMAGE_H */
