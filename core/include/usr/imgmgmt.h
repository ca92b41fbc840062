/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_IMGMGMT_H
#define USR_IMGMGMT_H

struct image;
struct uri;

/*
 * Downloads a file into a new image, with progress on the console, and puts it
 * into the list of images, which owns it. A relative URI is resolved against
 * the URI of the running script, or else against the boot server's. The
 * download fails after timeout ticks without progress; 0 leaves that to the
 * protocol.
 *
 * Returns 0 with *image filled in, or a negative error after a message: -ENOENT
 * for a relative URI if there is nothing to resolve it against, -ECANCELED for
 * Ctrl-C, -ENOMEM, or an error of the protocol.
 */
int imgdownload ( struct uri *uri, unsigned long timeout,
		  struct image **image );
/* Downloads a file as imgdownload() does, with the URI given as text. */
int imgdownload_string ( const char *text, unsigned long timeout,
			 struct image **image );

/* Prints a line with the name, length and type of an image. */
void imgstat ( struct image *image );

#endif /* USR_IMGMGMT_H */
