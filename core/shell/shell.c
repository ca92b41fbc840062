/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The prompt, and the commands that wait for the user: shell, prompt, read. */

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
	/* What ended the prompt does not end the script that called it. */
	shell_stop(SHELL_CONTINUE);
	script_resume(outer);
	return result;
}

struct no_options {};

static struct option_descriptor no_opts[] = {};

static struct command_descriptor shell_cmd =
	COMMAND_DESC(struct no_options, no_opts, 0, 0, "");

static int shell_exec(int argc, char **argv)
{
	struct no_options opts;
	int rc = parse_options(argc, argv, &shell_cmd, &opts);

	return rc != 0 ? rc : shell();
}

COMMAND(shell, shell_exec);

/* --- prompt */

struct prompt_options {
	unsigned int key;
	unsigned long timeout;
};

static struct option_descriptor prompt_opts[] = {
	OPTION_DESC("key", 'k', required_argument, struct prompt_options, key,
		    parse_key),
	OPTION_DESC("timeout", 't', required_argument, struct prompt_options,
		    timeout, parse_timeout),
};

static struct command_descriptor prompt_cmd =
	COMMAND_DESC(struct prompt_options, prompt_opts, 0, MAX_ARGUMENTS,
		     "[<text>...]");

static int prompt_exec(int argc, char **argv)
{
	struct prompt_options opts;
	unsigned int key;
	char *text;
	int rc = parse_options(argc, argv, &prompt_cmd, &opts);

	if (rc != 0)
		return rc;
	text = concat_args(&argv[optind]);
	if (!text)
		return -ENOMEM;
	printf("%s", text);
	free(text);
	console_flush();
	key = getkey(opts.timeout);
	printf("\n");
	if (!key)
		return -ETIMEDOUT;
	if (opts.key && key != opts.key)
		return -ECANCELED;
	return !opts.key && key == CTRL_C ? -ECANCELED : 0;
}

COMMAND(prompt, prompt_exec);

/* --- read */

static struct command_descriptor read_cmd =
	COMMAND_DESC(struct no_options, no_opts, 1, 1, "<setting>");

static int read_exec(int argc, char **argv)
{
	struct no_options opts;
	struct named_setting named;
	char *old, *line;
	int rc = parse_options(argc, argv, &read_cmd, &opts);

	if (rc != 0)
		return rc;
	rc = parse_setting(argv[optind], 1, &named);
	if (rc != 0)
		return rc;
	fetchf_setting_copy(named.settings, &named.setting, NULL, NULL, &old);
	rc = readline_edit("", old, NULL, &line);
	free(old);
	if (rc == 0) {
		rc = storef_setting(named.settings, &named.setting, line);
		if (rc != 0)
			store_error(argv[optind], &named.setting, rc);
		free(line);
	}
	free(named.text);
	return rc;
}

COMMAND(read, read_exec);
