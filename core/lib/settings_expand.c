/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * ${name} in command lines, from left to right in one pass: where a "}" ends
 * an open "${", what stands between (already expanded itself) is a name, and
 * its value takes the place of both. Values are not looked at again, so that
 * time and memory follow from the length of the line.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/settings.h>

struct expansion {
	char *text;		/* what has been made so far */
	size_t len;
	size_t room;
	size_t open[EXPAND_DEPTH];	/* where the "${" not closed yet are */
	unsigned int depth;
};

static int append(struct expansion *exp, const char *text, size_t len)
{
	size_t room = exp->room ? exp->room : 64;
	char *grown;

	if (len > EXPAND_MAX - exp->len)
		return -E2BIG;
	while (room <= exp->len + len)
		room *= 2;
	if (room > exp->room) {
		grown = realloc(exp->text, room);
		if (!grown)
			return -ENOMEM;
		exp->text = grown;
		exp->room = room;
	}
	memcpy(exp->text + exp->len, text, len);
	exp->len += len;
	exp->text[exp->len] = '\0';
	return 0;
}

/* Puts the value of the innermost open name in its place. */
static int close_name(struct expansion *exp)
{
	size_t start = exp->open[--exp->depth];
	struct settings *settings;
	struct setting setting;
	char *value = NULL;
	int rc;

	rc = parse_setting_name(exp->text + start + 2, 0, &settings, &setting);
	if (rc == 0)
		rc = fetchf_setting_copy(settings, &setting, NULL, NULL,
					 &value);
	exp->len = start;
	exp->text[start] = '\0';
	if (rc == -ENOMEM)
		return rc;
	rc = value ? append(exp, value, strlen(value)) : 0;
	free(value);
	return rc;
}

static int expand_into(struct expansion *exp, const char *string)
{
	int rc = append(exp, "", 0);

	while (rc == 0 && *string) {
		if (string[0] == '$' && string[1] == '{') {
			if (exp->depth == EXPAND_DEPTH)
				return -ELOOP;
			exp->open[exp->depth++] = exp->len;
			rc = append(exp, string, 2);
			string += 2;
		} else if (*string == '}' && exp->depth) {
			rc = close_name(exp);
			string++;
		} else {
			rc = append(exp, string++, 1);
		}
	}
	return rc;
}

char *expand_settings(const char *string)
{
	struct expansion exp = { .text = NULL };
	int rc = expand_into(&exp, string);

	if (rc != 0) {
		free(exp.text);
		errno = -rc;
		return NULL;
	}
	return exp.text;
}
