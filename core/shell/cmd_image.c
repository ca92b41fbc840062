/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Commands for images. Those that take one image share their options and the
 * way they find it: by name, downloaded, or the one that is selected.
 */

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/command.h>
#include <ipxe/image.h>
#include <ipxe/parseopt.h>
#include <ipxe/shell.h>
#include <usr/imgmgmt.h>

struct image_options {
	char *name;
	unsigned long timeout;
	int replace;
	int autofree;
};

static const struct option_descriptor image_opts[] = {
	OPTION_DESC("name", 'n', required_argument, struct image_options,
		    name, parse_string),
	OPTION_DESC("timeout", 't', required_argument, struct image_options,
		    timeout, parse_timeout),
	OPTION_DESC("autofree", 'a', no_argument, struct image_options,
		    autofree, parse_flag),
	OPTION_DESC("replace", 'r', no_argument, struct image_options,
		    replace, parse_flag),
};

/* Without --replace, for what does not run anything. */
static const struct option_descriptor fetch_opts[] = {
	OPTION_DESC("name", 'n', required_argument, struct image_options,
		    name, parse_string),
	OPTION_DESC("timeout", 't', required_argument, struct image_options,
		    timeout, parse_timeout),
	OPTION_DESC("autofree", 'a', no_argument, struct image_options,
		    autofree, parse_flag),
};

/* Arguments as one line; NULL in *line if there are none. */
static int join(int argc, char **argv, char **line)
{
	size_t len = 0;
	int i;

	*line = NULL;
	if (!argc)
		return 0;
	for (i = 0; i < argc; i++)
		len += strlen(argv[i]) + 1;
	*line = malloc(len);
	if (!*line)
		return -ENOMEM;
	**line = '\0';
	for (i = 0; i < argc; i++) {
		if (i)
			strcat(*line, " ");
		strcat(*line, argv[i]);
	}
	return 0;
}

static int set_args(struct image *image, int argc, char **argv)
{
	char *line;
	int rc;

	rc = join(argc, argv, &line);
	if (rc == 0)
		rc = image_set_cmdline(image, line);
	free(line);
	return rc;
}

/* Gives an image what the command line says of it. */
static int set_options(struct image *image, struct image_options *opts,
		       int argc, char **argv)
{
	int rc = 0;

	if (opts->name)
		rc = image_set_name(image, opts->name);
	if (rc == 0 && argc > optind + 1)
		rc = set_args(image, argc - optind - 1, &argv[optind + 1]);
	if (opts->autofree)
		image->flags |= IMAGE_AUTO_UNREGISTER;
	return rc;
}

/* The image that argv[optind] names, or the selected one. *fetched: it was
 * downloaded for this. */
static int acquire(struct image_options *opts, int argc, char **argv,
		   int download, struct image **image, int *fetched)
{
	unsigned int serial = image_last_serial();
	int rc = 0;

	*fetched = 0;
	if (optind >= argc) {
		*image = find_image_tag_selected();
		if (!*image)
			printf("No image selected; fetch one with \"kernel\" "
			       "or name one\n");
		return *image ? 0 : -ENOENT;
	}
	if (download)
		rc = imgacquire(argv[optind], opts->timeout, image);
	else
		*image = find_image(argv[optind]);
	if (rc == 0 && !*image) {
		printf("\"%s\": no such image\n", argv[optind]);
		rc = -ENOENT;
	}
	if (rc == 0)
		*fetched = (*image)->serial > serial;
	return rc;
}

/* Fetches an image or takes one that is there, which may be selected, too. */
static int fetch(int argc, char **argv, int select)
{
	static struct command_descriptor cmd =
		COMMAND_DESC(struct image_options, fetch_opts, 1,
			     MAX_ARGUMENTS, "<uri|image> [<arguments>...]");
	struct image_options opts;
	struct image *image;
	int fetched;
	int rc;

	rc = parse_options(argc, argv, &cmd, &opts);
	if (rc != 0)
		return rc;
	rc = acquire(&opts, argc, argv, 1, &image, &fetched);
	if (rc != 0)
		return rc;
	rc = set_options(image, &opts, argc, argv);
	if (rc == 0 && select)
		rc = image_select(image);
	if (rc != 0 && fetched)
		unregister_image(image);
	return rc;
}

/* Not a second time what a script has fetched under that name. */
static int initrd_exec(int argc, char **argv)
{
	return fetch(argc, argv, 0);
}

static int imgselect_exec(int argc, char **argv)
{
	return fetch(argc, argv, 1);
}

