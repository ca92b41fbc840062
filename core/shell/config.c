/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The editor of settings, which fills the screen. It lists the children of a
 * block and the settings that the block contains or may contain. The list is
 * made again after each change, because its rows point into the memory of the
 * block.
 */

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/command.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include <ipxe/parseopt.h>
#include <core/readline.h>
#include <ipxe/settings.h>
#include "screen.h"

#define NAME_COLUMNS 24

#define HELP "Enter edits or opens, Del clears, Left goes up, Esc leaves"

/* A row of the list, which shows a child block or a setting. */
struct config_row {
	/* The child block, or NULL if the row shows a setting. */
	struct settings *child;
	/* The setting, unless the row shows a child block. */
	struct setting setting;
};

/* The state of the editor. */
struct config {
	/* The list on the screen. */
	struct screen_list list;
	/* The block that is shown. */
	struct settings *settings;
	/* The rows, or NULL while they are being counted. */
	struct config_row *rows;
};

/* --- rows */

/* Adds a row, or only counts it while there is no array of rows. */
static void add_row(struct config *config, struct settings *child,
		    const struct setting *setting)
{
	struct config_row *row;

	if (config->rows) {
		row = &config->rows[config->list.count];
		row->child = child;
		if (setting)
			row->setting = *setting;
	}
	config->list.count++;
}

static int is_predefined(const struct setting *setting)
{
	const struct setting *predefined;

	for_each_table_entry(predefined, SETTINGS) {
		if (setting_cmp(predefined, setting) == 0)
			return 1;
	}
	return 0;
}

static int add_stored(void *opaque, const struct setting *setting)
{
	if (!is_predefined(setting))
		add_row(opaque, NULL, setting);
	return 0;
}

static void add_rows(struct config *config)
{
	struct settings *settings = config->settings;
	const struct setting *setting;
	struct settings *child;

	config->list.count = 0;
	list_for_each_entry(child, &settings->children, siblings)
		add_row(config, child, NULL);
	for_each_table_entry(setting, SETTINGS) {
		if (setting->scope == settings->default_scope &&
		    (!settings->op->applies ||
		     settings->op->applies(settings, setting)))
			add_row(config, NULL, setting);
	}
	if (settings->op->each)
		settings->op->each(settings, add_stored, config);
}

/* Returns non-zero if the first row is shown before the second one: blocks come
 * before settings, and rows of the same kind are sorted by name. */
static int comes_before(const struct config_row *a, const struct config_row *b)
{
	if (a->child || b->child)
		return a->child && !b->child;
	return strcmp(a->setting.name, b->setting.name) < 0;
}

static void sort_rows(struct config *config)
{
	struct config_row *rows = config->rows;
	unsigned int i, j;

	for (i = 1; i < config->list.count; i++) {
		struct config_row row = rows[i];

		for (j = i; j && comes_before(&row, &rows[j - 1]); j--)
			rows[j] = rows[j - 1];
		rows[j] = row;
	}
}

/* Makes the list of the block that is shown. Returns 0, or -ENOMEM. */
static int list_block(struct config *config)
{
	free(config->rows);
	config->rows = NULL;
	add_rows(config);
	config->rows = zalloc((config->list.count + 1) *
			      sizeof(config->rows[0]));
	if (!config->rows)
		return -ENOMEM;
	add_rows(config);
	sort_rows(config);
	if (config->list.selected >= config->list.count)
		config->list.selected = 0;
	return 0;
}

/* Fetches the value that the block itself contains, as the values of its
 * children are shown with the children. In the root it fetches the value that a
 * script gets, from whichever block that comes. Returns the length of the
 * value, or a negative error. */
static int own_value(struct settings *settings, const struct setting *setting,
		     struct setting *fetched, char **value)
{
	struct settings *origin;
	int rc = fetchf_setting_copy(settings, setting, &origin, fetched,
				     value);

	if (rc >= 0 && origin != settings && settings->parent) {
		free(*value);
		*value = NULL;
		rc = -ENOENT;
	}
	return rc;
}

