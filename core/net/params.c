/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Lists of parameters. Each is kept as the text that goes to the server, with a
 * "&" before each parameter. A list stays until another one takes its place, so
 * that a script can ask again.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <core/params.h>
#include <ipxe/list.h>
#include <ipxe/uri.h>

#define FRAGMENT "#params"

/* A list of parameters. */
struct params {
	/* The entry in the list of all lists. */
	struct list_head list;
	/* The parameters as they are sent, in memory of their own. */
	char *text;
	/* Length of text in bytes, without the NUL. */
	size_t len;
	/* The name of the list, which may be empty. */
	char name[];
};

static LIST_HEAD(all_params);

static struct params *find(const char *name)
{
	struct params *params;

	list_for_each_entry(params, &all_params, list) {
		if (strcmp(params->name, name ? name : "") == 0)
			return params;
	}
	return NULL;
}

void params_delete(const char *name)
{
	struct params *params = find(name);

	if (!params)
		return;
	list_del(&params->list);
	free(params->text);
	free(params);
}

int params_begin(const char *name)
{
	struct params *params;

	if (!name)
		name = "";
	params_delete(name);
	params = zalloc(sizeof(*params) + strlen(name) + 1);
	if (!params)
		return -ENOMEM;
	strcpy(params->name, name);
	list_add_tail(&params->list, &all_params);
	return 0;
}

/* Appends a mark and text with everything encoded that could be taken for
 * another mark. */
static int append(struct params *params, char mark, const char *text)
{
	/* A port is written after a colon, whose place the mark takes, and
	 * stands for itself where it has letters and digits alone. */
	const struct uri part = { .port = text };
	size_t len = format_uri(&part, NULL, 0);
	char *grown = realloc(params->text, params->len + len + 1);

	if (!grown)
		return -ENOMEM;
	format_uri(&part, grown + params->len, len + 1);
	grown[params->len] = mark;
	params->text = grown;
	params->len += len;
	return 0;
}

int params_add(const char *name, const char *key, const char *value)
{
	struct params *params = find(name);
	size_t before;
	int rc;

	if (!params)
		return -ENOENT;
	before = params->len;
	rc = append(params, '&', key);
	if (rc == 0)
		rc = append(params, '=', value);
	/* The next parameter is written over what is left of one that failed. */
	if (rc != 0)
		params->len = before;
	return rc;
}

int params_wanted(const struct uri *uri)
{
	return uri->fragment &&
	       strncmp(uri->fragment, FRAGMENT, sizeof(FRAGMENT) - 1) == 0;
}

char *params_body(const struct uri *uri)
{
	const char *name = uri->fragment + sizeof(FRAGMENT) - 1;
	struct params *params = find(*name == '=' ? name + 1 : name);

	if (!params)
		return NULL;
	return params->len ? strndup(params->text + 1, params->len - 1) :
			     strdup("");
}
