/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The commands params and param, which make lists of parameters that are sent
 * to an HTTP server. */

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <core/params.h>
#include <ipxe/command.h>
#include <ipxe/parseopt.h>
#include "shell.h"

/* The options of params. */
struct params_args {
	/* Name of the list, or NULL for the one without a name. */
	char *name;
	/* Non-zero if the list is deleted. */
	int delete;
};

static const struct option_descriptor params_options[] = {
	OPTION_DESC("name", 'n', required_argument, struct params_args, name,
		    parse_string),
	OPTION_DESC("delete", 'd', no_argument, struct params_args, delete,
		    parse_flag),
};

static struct command_descriptor params_usage =
	COMMAND_DESC(struct params_args, params_options, 0, 0, "");

static int params_exec(int argc, char **argv)
{
	struct params_args args;
	int rc = parse_options(argc, argv, &params_usage, &args);

	if (rc != 0)
		return rc;
	if (!args.delete)
		return params_begin(args.name);
	params_delete(args.name);
	return 0;
}

COMMAND(params, params_exec);

static const struct option_descriptor param_options[] = {
	OPTION_DESC("params", 'p', required_argument, struct params_args, name,
		    parse_string),
};

static struct command_descriptor param_usage =
	COMMAND_DESC(struct params_args, param_options, 1, MAX_ARGUMENTS,
		     "<name> [<value>...]");

static int param_exec(int argc, char **argv)
{
	struct params_args args;
	char *value;
	int rc = parse_options(argc, argv, &param_usage, &args);

	if (rc != 0)
		return rc;
	value = join_words(&argv[optind + 1]);
	if (!value)
		return -ENOMEM;
	rc = params_add(args.name, argv[optind], value);
	if (rc == -ENOENT)
		printf("param: no list; begin one with params\n");
	free(value);
	return rc;
}

COMMAND(param, param_exec);
