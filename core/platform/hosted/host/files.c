/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Reads the files that are named on the command line. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "files.h"

/* How many bytes are read at a time. */
#define PIECE 65536
/* The exit code of a program whose command line is wrong. */
#define ERROR_CODE 2

struct hosted_file read_file(const char *path)
{
	const char *slash = strrchr(path, '/');
	FILE *file = fopen(path, "rb");
	char *bytes = NULL;
	size_t len = 0, got;

	if (!file) {
		perror(path);
		exit(ERROR_CODE);
	}
	do {
		bytes = realloc(bytes, len + PIECE);
		if (!bytes)
			abort();
		got = fread(bytes + len, 1, PIECE, file);
		len += got;
	} while (got);
	if (ferror(file)) {
		perror(path);
		exit(ERROR_CODE);
	}
	fclose(file);
	return (struct hosted_file) { slash ? slash + 1 : path, bytes, len };
}

void read_files(char **paths)
{
	if (!*paths)
		return;
	hosted_options.script = read_file(*paths++);
	for (; *paths; paths++) {
		if (hosted_options.image_count == HOSTED_FILES) {
			fprintf(stderr, "%s: more than %d images\n", *paths,
				HOSTED_FILES);
			exit(ERROR_CODE);
		}
		hosted_options.images[hosted_options.image_count++] =
			read_file(*paths);
	}
}

void free_files(void)
{
	unsigned int i;

	free((void *)hosted_options.script.data);
	for (i = 0; i < hosted_options.image_count; i++)
		free((void *)hosted_options.images[i].data);
}
