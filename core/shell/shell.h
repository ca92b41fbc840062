/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_SHELL_H
#define SHELL_SHELL_H

#include <ipxe/settings.h>

struct command;

/* What the shell's own files share. */

/* A command by its exact name, or NULL. */
struct command *find_command(const char *name);
/* Runs a command with its words; an error after a message if there is
 * none. */
int run_command(int argc, char **argv);

/* Words with one space between them, up to a NULL. Allocated, or NULL. */
char *concat_args(char **args);

/* A setting as a user named it; text is allocated and holds the name. */
struct named_setting {
	char *text;
	struct settings *settings;
	struct setting setting;
};
/* 0 (free text afterwards), or a negative error after a message. */
int parse_setting(const char *text, int autovivify,
		  struct named_setting *named);

/* Says that a setting the user named was not stored, and why. */
void store_error(const char *name, const struct setting *setting, int rc);

#endif /* SHELL_SHELL_H */
