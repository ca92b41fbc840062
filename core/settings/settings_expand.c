/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Replaces ${name} in command lines by the value of that setting. The text is read
 * from left to right. When a "}" closes a "${", the value takes the place of both
 * and of the name between them. Reading continues at the start of the value, as
 * users of iPXE expect that values may contain ${name} themselves. Three limits
 * keep this finite: the length of the text, the number of names that are open at a
 * time, and the number of names that are replaced.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/settings.h>

/* Most names that are replaced in one text. */
#define REPLACED_MAX 4096

/* A text while its names are being replaced. */
struct expansion {
	/* The text, in allocated memory. */
	char *text;
	/* Its length without the NUL. */
	size_t len;
	/* Position of the character that is read next. */
	size_t pos;
	/* Positions of the "${" that are not closed yet. */
	size_t open[EXPAND_DEPTH];
	/* Number of positions in open[]. */
	unsigned int depth;
	/* Number of names that were replaced so far. */
	unsigned int replaced;
};

/* Replaces the bytes from start up to end by a value. Returns 0, or a negative
 * error. */
static int replace(struct expansion *exp, size_t start, size_t end,
		   const char *value)
{
	size_t value_len = strlen(value);
	size_t tail = exp->len - end;
	char *grown;

	if (value_len > EXPAND_MAX || start + tail > EXPAND_MAX - value_len)
		return -E2BIG;
	if (value_len > end - start) {
		grown = realloc(exp->text, start + value_len + tail + 1);
		if (!grown)
			return -ENOMEM;
		exp->text = grown;
	}
	memmove(exp->text + start + value_len, exp->text + end, tail + 1);
	memcpy(exp->text + start, value, value_len);
	exp->len = start + value_len + tail;
	return 0;
}

/* Fetches the value of a setting into allocated memory; *value becomes NULL if the
 * setting does not exist. Returns 0, or -ENOMEM. */
static int look_up(const char *name, size_t len, char **value)
{
	struct settings *settings;
	struct setting setting;
	char *copy = strndup(name, len);
	int rc;

	*value = NULL;
	if (!copy)
		return -ENOMEM;
	rc = parse_setting_name(copy, 0, &settings, &setting);
	if (rc == 0)
		rc = fetchf_setting_copy(settings, &setting, NULL, NULL,
					 value);
	free(copy);
	return rc == -ENOMEM ? rc : 0;
}

/* Replaces the innermost open name, which the "}" at exp->pos closes.
 * Returns 0, or a negative error. */
static int close_name(struct expansion *exp)
{
	size_t start = exp->open[--exp->depth];
	size_t name = start + 2;
	char *value;
	int rc;

	if (exp->replaced++ == REPLACED_MAX)
		return -ELOOP;
	rc = look_up(exp->text + name, exp->pos - name, &value);
	if (rc == 0)
		rc = replace(exp, start, exp->pos + 1, value ? value : "");
	free(value);
	/* A "$" before the value may form "${" with the value's first
	 * character. */
	exp->pos = start ? start - 1 : 0;
	return rc;
}

/* Replaces all names of a text. Returns 0, or a negative error. */
static int expand(struct expansion *exp)
{
	int rc = 0;

	while (rc == 0 && exp->pos < exp->len) {
		const char *here = exp->text + exp->pos;

		if (here[0] == '}' && exp->depth) {
			rc = close_name(exp);
		} else if (here[0] == '$' && here[1] == '{') {
			if (exp->depth == EXPAND_DEPTH)
				return -ELOOP;
			exp->open[exp->depth++] = exp->pos;
			exp->pos += 2;
		} else {
			exp->pos++;
		}
	}
	return rc;
}

char *expand_settings(const char *string)
{
	struct expansion exp = { .len = strlen(string) };
	int rc;

	rc = -E2BIG;
	if (exp.len > EXPAND_MAX)
		goto err;
	rc = -ENOMEM;
	exp.text = strdup(string);
	if (!exp.text)
		goto err;
	rc = expand(&exp);
	if (rc != 0)
		goto err;
	return exp.text;

err:
	free(exp.text);
	errno = -rc;
	return NULL;
}
