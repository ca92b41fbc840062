/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Commands for digests of images. With --set, a script can compare the digest
 * of an image with one that it knows before it boots the image.
 */

#include <getopt.h>
#include <stdio.h>
#include <core/digest.h>
#include <ipxe/command.h>
#include <ipxe/image.h>
#include <ipxe/parseopt.h>
#include <usr/imgmgmt.h>
#include "shell.h"

/* The options of the commands. */
struct digest_args {
	/* Name of the setting that gets the digest, or NULL if the digest is
	 * printed. */
	char *setting;
};

static const struct option_descriptor digest_options[] = {
	OPTION_DESC("set", 's', required_argument, struct digest_args, setting,
		    parse_string),
};

static struct command_descriptor digest_usage =
	COMMAND_DESC(struct digest_args, digest_options, 1, MAX_ARGUMENTS,
		     "<image or URI>...");

/* Prints or stores the digest of the image with that name, and downloads the
 * image if there is none. Returns 0, or a negative error. */
static int show_digest(const struct digest *digest, const char *name,
		       const char *setting)
{
	struct image *image = find_image(name);
	char text[DIGEST_TEXT_MAX];
	int rc;

	if (!image) {
		rc = imgdownload_string(name, 0, &image);
		if (rc != 0)
			return rc;
	}
	digest_text(digest, image->data, image->len, text);
	if (setting)
		return store_named(setting, text);
	printf("%s  %s\n", text, image->name);
	return 0;
}

int shell_digest(int argc, char **argv, const struct digest *digest)
{
	struct digest_args args;
	int rc = parse_options(argc, argv, &digest_usage, &args);

	for (; rc == 0 && optind < argc; optind++)
		rc = show_digest(digest, argv[optind], args.setting);
	return rc;
}

static int sha256sum_exec(int argc, char **argv)
{
	return shell_digest(argc, argv, &digest_sha256);
}

COMMAND(sha256sum, sha256sum_exec);

static int sha1sum_exec(int argc, char **argv)
{
	return shell_digest(argc, argv, &digest_sha1);
}

COMMAND(sha1sum, sha1sum_exec);
