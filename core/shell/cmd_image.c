/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Commands for images. Those that work on one image share their options and the
 * way in which they find the image: by its name, by downloading it, or by
 * taking the one that is selected.
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
#include "shell.h"

/* The options of these commands. Each command has only some of them. */
struct image_args {
	/* Non-zero if the image runs in place of the script that calls the
	 * command. */
	int in_place;
	/* Non-zero if the image is freed after it has run. */
	int run_once;
	/* Name that the image gets, or NULL if it keeps its own. */
	char *new_name;
	/* How long a download may make no progress, in ticks; 0 stands for the
	 * default. */
	unsigned long patience;
};

#define IMAGE_OPTION(name, letter, argument, member, parser)		\
	OPTION_DESC(name, letter, argument, struct image_args, member, parser)

/* Options of the commands that get an image but do not run it. */
#define FETCH_OPTIONS							\
	IMAGE_OPTION("name", 'n', required_argument, new_name,		\
		     parse_string),					\
	IMAGE_OPTION("timeout", 't', required_argument, patience,	\
		     parse_timeout),					\
	IMAGE_OPTION("autofree", 'a', no_argument, run_once, parse_flag)

static const struct option_descriptor fetch_options[] = {
	FETCH_OPTIONS,
};

static const struct option_descriptor run_options[] = {
	FETCH_OPTIONS,
	IMAGE_OPTION("replace", 'r', no_argument, in_place, parse_flag),
};

/* Sets the arguments of an image to an array of words that ends with NULL and
 * may be empty. Returns 0, or -ENOMEM. */
static int set_args(struct image *image, char **words)
{
	char *line = NULL;
	int rc;

	if (*words) {
		line = join_words(words);
		if (!line)
			return -ENOMEM;
	}
	rc = image_set_cmdline(image, line);
	free(line);
	return rc;
}

/* What a command on one image is asked to do. */
struct task {
	/* Its options. */
	struct image_args args;
	/* The image that it works on. */
	struct image *image;
	/* Non-zero if the image was downloaded by this command. */
	int is_new;
};

/* Finds the image with that name or, if name is NULL, the selected one.
 * Downloads an image that does not exist, and with anew any image, since an
 * existing one may be an old version. Returns 0, or a negative error. */
static int find(struct task *task, const char *name, int anew)
{
	task->image = NULL;
	task->is_new = 0;
	if (!name)
		task->image = find_image_tag_selected();
	else if (!anew)
		task->image = find_image(name);
	if (task->image)
		return 0;
	if (!name) {
		printf("Which image? Name one, or fetch one with kernel\n");
		return -ENOENT;
	}
	task->is_new = 1;
	return imgdownload_string(name, task->args.patience, &task->image);
}

/* Returns the result of the command, after freeing the image if the command has
 * failed and the image was downloaded by it. */
static int end(struct task *task, int rc)
{
	if (rc != 0 && task->is_new)
		unregister_image(task->image);
	return rc;
}

/* Parses the options and finds the image, then gives it the name and the
 * arguments that the command line contains. Returns 0, or a negative error. */
static int begin(struct task *task, int argc, char **argv,
		 struct command_descriptor *cmd, int anew)
{
	int rc = parse_options(argc, argv, cmd, &task->args);

	if (rc == 0)
		rc = find(task, argv[optind], anew);
	if (rc != 0)
		return rc;
	if (task->args.run_once)
		task->image->flags |= IMAGE_AUTO_UNREGISTER;
	if (task->args.new_name)
		rc = image_set_name(task->image, task->args.new_name);
	if (rc == 0 && argc > optind + 1)
		rc = set_args(task->image, &argv[optind + 1]);
	return end(task, rc);
}

static struct command_descriptor get_usage =
	COMMAND_DESC(struct image_args, fetch_options, 1, MAX_ARGUMENTS,
		     "<image or URI> [<argument>...]");

static int imgfetch_exec(int argc, char **argv)
{
	static struct command_descriptor usage =
		COMMAND_DESC(struct image_args, fetch_options, 1,
			     MAX_ARGUMENTS, "<URI> [<argument>...]");
	struct task task;

	return begin(&task, argc, argv, &usage, 1);
}

/* Uses an existing image of that name, so that a file which a script has
 * fetched already is not fetched again. */
static int initrd_exec(int argc, char **argv)
{
	struct task task;

	return begin(&task, argc, argv, &get_usage, 0);
}

static int kernel_exec(int argc, char **argv)
{
	struct task task;
	int rc = begin(&task, argc, argv, &get_usage, 0);

	return rc != 0 ? rc : end(&task, image_select(task.image));
}

/* Sets the arguments of an image. Unlike the other commands it removes them if
 * the command line has none. */
static int imgargs_exec(int argc, char **argv)
{
	struct task task;
	int rc = begin(&task, argc, argv, &get_usage, 0);

	if (rc == 0 && argc == optind + 1)
		rc = image_set_cmdline(task.image, NULL);
	return rc;
}

/* Makes the image run after the running script has ended. Returns 0, or a
 * negative error. */
static int run_next(struct image *image)
{
	int rc = image_replace(image);

	if (rc == 0)
		shell_stop(SHELL_STOP_SEQUENCE);
	if (rc == -ENOTTY)
		printf("--replace works in scripts only\n");
	return rc;
}

/* Runs the image as a part of the running script. Returns its result. */
static int run_now(struct image *image)
{
	int rc = image_exec(image);

	if (rc != 0)
		printf("%s: failed: %s\n", image->name, strerror(rc));
	return rc;
}

static int chain_exec(int argc, char **argv)
{
	static struct command_descriptor usage =
		COMMAND_DESC(struct image_args, run_options, 0, MAX_ARGUMENTS,
			     "[<image or URI> [<argument>...]]");
	struct task task;
	struct image *image;
	int rc = begin(&task, argc, argv, &usage, 0);

	if (rc != 0)
		return rc;
	/* The image needs a reference, because with --autofree it is in no list
	 * any more after it has run. */
	image = image_get(task.image);
	rc = end(&task, task.args.in_place ? run_next(image) : run_now(image));
	image_put(image);
	return rc;
}

struct no_options {};

static const struct option_descriptor no_options[] = {};

/* Applies an action to the images that are named, or to all images if none is.
 * Returns 0, or a negative error. */
static int for_images(int argc, char **argv, void (*action)(struct image *))
{
	static struct command_descriptor usage =
		COMMAND_DESC(struct no_options, no_options, 0, MAX_ARGUMENTS,
			     "[<image>...]");
	struct no_options none;
	struct image *image, *tmp;
	int rc = parse_options(argc, argv, &usage, &none);

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
			printf("%s: no image has that name; imgstat lists "
			       "them\n", argv[optind]);
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

/* Frees an image. The image of a running script stays in memory until the
 * script has ended. */
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
COMMAND(kernel, kernel_exec);
COMMAND(imgselect, kernel_exec);
COMMAND(imgload, kernel_exec);
COMMAND(imgset, initrd_exec);
COMMAND(imgargs, imgargs_exec);
COMMAND(imgexec, chain_exec);
COMMAND(chain, chain_exec);
COMMAND(boot, chain_exec);
COMMAND(imgstat, imgstat_exec);
COMMAND(imgfree, imgfree_exec);
