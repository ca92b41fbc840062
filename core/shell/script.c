/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Runs scripts, which are read line by line from the bytes of their image;
 * nothing changes the image meanwhile. The command goto moves the position from
 * which the next line is read. A line that ends with a backslash continues on
 * the next one.
 */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/image.h>
#include <ipxe/process.h>
#include <ipxe/script.h>
#include <ipxe/shell.h>

/* Length of the marks "#!ipxe" and "#!gpxe" with which scripts begin. */
#define MAGIC_LEN 6

/* A script that is running. */
struct script {
	/* The script that runs this one, or NULL. */
	struct script *caller;
	/* The image that contains the script. */
	struct image *image;
	/* The bytes of the script, without a NUL at the end. */
	const char *text;
	/* Their number. */
	size_t len;
	/* Index of the first byte of the next line. */
	size_t pos;
};

/* The script whose lines are being run, or NULL if there is none. */
static struct script *running;

/* --- lines */

/* Returns the length of the line that begins at pos, without its newline. */
static size_t line_len(const struct script *script, size_t pos)
{
	const char *start = script->text + pos;
	const char *end = memchr(start, '\n', script->len - pos);

	return end ? (size_t)(end - start) : script->len - pos;
}

/* Returns the position after a line and its newline, where the line begins at
 * pos and is len bytes long. */
static size_t after(const struct script *script, size_t pos, size_t len)
{
	return pos + len < script->len ? pos + len + 1 : script->len;
}

/* Returns the number of the line that begins at pos, counted from 1. */
static unsigned int line_number(const struct script *script, size_t pos)
{
	unsigned int number = 1;
	size_t i;

	for (i = 0; i < pos; i++)
		number += script->text[i] == '\n';
	return number;
}

/* Copies the line at script->pos and those that continue it, and moves
 * script->pos after them. Returns allocated text without the newline, or NULL
 * with a negative error in *rc. */
static char *next_line(struct script *script, int *rc)
{
	size_t start = script->pos;
	char *line = NULL;
	size_t used = 0;
	int more;

	do {
		const char *text = script->text + script->pos;
		size_t len = line_len(script, script->pos);
		char *grown;

		script->pos = after(script, script->pos, len);
		if (len && text[len - 1] == '\r')
			len--;
		more = len && text[len - 1] == '\\' &&
		       script->pos < script->len;
		if (more)
			len--;
		*rc = -E2BIG;
		if (len > SCRIPT_LINE_MAX - used) {
			printf("%s: line %d is longer than %d bytes\n",
			       script->image->name, line_number(script, start),
			       SCRIPT_LINE_MAX);
			goto err;
		}
		*rc = -ENOMEM;
		grown = realloc(line, used + len + 1);
		if (!grown)
			goto err;
		line = grown;
		memcpy(line + used, text, len);
		used += len;
		line[used] = '\0';
	} while (more);
	return line;

err:
	free(line);
	return NULL;
}

/* --- labels */

/* Returns non-zero if the line that begins at pos contains the label. */
static int is_label(const struct script *script, size_t pos, size_t len,
		    const char *label)
{
	const char *text = script->text + pos;
	const char *end = text + len;
	size_t label_len = strlen(label);

	while (text < end && isspace(*text))
		text++;
	if (text == end || *text++ != ':')
		return 0;
	if ((size_t)(end - text) < label_len ||
	    memcmp(text, label, label_len) != 0)
		return 0;
	text += label_len;
	return text == end || isspace(*text);
}

int script_goto(const char *label)
{
	struct script *script = running;
	size_t pos, len;

	if (!script) {
		printf("goto: only in scripts\n");
		return -ENOTTY;
	}
	for (pos = 0; pos < script->len; pos = after(script, pos, len)) {
		len = line_len(script, pos);
		if (!*label || !is_label(script, pos, len, label))
			continue;
		/* The line with the label is run next, because a command may
		 * follow the label on it. */
		script->pos = pos;
		return 0;
	}
	printf("goto: %s has no label \":%s\"\n", script->image->name, label);
	return -ENOENT;
}

int script_running(void)
{
	return running != NULL;
}

struct script *script_suspend(void)
{
	struct script *script = running;

	running = NULL;
	return script;
}

void script_resume(struct script *script)
{
	running = script;
}

/* --- running */

static int run_line(struct script *script)
{
	size_t start = script->pos;
	const char *text;
	char *line;
	int rc;

	line = next_line(script, &rc);
	if (!line)
		return rc;
	for (text = line; isspace(*text); text++)
		;
	/* The label is skipped, as a command may follow it on the same line. */
	if (*text == ':') {
		while (*text && !isspace(*text))
			text++;
	}
	rc = system(text);
	if (rc != 0 && !shell_stopped(SHELL_STOP_SEQUENCE))
		printf("%s: stopped at line %d: %s\n", script->image->name,
		       line_number(script, start), strerror(rc));
	free(line);
	return rc;
}

/* Runs the lines of a script until it ends. Returns the result of the last
 * command. */
static int run_script(struct script *script)
{
	size_t before;
	int rc = 0;

	while (script->pos < script->len) {
		before = script->pos;
		shell_stop(SHELL_CONTINUE);
		rc = run_line(script);
		if (rc != 0 || shell_stopped(SHELL_STOP_SEQUENCE))
			break;
		/* A script that has jumped backwards may loop forever, so that
		 * the user has to be able to interrupt it. */
		if (script->pos <= before && step_interrupted()) {
			printf("%s: interrupted\n", script->image->name);
			rc = -ECANCELED;
			break;
		}
	}
	return rc;
}

static int script_exec(struct image *image)
{
	struct script script = {
		.caller = running,
		.image = image,
		.text = image->data,
		.len = image->len,
	};
	int rc;

	running = &script;
	image_get(image);
	rc = run_script(&script);
	image_put(image);
	running = script.caller;

	/* The command that has ended this script does not end the one that
	 * called it. */
	shell_stop(SHELL_CONTINUE);
	return rc;
}

static int script_probe(struct image *image)
{
	const char *text = image->data;

	/* Scripts from the time when iPXE was called gPXE have a mark with that
	 * name. */
	if (image->len < MAGIC_LEN ||
	    (memcmp(text, "#!ipxe", MAGIC_LEN) != 0 &&
	     memcmp(text, "#!gpxe", MAGIC_LEN) != 0))
		return -ENOEXEC;
	if (image->len > MAGIC_LEN && !isspace(text[MAGIC_LEN]))
		return -ENOEXEC;
	if (image->len > SCRIPT_MAX) {
		printf("%s: a script of %d bytes is too large, the limit is "
		       "%d\n", image->name, (int)image->len, SCRIPT_MAX);
		return -EFBIG;
	}
	return 0;
}

struct image_type script_image_type __image_type(PROBE_NORMAL) = {
	.name = "script",
	.probe = script_probe,
	.exec = script_exec,
};
