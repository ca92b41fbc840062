/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_IMGMGMT_H
#define USR_IMGMGMT_H

struct image;
struct uri;

/*
 * Both download a file into a new image, with progress on the console, and put
 * it into the list of images, which owns it. A relative URI starts from where
 * the running script came from, else from the boot server.
 *
 * timeout: ticks without progress, 0 for what the protocol itself allows
 * image:   filled in on success alone
 *
 * They return 0 or a negative error after a message: -ENOENT for a relative
 * URI when nothing is known that it could start from, -ECANCELED for Ctrl-C,
 * -ENOMEM, or an error of the protocol.
 */
int imgdownload ( struct uri *uri, unsigned long timeout,
		  struct image **image );
/* Downloads what a URI names that is given as text. */
int imgdownload_string ( const char *text, unsigned long timeout,
			 struct image **image );

/* Prints a line on an image. */
void imgstat ( struct image *image );

#endif /* USR_IMGMGMT_H */
