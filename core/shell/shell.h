/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_SHELL_H
#define SHELL_SHELL_H

#include <ipxe/settings.h>

struct command;
struct digest;

/* What the shell's own files share. */

/* Returns the command of exactly that name, or NULL. */
struct command *find_command(const char *name);
/* Runs a command with its words. Returns its result, or an error after a
 * message if there is no such command. */
int run_command(int argc, char **argv);

/* Returns what to do in place of a command that iPXE has and this program does
 * not, or NULL for other names. */
const char *command_elsewhere(const char *name);

/* Puts words, up to a NULL, into one line with a blank between them. Returns
 * allocated text, or NULL when out of memory. */
char *join_words(char **words);

/* Where a setting that a user has named is or will be. */
struct setting_place {
	/* The setting. */
	struct setting setting;
	/* The block that it is in. */
	struct settings *block;
	/* Allocated text, which contains the setting's name. */
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

/* Is the command of a digest: prints the digests of images, or stores one with
 * --set. Returns 0, or a negative error after a message. */
int shell_digest(int argc, char **argv, const struct digest *digest);

#endif /* SHELL_SHELL_H */