/* Always anew: an image of that name may be an old one. */
static int imgfetch_exec(int argc, char **argv)
{
	static struct command_descriptor cmd =
		COMMAND_DESC(struct image_options, fetch_opts, 1,
			     MAX_ARGUMENTS, "<uri> [<arguments>...]");
	struct image_options opts;
	struct image *image;
	int rc;

	rc = parse_options(argc, argv, &cmd, &opts);
	if (rc != 0)
		return rc;
	rc = imgdownload_string(argv[optind], opts.timeout, &image);
	if (rc != 0)
		return rc;
	rc = set_options(image, &opts, argc, argv);
	if (rc != 0)
		unregister_image(image);
	return rc;
}

/* Runs an image, now or in place of the running script. What was downloaded
 * for a failed attempt is freed. */
static int start(struct image *image, struct image_options *opts, int fetched)
{
	int rc;

	if (opts->replace) {
		rc = image_replace(image);
		if (rc == 0) {
			shell_stop(SHELL_STOP_SEQUENCE);
			return 0;
		}
		if (rc == -ENOTTY)
			printf("--replace works in scripts only\n");
		if (fetched)
			unregister_image(image);
		return rc;
	}
	/* With --autofree it is in no list afterwards. */
	image_get(image);
	rc = image_exec(image);
	if (rc != 0)
		printf("Could not boot %s: %s\n", image->name, strerror(rc));
	if (rc != 0 && fetched)
		unregister_image(image);
	image_put(image);
	return rc;
}

static int chain_exec(int argc, char **argv)
{
	static struct command_descriptor cmd =
		COMMAND_DESC(struct image_options, image_opts, 0,
			     MAX_ARGUMENTS, "[<uri|image>] [<arguments>...]");
	struct image_options opts;
	struct image *image;
	int fetched;
	int rc;

	rc = parse_options(argc, argv, &cmd, &opts);
	if (rc != 0)
		return rc;
	rc = acquire(&opts, argc, argv, 1, &image, &fetched);
	if (rc != 0)
		return rc;
	rc = set_options(image, &opts, argc, argv);
	if (rc != 0) {
		if (fetched)
			unregister_image(image);
		return rc;
	}
	return start(image, &opts, fetched);
}

static int imgargs_exec(int argc, char **argv)
{
	static struct command_descriptor cmd =
		COMMAND_DESC(struct image_options, fetch_opts, 1,
			     MAX_ARGUMENTS, "<uri|image> [<arguments>...]");
	struct image_options opts;
	struct image *image;
	int fetched;
	int rc;

	rc = parse_options(argc, argv, &cmd, &opts);
	if (rc != 0)
		return rc;
	rc = acquire(&opts, argc, argv, 1, &image, &fetched);
	if (rc != 0)
		return rc;
	if (opts.name && image_set_name(image, opts.name) != 0)
		return -ENOMEM;
	return set_args(image, argc - optind - 1, &argv[optind + 1]);
}

struct no_options {
	int dummy;
};

static const struct option_descriptor no_opts[0] = {};

/* Does something to the images named, or to all of them. */
static int for_images(int argc, char **argv, void (*action)(struct image *))
{
	static struct command_descriptor cmd =
		COMMAND_DESC(struct no_options, no_opts, 0, MAX_ARGUMENTS,
			     "[<image>...]");
	struct no_options opts;
	struct image *image, *tmp;
	int rc;

	rc = parse_options(argc, argv, &cmd, &opts);
	if (rc != 0)
		return rc;
	if (optind == argc) {
		for_each_image_safe(image, tmp)
			action(image);
		return 0;
	}
	for (; optind < argc; optind++) {
		image = find_image(argv[optind]);
		if (!image) {
			printf("\"%s\": no such image\n", argv[optind]);
			return -ENOENT;
		}
		action(image);
	}
	return 0;
}

static int imgstat_exec(int argc, char **argv)
{
	return for_images(argc, argv, imgstat);
}

/* A script that runs stays until it has ended. */
static void free_one(struct image *image)
{
	if (!(image->flags & IMAGE_EXECUTING))
		unregister_image(image);
}

static int imgfree_exec(int argc, char **argv)
{
	return for_images(argc, argv, free_one);
}

COMMAND(imgfetch, imgfetch_exec);
COMMAND(module, initrd_exec);
COMMAND(initrd, initrd_exec);
COMMAND(kernel, imgselect_exec);
COMMAND(imgselect, imgselect_exec);
COMMAND(imgload, imgselect_exec);
COMMAND(imgargs, imgargs_exec);
COMMAND(imgexec, chain_exec);
COMMAND(chain, chain_exec);
COMMAND(boot, chain_exec);
COMMAND(imgstat, imgstat_exec);
COMMAND(imgfree, imgfree_exec);
