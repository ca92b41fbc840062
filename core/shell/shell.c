/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The prompt of the shell and the commands shell, prompt and read, which wait
 * for the user. */

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/command.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include <ipxe/parseopt.h>
#include <core/readline.h>
#include <ipxe/script.h>
#include <ipxe/settings.h>
#include <ipxe/shell.h>
#include "shell.h"

#define PROMPT "multiboot> "

static struct readline_history history;

int shell(void)
{
	struct script *outer = script_suspend();
	char *line;
	int rc, result = 0;

	shell_stop(SHELL_CONTINUE);
	while (1) {
		rc = readline_edit(PROMPT, NULL, &history, &line);
		if (rc == -ECANCELED)
			continue;
		if (rc != 0) {
			result = rc == -EPIPE ? 0 : rc;
			break;
		}
		rc = system(line);
		free(line);
		if (shell_stopped(SHELL_STOP_SEQUENCE)) {
			result = rc;
			break;
		}
	}
	/* The command that has ended the prompt does not end the script that
	 * called it. */
	shell_stop(SHELL_CONTINUE);
	script_resume(outer);
	return result;
}

struct no_options {};

static struct option_descriptor no_options[] = {};

static struct command_descriptor shell_usage =
	COMMAND_DESC(struct no_options, no_options, 0, 0, "");

static int shell_exec(int argc, char **argv)
{
	struct no_options none;
	int rc = parse_options(argc, argv, &shell_usage, &none);

	return rc != 0 ? rc : shell();
}

COMMAND(shell, shell_exec);

/* --- prompt */

/* The options of prompt. */
struct prompt_args {
	/* How long to wait for a key, in ticks; 0 stands for no limit. */
	unsigned long wait;
	/* The key that the user has to press, or 0 if any key will do. */
	unsigned int wanted;
};

static struct option_descriptor prompt_options[] = {
	OPTION_DESC("timeout", 't', required_argument, struct prompt_args,
		    wait, parse_timeout),
	OPTION_DESC("key", 'k', required_argument, struct prompt_args,
		    wanted, parse_key),
};

static struct command_descriptor prompt_usage =
	COMMAND_DESC(struct prompt_args, prompt_options, 0, MAX_ARGUMENTS,
		     "[<text>...]");

static int prompt_exec(int argc, char **argv)
{
	struct prompt_args args;
	unsigned int key;
	char *text;
	int rc = parse_options(argc, argv, &prompt_usage, &args);

	if (rc != 0)
		return rc;
	text = join_words(&argv[optind]);
	if (!text)
		return -ENOMEM;
	printf("%s", text);
	free(text);
	console_flush();
	key = getkey(args.wait);
	printf("\n");
	if (!key)
		return -ETIMEDOUT;
	if (args.wanted && key != args.wanted)
		return -ECANCELED;
	return !args.wanted && key == CTRL_C ? -ECANCELED : 0;
}

COMMAND(prompt, prompt_exec);

/* --- read */

static struct command_descriptor read_usage =
	COMMAND_DESC(struct no_options, no_options, 1, 1, "<setting>");

static int read_exec(int argc, char **argv)
{
	struct no_options none;
	struct setting_place place;
	char *old, *line;
	int rc = parse_options(argc, argv, &read_usage, &none);

	if (rc != 0)
		return rc;
	rc = find_place(argv[optind], 1, &place);
	if (rc != 0)
		return rc;
	fetchf_setting_copy(place.block, &place.setting, NULL, NULL, &old);
	rc = readline_edit("", old, NULL, &line);
	free(old);
	if (rc == 0) {
		rc = storef_setting(place.block, &place.setting, line);
		if (rc != 0)
			store_error(argv[optind], &place.setting, rc);
		free(line);
	}
	free(place.text);
	return rc;
}

COMMAND(read, read_exec);