static void row_text(struct screen_list *list, unsigned int index, char *buf,
		     unsigned int len)
{
	struct config *config = container_of(list, struct config, list);
	struct config_row *row = &config->rows[index];
	char *value;

	if (row->child) {
		snprintf(buf, len, "%s/", row->child->name);
		return;
	}
	own_value(config->settings, &row->setting, NULL, &value);
	snprintf(buf, len, "%-*s %s", NAME_COLUMNS,
		 setting_label(&row->setting), value ? value : "");
	free(value);
}

/* --- changes */

static int edit_row(struct config *config, struct config_row *row)
{
	struct setting setting = row->setting;
	struct setting fetched;
	char prompt[CONSOLE_COLS / 2];
	char *value, *line;
	int rc;

	if (own_value(config->settings, &setting, &fetched, &value) >= 0)
		setting.type = fetched.type;
	screen_edit(SCREEN_STATUS_ROW);
	snprintf(prompt, sizeof(prompt), "%s = ", setting_label(&setting));
	rc = readline_edit(prompt, value, NULL, &line);
	free(value);
	if (rc != 0)
		return 0;
	rc = storef_setting(config->settings, &setting, line);
	free(line);
	return rc;
}

static int delete_row(struct config *config, struct config_row *row)
{
	if (row->child)
		return 0;
	return delete_setting(config->settings, &row->setting);
}

/* --- the loop */

/* Prints the description of the selected setting. */
static void describe(struct config *config)
{
	struct config_row *row = &config->rows[config->list.selected];
	const char *text = row->child ? NULL : row->setting.description;

	screen_note(text ? text : "");
}

/* Draws the list and, if rc is not 0, prints the error. */
static void show(struct config *config, int rc)
{
	char title[CONSOLE_COLS];
	char text[CONSOLE_COLS];
	const char *name = settings_name(config->settings);

	snprintf(title, sizeof(title), "Settings%s%s",
		 *name ? " of " : "", name);
	config->list.title = title;
	screen_draw(&config->list);
	snprintf(text, sizeof(text), "Not changed: %s", strerror(rc));
	screen_status(rc == 0 ? HELP : text);
}

static void enter_block(struct config *config, struct settings *settings)
{
	config->settings = settings;
	config->list.selected = 0;
	config->list.top = 0;
}

/* Does what a key stands for, to the selected row. Returns 0, or a negative
 * error that is shown to the user. */
static int act(struct config *config, int key)
{
	struct config_row *row = &config->rows[config->list.selected];

	switch (key) {
	case KEY_LEFT:
	case BACKSPACE:
		if (config->settings->parent)
			enter_block(config, config->settings->parent);
		return 0;
	}
	if (!config->list.count)
		return 0;
	switch (key) {
	case CR:
	case LF:
	case KEY_RIGHT:
		if (!row->child)
			return edit_row(config, row);
		enter_block(config, row->child);
		return 0;
	case KEY_DC:
	case DEL:
	case CTRL_D:
		return delete_row(config, row);
	}
	return 0;
}

static int edit_settings(struct config *config)
{
	int key, rc = 0;

	while (1) {
		if (list_block(config) != 0)
			return -ENOMEM;
		show(config, rc);
		do {
			describe(config);
			key = getkey(0);
			if (key == ESC || key == CTRL_C || key == CTRL_X)
				return 0;
		} while (screen_move(&config->list, key));
		rc = act(config, key);
	}
}

struct no_options {};

static struct option_descriptor no_options[] = {};

static struct command_descriptor config_usage =
	COMMAND_DESC(struct no_options, no_options, 0, 1, "[<settings block>]");

static int config_exec(int argc, char **argv)
{
	struct config config = {
		.list = { .text = row_text },
		.settings = &root_settings.settings,
	};
	struct no_options none;
	int rc = parse_options(argc, argv, &config_usage, &none);

	if (rc == 0 && optind < argc)
		rc = parse_settings(argv[optind], &config.settings);
	if (rc != 0)
		return rc;
	rc = edit_settings(&config);
	screen_clear();
	free(config.rows);
	return rc;
}

COMMAND(config, config_exec);
