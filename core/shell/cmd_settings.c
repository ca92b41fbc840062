/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The commands set, clear, show, inc, read, isset and iseq, which work on
 * settings. */

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/numbers.h>
#include <ipxe/command.h>
#include <ipxe/console.h>
#include <ipxe/errortab.h>
#include <ipxe/parseopt.h>
#include <ipxe/settings.h>
#include "shell.h"

struct no_options {};

static struct option_descriptor no_options[] = {};

char *join_words(char **words)
{
	size_t len = 0;
	char *line, *end;
	unsigned int i;

	for (i = 0; words[i]; i++)
		len += strlen(words[i]) + 1;
	end = line = malloc(len + 1);
	if (!line)
		return NULL;
	for (i = 0; words[i]; i++) {
		strcpy(end, words[i]);
		end += strlen(end);
		*end++ = ' ';
	}
	/* The NUL replaces the blank after the last word. */
	line[len ? len - 1 : 0] = '\0';
	return line;
}

int find_place(const char *text, int create, struct setting_place *place)
{
	int rc = -ENOMEM;

	place->text = strdup(text);
	if (place->text)
		rc = parse_setting_name(place->text, create, &place->block,
					&place->setting);
	if (rc == 0)
		return 0;
	printf("%s: %s\n", text,
	       rc == -ENODEV ? "no settings block has that name" :
	       rc == -EINVAL ? "no name of a setting, or an unknown type" :
	       strerror(rc));
	free(place->text);
	return rc;
}

void store_error(const char *name, const struct setting *setting, int rc)
{
	printf("%s: not stored: %s", name, strerror(rc));
	if (errno_posix(rc) == errno_posix(EINVAL) && setting->type)
		printf("; write it as %s", setting->type->name);
	printf("\n");
}

int store_named(const char *name, const char *value)
{
	struct setting_place place;
	int rc = find_place(name, 1, &place);

	if (rc != 0)
		return rc;
	rc = storef_setting(place.block, &place.setting, value);
	if (rc != 0)
		store_error(name, &place.setting, rc);
	free(place.text);
	return rc;
}

/* --- set */

static struct command_descriptor set_usage =
	COMMAND_DESC(struct no_options, no_options, 1, MAX_ARGUMENTS,
		     "<setting> [<value>...]");

static int set_exec(int argc, char **argv)
{
	struct no_options none;
	char *value;
	int rc = parse_options(argc, argv, &set_usage, &none);

	if (rc != 0)
		return rc;
	value = join_words(&argv[optind + 1]);
	if (!value)
		return -ENOMEM;
	rc = store_named(argv[optind], value);
	free(value);
	return rc;
}

COMMAND(set, set_exec);

/* --- clear */

static struct command_descriptor clear_usage =
	COMMAND_DESC(struct no_options, no_options, 1, 1, "<setting>");

static int clear_exec(int argc, char **argv)
{
	struct no_options none;
	struct setting_place place;
	int rc = parse_options(argc, argv, &clear_usage, &none);

	if (rc != 0)
		return rc;
	rc = find_place(argv[optind], 0, &place);
	if (rc != 0)
		return rc;
	/* The setting is deleted from the block that was named, and other
	 * blocks are not searched for it. */
	rc = delete_setting(place.block, &place.setting);
	if (rc != 0)
		printf("%s: not cleared: %s\n", argv[optind], strerror(rc));
	free(place.text);
	return rc;
}

COMMAND(clear, clear_exec);

/* --- show */

static struct command_descriptor show_usage =
	COMMAND_DESC(struct no_options, no_options, 1, 1, "<setting>");

static int show_exec(int argc, char **argv)
{
	struct no_options none;
	struct setting_place place;
	struct settings *origin;
	struct setting fetched;
	char *value;
	int rc = parse_options(argc, argv, &show_usage, &none);

	if (rc != 0)
		return rc;
	rc = find_place(argv[optind], 0, &place);
	if (rc != 0)
		return rc;
	rc = fetchf_setting_copy(place.block, &place.setting, &origin,
				 &fetched, &value);
	if (rc < 0) {
		printf("%s: %s\n", argv[optind], strerror(rc));
	} else {
		const char *block = settings_name(origin);

		/* A value from a server may contain control characters, which
		 * must not get to the terminal. */
		replace_controls(value);
		printf("%s%s%s:%s = %s\n", block, *block ? "/" : "",
		       setting_label(&fetched), fetched.type->name, value);
		free(value);
		rc = 0;
	}
	free(place.text);
	return rc;
}

