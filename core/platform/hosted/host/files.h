/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_FILES_H
#define HOST_FILES_H

#include "../hosted.h"

/* Reads a whole file; ends the program with code 2 and a message if that does
 * not work. The name is the path's last part. */
struct hosted_file read_file(const char *path);
/* The first of the paths becomes the script, the others images. NULL ends the
 * list. */
void read_files(char **paths);
void free_files(void);

#endif /* HOST_FILES_H */
