/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Tab completion: commands where a command is expected, settings and blocks
 * inside "${" and after commands on settings, else net devices and images. What
 * fits is offered twice: first to find what all offers have in common, then, if
 * that adds nothing, to list them.
 */

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <ipxe/command.h>
#include <ipxe/console.h>
#include <ipxe/image.h>
#include <ipxe/netdevice.h>
#include <ipxe/settings.h>
#include "complete.h"
#include "readline.h"

#define NAME_MAX 64
#define LIST_WIDTH 20

struct completion {
	/* What has been typed of it. */
	const char *word;
	size_t word_len;
	/* What all offers begin with. */
	char common[NAME_MAX];
	unsigned int count;
	/* Suffix of the last offer. */
	const char *suffix;
	/* Offers are printed. */
	int list;
};

typedef void (*offer_source)(struct completion *comp);

static void offer(struct completion *comp, const char *name,
		  const char *suffix)
{
	size_t i;

	if (strncmp(name, comp->word, comp->word_len) != 0 ||
	    strlen(name) >= NAME_MAX)
		return;
	comp->suffix = suffix;
	if (comp->list) {
		printf("%-*s%s", LIST_WIDTH - 1, name,
		       ++comp->count % (CONSOLE_COLS / LIST_WIDTH) ? " "
								   : "\n");
		return;
	}
	if (comp->count++ == 0) {
		strcpy(comp->common, name);
		return;
	}
	for (i = 0; comp->common[i] && comp->common[i] == name[i]; i++)
		;
	comp->common[i] = '\0';
}

static void offer_commands(struct completion *comp)
{
	struct command *command;

	for_each_table_entry(command, COMMANDS)
		offer(comp, command->name, " ");
}

static void offer_objects(struct completion *comp)
{
	struct net_device *netdev;
	struct image *image;

	for_each_netdev(netdev)
		offer(comp, netdev->name, " ");
	for_each_image(image)
		offer(comp, image->name, " ");
}

/* --- settings */

/* A block whose settings are offered, and how their names begin. */
struct offer_block {
	struct completion *comp;
	struct settings *settings;
	/* "net0/", or "" for the root. */
	const char *prefix;
	const char *suffix;
};

static void offer_name(struct offer_block *block, const char *name,
		       const char *suffix)
{
	char full[NAME_MAX];

	if (snprintf(full, sizeof(full), "%s%s", block->prefix, name) <
	    (int)sizeof(full))
		offer(block->comp, full, suffix);
}

static int offer_stored(void *opaque, const struct setting *setting)
{
	struct offer_block *block = opaque;

	if (!find_setting(setting->name))
		offer_name(block, setting_label(setting), block->suffix);
	return 0;
}

static void offer_block_settings(struct offer_block *block)
{
	struct settings *settings = block->settings;
	const struct setting *setting;

	for_each_table_entry(setting, SETTINGS) {
		if (!*block->prefix || setting_exists(settings, setting))
			offer_name(block, setting->name, block->suffix);
	}
	if (settings->op->each)
		settings->op->each(settings, offer_stored, block);
}

static void offer_blocks(struct completion *comp, struct settings *parent)
{
	struct settings *child;
	char name[NAME_MAX];

	list_for_each_entry(child, &parent->children, siblings) {
		snprintf(name, sizeof(name), "%s/", settings_name(child));
		offer(comp, name, "");
		offer_blocks(comp, child);
	}
}

static void offer_settings(struct completion *comp, const char *suffix)
{
	struct offer_block block = {
		.comp = comp,
		.settings = &root_settings.settings,
		.prefix = "",
		.suffix = suffix,
	};
	const char *slash = memchr(comp->word, '/', comp->word_len);
	char prefix[NAME_MAX];
	size_t len;

	if (!slash) {
		offer_blocks(comp, &root_settings.settings);
		offer(comp, "netX/", "");
		offer_block_settings(&block);
		return;
	}
	len = slash - comp->word;
	if (len + 2 > sizeof(prefix))
		return;
	memcpy(prefix, comp->word, len);
	prefix[len] = '\0';
	block.settings = find_settings(prefix);
	if (!block.settings)
		return;
	strcat(prefix, "/");
	block.prefix = prefix;
	offer_block_settings(&block);
}

static void offer_expansions(struct completion *comp)
{
	offer_settings(comp, "}");
}

static void offer_arguments(struct completion *comp)
{
	offer_settings(comp, " ");
}

/* --- what is being typed */

static int takes_setting(const char *command, size_t len)
{
	static const char *const names[] = {
		"set", "show", "clear", "inc", "read",
	};
	unsigned int i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strlen(names[i]) == len &&
		    memcmp(names[i], command, len) == 0)
			return 1;
	}
	return 0;
}

static int is_separator(const char *word, size_t len)
{
	return (len == 1 && word[0] == ';') ||
	       (len == 2 && (memcmp(word, "&&", 2) == 0 ||
			     memcmp(word, "||", 2) == 0));
}

/* Returns the last "${" of the word that nothing closes, or NULL. */
static const char *open_expansion(const char *word, size_t len)
{
	size_t i = len, closed = 0;

	while (i-- > 1) {
		if (word[i] == '}')
			closed++;
		if (word[i] != '{' || word[i - 1] != '$')
			continue;
		if (!closed)
			return word + i + 1;
		closed--;
	}
	return NULL;
}

/* Finds the word before the cursor and what it can be. */
static offer_source find_word(const struct line_edit *edit,
			      struct completion *comp)
{
	const char *text = edit->text;
	const char *end = text + edit->cursor;
	const char *word = text, *command = NULL;
	size_t command_len = 0, len;
	const char *name;

	while (1) {
		while (text < end && isspace(*text))
			text++;
		word = text;
		while (text < end && !isspace(*text))
			text++;
		len = text - word;
		if (text == end)
			break;
		if (is_separator(word, len)) {
			command = NULL;
		} else if (!command) {
			command = word;
			command_len = len;
		}
	}
	name = open_expansion(word, len);
	comp->word = name ? name : word;
	comp->word_len = end - comp->word;
	if (name)
		return offer_expansions;
	if (!command)
		return offer_commands;
	return takes_setting(command, command_len) ? offer_arguments
						   : offer_objects;
}

void complete_line(struct line_edit *edit)
{
	struct completion comp = { .count = 0 };
	offer_source source = find_word(edit, &comp);
	size_t added;

	source(&comp);
	if (!comp.count) {
		putchar('\a');
		return;
	}
	added = strlen(comp.common) - comp.word_len;
	if (added || comp.count == 1) {
		line_insert(edit, comp.common + comp.word_len, added);
		if (comp.count == 1)
			line_insert(edit, comp.suffix, strlen(comp.suffix));
		return;
	}
	comp.count = 0;
	comp.list = 1;
	printf("\n");
	source(&comp);
	if (comp.count % (CONSOLE_COLS / LIST_WIDTH))
		printf("\n");
	line_redraw(edit);
}
