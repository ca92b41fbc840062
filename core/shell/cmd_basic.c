/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The commands echo, goto, exit and sleep, which are mostly used in scripts,
 * and the command help. */

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <ipxe/command.h>
#include <ipxe/console.h>
#include <ipxe/parseopt.h>
#include <ipxe/script.h>
#include <ipxe/shell.h>
#include "shell.h"

struct no_options {};

static struct option_descriptor no_options[] = {};

/* --- echo */

struct echo_args {
	/* Non-zero if no newline is printed after the text. */
	int go_on;
};

static struct option_descriptor echo_options[] = {
	OPTION_DESC("n", 'n', no_argument, struct echo_args, go_on,
		    parse_flag),
};

static struct command_descriptor echo_usage =
	COMMAND_DESC(struct echo_args, echo_options, 0, MAX_ARGUMENTS,
		     "[<text>...]");

static int echo_exec(int argc, char **argv)
{
	struct echo_args args;
	char *line;
	int rc = parse_options(argc, argv, &echo_usage, &args);

	if (rc != 0)
		return rc;
	line = join_words(&argv[optind]);
	if (!line)
		return -ENOMEM;
	printf("%s%s", line, args.go_on ? "" : "\n");
	console_flush();
	free(line);
	return 0;
}

COMMAND(echo, echo_exec);

/* --- goto */

static struct command_descriptor goto_usage =
	COMMAND_DESC(struct no_options, no_options, 1, 1, "<label>");

static int goto_exec(int argc, char **argv)
{
	struct no_options none;
	int rc = parse_options(argc, argv, &goto_usage, &none);

	if (rc != 0)
		return rc;
	rc = script_goto(argv[optind]);
	if (rc == 0)
		shell_stop(SHELL_STOP_COMMAND);
	return rc;
}

COMMAND(goto, goto_exec);

/* --- exit */

static struct command_descriptor exit_usage =
	COMMAND_DESC(struct no_options, no_options, 0, 1, "[<status>]");

static int exit_exec(int argc, char **argv)
{
	struct no_options none;
	unsigned int code = 0;
	int rc = parse_options(argc, argv, &exit_usage, &none);

	if (rc != 0)
		return rc;
	if (optind < argc) {
		rc = parse_integer(argv[optind], &code);
		if (rc != 0)
			return rc;
	}
	shell_stop(SHELL_STOP_SEQUENCE);
	return exit_result(code);
}

COMMAND(exit, exit_exec);

/* --- sleep */

static struct command_descriptor sleep_usage =
	COMMAND_DESC(struct no_options, no_options, 1, 1, "<seconds>");

static int sleep_exec(int argc, char **argv)
{
	struct no_options none;
	unsigned int seconds;
	int rc = parse_options(argc, argv, &sleep_usage, &none);

	if (rc != 0)
		return rc;
	rc = parse_integer(argv[optind], &seconds);
	if (rc != 0)
		return rc;
	return sleep(seconds) ? -ECANCELED : 0;
}

COMMAND(sleep, sleep_exec);

/* --- help */

static struct command_descriptor help_usage =
	COMMAND_DESC(struct no_options, no_options, 0, 1, "[<command>]");

#define HELP_COLUMNS 5
#define HELP_WIDTH 16

/* Prints how a command is used. Returns 0, or a negative error after a message
 * if there is no such command. */
static int help_on(const char *name)
{
	char *argv[] = { (char *)name, "--help", NULL };
	struct command *command = find_command(name);

	if (!command) {
		printf("%s: no such command\n", name);
		return -ENOENT;
	}
	command->exec(2, argv);
	return 0;
}

/* Returns the command whose name comes next after the given name in the
 * alphabet, or NULL if there is none. */
static struct command *next_command(const char *name)
{
	struct command *command, *best = NULL;

	for_each_table_entry(command, COMMANDS) {
		if (name && strcmp(command->name, name) <= 0)
			continue;
		if (!best || strcmp(command->name, best->name) < 0)
			best = command;
	}
	return best;
}

static int help_exec(int argc, char **argv)
{
	struct no_options none;
	struct command *command;
	unsigned int column = 0;
	int rc = parse_options(argc, argv, &help_usage, &none);

	if (rc != 0)
		return rc;
	if (optind < argc)
		return help_on(argv[optind]);
	for (command = next_command(NULL); command;
	     command = next_command(command->name)) {
		if (++column % HELP_COLUMNS)
			printf("%-*s", HELP_WIDTH, command->name);
		else
			printf("%s\n", command->name);
	}
	if (column % HELP_COLUMNS)
		printf("\n");
	printf("\"help <command>\" or \"<command> --help\" shows its usage.\n");
	return 0;
}

COMMAND(help, help_exec);
