/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The folder of the files that are kept (--fetch). */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../../hosted/host/host.h"
#include "save.h"

/* The name of a file that is not complete yet. */
#define PARTIAL ".multiboot-partial"

/* A descriptor of the folder, or -1. */
static int folder = -1;

const char *host_save_folder(const char *path)
{
	char *absolute = NULL;

	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		absolute = realpath(path, NULL);
	if (absolute)
		folder = open(absolute, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		perror(path);
	return folder < 0 ? NULL : absolute;
}

int host_save(const char *name, const void *data, size_t len)
{
	int fd, rc = -1;

	unlinkat(folder, PARTIAL, 0);
	fd = openat(folder, PARTIAL,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (fd >= 0) {
		rc = host_write_all(fd, data, len);
		if (close(fd) != 0)
			rc = -1;
	}
	if (rc == 0)
		rc = renameat(folder, PARTIAL, folder, name);
	if (rc != 0)
		fprintf(stderr, "%s: cannot be kept: %s\n", name,
			strerror(errno));
	return rc;
}
