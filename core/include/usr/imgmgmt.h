/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_IMGMGMT_H
#define USR_IMGMGMT_H

struct image;
struct uri;

/* Downloads into a new registered image, with progress on the console; Ctrl-C
 * ends it with -ECANCELED. timeout in ticks: 0 for the protocols' own. */
int imgdownload ( struct uri *uri, unsigned long timeout,
		  struct image **image );
int imgdownload_string ( const char *uri_string, unsigned long timeout,
			 struct image **image );
/* An image by name, or downloaded. */
int imgacquire ( const char *name_uri, unsigned long timeout,
		 struct image **image );
void imgstat ( struct image *image );

#endif /* USR_IMGMGMT_H */
