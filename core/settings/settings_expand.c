/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * ${name} in command lines. The text is read from left to right. Where a "}" ends
 * an open "${", the value takes the place of both and of the name between them,
 * and reading goes on at the start of the value: users of iPXE expect that values
 * may hold names themselves. Three limits keep this finite: the length of the
 * text, the names open at a time, and the names replaced in all.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/settings.h>

/* Most names that are replaced in one text. */
#define REPLACED_MAX 4096

struct expansion {
	char *text;
	size_t len;
	/* Position of what is read next. */
	size_t pos;
	/* Positions of the "${" that are not closed yet. */
	size_t open[EXPAND_DEPTH];
	unsigned int depth;
	unsigned int replaced;
};

/* Puts a value in place of the bytes from start to end. Returns 0, or a
 * negative error. */
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

/* Looks up a value, which is allocated; *value is NULL where there is none.
 * Returns 0, or a negative error. */
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
	/* A "$" before the value may go with what the value begins with. */
	exp->pos = start ? start - 1 : 0;
	return rc;
}

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
