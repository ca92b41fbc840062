/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The command login, which asks for a user name and a password and stores them
 * in the settings username and password. */

#include <getopt.h>
#include <stdlib.h>
#include <ipxe/command.h>
#include <ipxe/parseopt.h>
#include <core/readline.h>
#include <ipxe/settings.h>
#include "screen.h"

#define USERNAME_ROW 5
#define PASSWORD_ROW 7

/* Lets the user type a name, which starts as the current value of the setting
 * username, and a password. Both are allocated. Returns 0, -ECANCELED for
 * Ctrl-C, or -ENOMEM. */
static int fill_in(char **username, char **password)
{
	struct screen_list form = { .title = "Login" };
	char *old;
	int rc;

	fetch_string_setting_copy(NULL, &username_setting, &old);
	screen_draw(&form);
	screen_edit(USERNAME_ROW);
	rc = readline_edit("Username: ", old, NULL, username);
	free(old);
	if (rc == 0) {
		screen_edit(PASSWORD_ROW);
		rc = readline_secret("Password: ", password);
	}
	screen_clear();
	return rc;
}

struct no_options {};

static struct option_descriptor no_opts[] = {};

static struct command_descriptor login_cmd =
	COMMAND_DESC(struct no_options, no_opts, 0, 0, "");

static int login_exec(int argc, char **argv)
{
	char *username = NULL, *password = NULL;
	struct no_options opts;
	int rc = parse_options(argc, argv, &login_cmd, &opts);

	if (rc != 0)
		return rc;
	rc = fill_in(&username, &password);
	if (rc == 0)
		rc = storef_setting(NULL, &username_setting, username);
	if (rc == 0)
		rc = storef_setting(NULL, &password_setting, password);
	free(username);
	free(password);
	return rc;
}

COMMAND(login, login_exec);
