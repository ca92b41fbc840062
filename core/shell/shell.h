/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_SHELL_H
#define SHELL_SHELL_H

#include <ipxe/settings.h>

struct command;
struct digest;

/* Declarations that only the files of the shell use. */

/* Returns the command with exactly that name, or NULL. */
struct command *find_command(const char *name);
/* Runs a command with its words. Returns its result, or an error after a
 * message if there is no such command. */
int run_command(int argc, char **argv);

/* Returns what the user can do instead of a command that exists in iPXE and not
 * in this program, or NULL for other names. */
const char *command_elsewhere(const char *name);

/* Joins the words of an array that ends with NULL into one line with a blank
 * between them. Returns allocated text, or NULL if there is no memory. */
char *join_words(char **words);

/* Place of a setting that a user has named, whether it is set or not. */
struct setting_place {
	/* The setting. */
	struct setting setting;
	/* The block that contains the setting or will contain it. */
	struct settings *block;
	/* Allocated text, into which the name of the setting points. */
	char *text;
};

/* Finds the place for a name such as "net0/ip:ipv4". With create, blocks that
 * do not exist are made. Returns 0, after which the caller frees place->text,
 * or a negative error after a message. */
int find_place(const char *text, int create, struct setting_place *place);

/* Prints that a setting which the user has named was not stored, and why. */
void store_error(const char *name, const struct setting *setting, int rc);
/* Stores text in the setting that a user has named. Returns 0, or a negative
 * error after a message. */
int store_named(const char *name, const char *value);

/* Prints the digests of images or, with --set, stores one in a setting. It is
 * the body of each command for a digest. Returns 0, or a negative error after a
 * message. */
int shell_digest(int argc, char **argv, const struct digest *digest);

#endif /* SHELL_SHELL_H */
