/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_IMGMGMT_H
#define USR_IMGMGMT_H

struct image;
struct uri;

/* Downloads a file into a new image, which is registered, with progress on the
 * console. timeout in ticks without progress (0: the protocols' own). Returns 0,
 * or a negative error after a message: -ECANCELED for Ctrl-C. */
int imgdownload ( struct uri *uri, unsigned long timeout,
		  struct image **image );
/* Downloads what a URI names that is given as text; a relative one is
 * resolved. */
int imgdownload_string ( const char *uri_string, unsigned long timeout,
			 struct image **image );
/* Finds an image by its name, or downloads it if there is none of that name. */
int imgacquire ( const char *name_uri, unsigned long timeout,
		 struct image **image );
/* Prints what there is to know of an image. */
void imgstat ( struct image *image );

#endif /* USR_IMGMGMT_H */
