/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Completion by the Tab key. It offers commands where a command is expected,
 * settings and blocks inside "${" and after commands that work on settings, and
 * net devices and images elsewhere. All candidates are offered twice: first to
 * find the letters with which all of them begin, then, if that adds nothing to
 * what was typed, to print them.
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

/* A word while it is being completed. */
struct completion {
	/* The part of the word that the user has typed. */
	const char *word;
	/* Length of that part in bytes. */
	size_t word_len;
	/* The beginning that all candidates have in common. */
	char common[NAME_MAX];
	/* Number of candidates that have been offered. */
	unsigned int count;
	/* Text that is put after the candidate which was offered last. */
	const char *suffix;
	/* Non-zero if candidates are printed. */
	int list;
};

/* Offers all candidates of a kind. */
typedef void (*offer_source)(struct completion *comp);

/* Offers one candidate, after which the suffix is put if it is the only one.
 * Ignores it if it does not begin with what was typed. */
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

/* A block whose settings are offered as candidates. */
struct offer_block {
	/* The word that is completed. */
	struct completion *comp;
	/* The block. */
	struct settings *settings;
	/* What precedes the names of its settings, such as "net0/"; "" for the
	 * root. */
	const char *prefix;
	/* Text that is put after the name. */
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

/* Returns non-zero if the arguments of a command are names of settings. */
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

/* Returns non-zero if a command follows the word. */
static int is_separator(const char *word, size_t len)
{
	return (len == 1 && word[0] == ';') ||
	       (len == 2 && (memcmp(word, "&&", 2) == 0 ||
			     memcmp(word, "||", 2) == 0));
}

/* Returns the last "${" in the word that has no closing brace, or NULL. */
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

/* Finds the word before the cursor. Returns the source of its candidates. */
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