COMMAND(show, show_exec);

/* --- inc */

static struct command_descriptor inc_usage =
	COMMAND_DESC(struct no_options, no_options, 1, 2,
		     "<setting> [<increment>]");

/* Adds step to a number, which wraps around at the width of its type. A setting
 * that does not exist counts as 0, and a number that is stored as text remains
 * text. Returns 0, or a negative error. */
static int increment(struct setting_place *place, int64_t step)
{
	uint8_t raw[sizeof(uint32_t)];
	struct setting fetched;
	struct settings *origin;
	char text[sizeof("-2147483648")];
	int64_t value = 0;
	int is_signed = 1;
	size_t width;
	int rc;

	fetched = place->setting;
	rc = fetch_setting(place->block, &place->setting, &origin,
			   &fetched, raw, sizeof(raw));
	if (rc < 0) {
		origin = place->block;
		fetched = place->setting;
	}
	if (!fetched.type && rc < 0)
		fetched.type = &setting_type_int32;
	width = fetched.type ? number_width(fetched.type, &is_signed) : 0;
	if (width) {
		if (rc > (int)sizeof(raw))
			return -ERANGE;
		if (rc > 0)
			decode_number(raw, rc, is_signed, &value);
		encode_number(value + step, width, raw);
		return store_setting(origin, &fetched, raw, width);
	}
	rc = fetch_string_setting(origin, &fetched, text, sizeof(text));
	if (rc >= (int)sizeof(text))
		return -ENOTSUP;
	rc = rc < 0 ? 0 : parse_number(text, &value);
	if (rc != 0)
		return -ENOTSUP;
	snprintf(text, sizeof(text), "%d", (int)(int32_t)(value + step));
	return store_setting(origin, &fetched, text, strlen(text));
}

static int inc_exec(int argc, char **argv)
{
	struct no_options none;
	struct setting_place place;
	int64_t step = 1;
	int rc = parse_options(argc, argv, &inc_usage, &none);

	if (rc != 0)
		return rc;
	if (argc - optind > 1) {
		rc = parse_number(argv[optind + 1], &step);
		if (rc != 0) {
			printf("%s: not a number\n", argv[optind + 1]);
			return rc;
		}
	}
	rc = find_place(argv[optind], 1, &place);
	if (rc != 0)
		return rc;
	rc = increment(&place, step);
	if (rc != 0)
		store_error(argv[optind], &place.setting, rc);
	free(place.text);
	return rc;
}

COMMAND(inc, inc_exec);

/* --- isset, iseq */

#define EINFO_ENOTSET __einfo_uniqify(EINFO_ENOENT, 0x10, "Nothing is set")
#define EINFO_ENOTEQUAL \
	__einfo_uniqify(EINFO_ERANGE, 0x10, "The values are not equal")

struct errortab settings_errors[] __errortab = {
	__einfo_errortab(EINFO_ENOTSET),
	__einfo_errortab(EINFO_ENOTEQUAL),
};

static struct command_descriptor isset_usage =
	COMMAND_DESC(struct no_options, no_options, 0, MAX_ARGUMENTS,
		     "[<value>...]");

static int isset_exec(int argc, char **argv)
{
	struct no_options none;
	int i, rc = parse_options(argc, argv, &isset_usage, &none);

	if (rc != 0)
		return rc;
	for (i = optind; i < argc; i++) {
		if (*argv[i])
			return 0;
	}
	return -__einfo_error(EINFO_ENOTSET);
}

COMMAND(isset, isset_exec);

static struct command_descriptor iseq_usage =
	COMMAND_DESC(struct no_options, no_options, 2, 2, "<value1> <value2>");

static int iseq_exec(int argc, char **argv)
{
	struct no_options none;
	int rc = parse_options(argc, argv, &iseq_usage, &none);

	if (rc != 0)
		return rc;
	if (strcmp(argv[optind], argv[optind + 1]) == 0)
		return 0;
	return -__einfo_error(EINFO_ENOTEQUAL);
}

COMMAND(iseq, iseq_exec);
