/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_FILES_H
#define HOST_FILES_H

#include "../hosted.h"

/* Returns a whole file, with the last part of the path for its name. Ends the
 * program with code 2 and a message if it cannot be read. */
struct hosted_file read_file(const char *path);
/* Reads the files of a list of paths that NULL ends into hosted_options: the
 * first one becomes the script, the others images. */
void read_files(char **paths);
/* Frees what read_files() has read. */
void free_files(void);

#endif /* HOST_FILES_H */
