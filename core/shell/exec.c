/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Command lines. A line is divided into words at white space only: quotes and
 * backslashes are ordinary characters, as scripts for iPXE expect. The words
 * "&&", "||" and ";" separate commands, and a word that begins with "#" starts
 * a comment. Settings are expanded in each word separately, immediately before
 * the command runs, so that a value with blanks remains one word.
 */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/command.h>
#include <ipxe/errortab.h>
#include <ipxe/settings.h>
#include <ipxe/shell.h>
#include "shell.h"

/* Most commands that run inside of one another, as `time` and the prompt run others:
 * each needs stack. Images have a limit of their own, which is lower. */
#define NESTED_MAX 16

#define EINFO_ENOCOMMAND \
	__einfo_uniqify(EINFO_ENOEXEC, 0x10, "No such command")
#define ENOCOMMAND __einfo_error(EINFO_ENOCOMMAND)
#define EINFO_EEXIT \
	__einfo_uniqify(EINFO_EPERM, 0x10, "The script ended with an error")
#define EEXIT __einfo_error(EINFO_EEXIT)

struct errortab exec_errors[] __errortab = {
	__einfo_errortab(EINFO_ENOCOMMAND),
	__einfo_errortab(EINFO_EEXIT),
};

static enum shell_stop stopping;

void shell_stop(enum shell_stop stop)
{
	stopping = stop;
}

int shell_stopped(enum shell_stop stop)
{
	return stopping >= stop;
}

/* Bits of a negative error that no error uses. They carry the exit code. */
#define EXIT_CODE_MASK 0xff

int exit_result(unsigned int code)
{
	if (!code)
		return 0;
	return -(EEXIT | (code > EXIT_CODE_MASK ? EXIT_CODE_MASK : code));
}

unsigned int exit_code(int rc)
{
	if ((-rc & ~EXIT_CODE_MASK) == EEXIT)
		return -rc & EXIT_CODE_MASK;
	return rc != 0;
}

struct command *find_command(const char *name)
{
	struct command *command;

	for_each_table_entry(command, COMMANDS) {
		if (strcmp(command->name, name) == 0)
			return command;
	}
	return NULL;
}

/* --- unknown commands */

/* Longest name of a command for which similar names are searched. */
#define NAME_MAX 16

/* Returns how many letters have to be added, removed or replaced to turn one
 * name into the other (Levenshtein distance). */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[NAME_MAX + 1];
	size_t len = strlen(b);
	size_t i, j;

	if (strlen(a) > NAME_MAX || len > NAME_MAX)
		return NAME_MAX;
	for (j = 0; j <= len; j++)
		row[j] = j;
	for (i = 0; a[i]; i++) {
		unsigned int diagonal = row[0];

		row[0] = i + 1;
		for (j = 0; j < len; j++) {
			unsigned int best = diagonal + (a[i] != b[j]);

			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j + 1] + 1 < best)
				best = row[j + 1] + 1;
			diagonal = row[j + 1];
			row[j + 1] = best;
		}
	}
	return row[len];
}

/* Returns the name of a command that is similar enough to be what the user
 * meant, or NULL if there is none. */
static const char *nearest_command(const char *name)
{
	unsigned int limit = strlen(name) < 4 ? 1 : 2;
	struct command *command;
	const char *nearest = NULL;

	for_each_table_entry(command, COMMANDS) {
		unsigned int away = distance(name, command->name);

		if (away <= limit) {
			nearest = command->name;
			limit = away - 1;
			if (!away)
				break;
		}
	}
	return nearest;
}

int run_command(int argc, char **argv)
{
	static unsigned int depth;
	struct command *command = find_command(argv[0]);
	const char *nearest, *way_out;
	int rc;

	if (command) {
		rc = -ELOOP;
		if (depth++ < NESTED_MAX)
			rc = command->exec(argc, argv);
		depth--;
		return rc;
	}
	way_out = command_elsewhere(argv[0]);
	if (way_out) {
		printf("%s: %s (docs/shell.md)\n", argv[0], way_out);
		return -ENOTSUP;
	}
	nearest = nearest_command(argv[0]);
	if (nearest)
		printf("%s: no such command; did you mean \"%s\"?\n",
		       argv[0], nearest);
	else
		printf("%s: no such command; help lists them\n",
		       argv[0]);
	return -ENOCOMMAND;
}

/* --- lines */

static int is_operator(const char *word)
{
	return strcmp(word, "&&") == 0 || strcmp(word, "||") == 0 ||
	       strcmp(word, ";") == 0;
}

/* Divides the line into words in place, or only counts them if words is NULL.
 * Returns the number of words. */
static int split_words(char *line, char **words)
{
	int count = 0;

	while (1) {
		while (isspace(*line))
			line++;
		if (!*line || *line == '#')
			return count;
		if (words)
			words[count] = line;
		count++;
		while (*line && !isspace(*line))
			line++;
		if (words && *line)
			*line++ = '\0';
	}
}

/* Returns the reason for which the settings in a word could not be expanded. */
static const char *expand_error(int rc)
{
	if (rc == -ELOOP)
		return "settings nested too deep in ${...}, or without end";
	if (rc == -E2BIG)
		return "longer than 64 KiB with its settings expanded";
	return "not enough memory to expand settings";
}

/* Expands the settings in the words of one command and runs it. Returns its
 * result, or a negative error. */
static int run_words(char **words, int count)
{
	char **argv;
	int argc, rc = 0;

	if (!count)
		return 0;
	argv = zalloc((count + 1) * sizeof(*argv));
	if (!argv)
		return -ENOMEM;
	for (argc = 0; argc < count; argc++) {
		argv[argc] = expand_settings(words[argc]);
		if (!argv[argc]) {
			rc = -errno;
			printf("%s: %s\n", words[0], expand_error(rc));
			break;
		}
	}
	/* The command's name may be the value of a setting, which can be
	 * empty. */
	if (rc == 0 && *argv[0])
		rc = run_command(count, argv);
	if (rc != 0)
		errno = -rc;
	while (argc--)
		free(argv[argc]);
	free(argv);
	return rc;
}

/* Returns non-zero if the command after the operator runs, where rc is the
 * result of the command before it. */
static int wanted(const char *operator, int rc)
{
	if (!operator || operator[0] == ';')
		return 1;
	return operator[0] == '&' ? rc == 0 : rc != 0;
}

/* Runs the commands of a line. Returns the result of the last command that
 * ran. */
static int run_line(char **words, int count)
{
	const char *operator = NULL;
	int start, end, rc = 0;

	for (start = 0; start <= count; start = end + 1) {
		for (end = start; end < count && !is_operator(words[end]);
		     end++)
			;
		if (wanted(operator, rc)) {
			stopping = SHELL_CONTINUE;
			rc = run_words(words + start, end - start);
			if (shell_stopped(SHELL_STOP_COMMAND))
				break;
		}
		if (end < count)
			operator = words[end];
	}
	return rc;
}

int system(const char *command)
{
	char *line = strdup(command);
	char **words = NULL;
	int count, rc;

	if (!line)
		return -ENOMEM;
	count = split_words(line, NULL);
	words = malloc((count + 1) * sizeof(*words));
	rc = -ENOMEM;
	if (words) {
		split_words(line, words);
		rc = run_line(words, count);
		free(words);
	}
	free(line);
	return rc;
}
