/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The commands menu, item and choose. */

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/command.h>
#include <ipxe/parseopt.h>
#include <ipxe/settings.h>
#include "menu.h"
#include "shell.h"

/* Returns the name under which a menu is stored, which is empty if none was
 * given. */
static const char *menu_name(const char *given)
{
	return given ? given : "";
}

/* Returns the menu that a command works on, or NULL after a message if it does
 * not exist. */
static struct menu *get_menu(const char *command, const char *name)
{
	struct menu *menu = find_menu(menu_name(name));

	if (!menu)
		printf("%s: no menu%s%s; begin it with \"menu\"\n", command,
		       name ? " called " : "", menu_name(name));
	return menu;
}

/* --- menu */

/* The options of menu. */
struct menu_args {
	/* Non-zero if the menu is freed rather than begun. */
	int forget;
	/* Name of the menu, or NULL if it has none. */
	char *called;
};

static struct option_descriptor menu_options[] = {
	OPTION_DESC("delete", 'd', no_argument, struct menu_args, forget,
		    parse_flag),
	OPTION_DESC("name", 'n', required_argument, struct menu_args, called,
		    parse_string),
};

static struct command_descriptor menu_usage =
	COMMAND_DESC(struct menu_args, menu_options, 0, MAX_ARGUMENTS,
		     "[<title>...]");

static int menu_exec(int argc, char **argv)
{
	struct menu_args args;
	struct menu *menu;
	char *title;
	int rc = parse_options(argc, argv, &menu_usage, &args);

	if (rc != 0)
		return rc;
	if (args.forget) {
		menu_free(find_menu(menu_name(args.called)));
		return 0;
	}
	title = join_words(&argv[optind]);
	if (!title)
		return -ENOMEM;
	menu = menu_create(menu_name(args.called), title);
	free(title);
	return menu ? 0 : -ENOMEM;
}

COMMAND(menu, menu_exec);

/* --- item */

/* The options of item. */
struct item_args {
	/* Non-zero if the item is only a text, which cannot be chosen. */
	int no_label;
	/* Non-zero if the item is selected when the menu appears. */
	int preferred;
	/* Key that chooses the item at once, or 0 if there is none. */
	unsigned int hot_key;
	/* Name of the menu that gets the item, or NULL for the one without a
	 * name. */
	char *in_menu;
};

static struct option_descriptor item_options[] = {
	OPTION_DESC("gap", 'g', no_argument, struct item_args, no_label,
		    parse_flag),
	OPTION_DESC("default", 'd', no_argument, struct item_args, preferred,
		    parse_flag),
	OPTION_DESC("key", 'k', required_argument, struct item_args, hot_key,
		    parse_key),
	OPTION_DESC("menu", 'm', required_argument, struct item_args, in_menu,
		    parse_string),
};

static struct command_descriptor item_usage =
	COMMAND_DESC(struct item_args, item_options, 0, MAX_ARGUMENTS,
		     "[<label>] [<text>...]");

static int item_exec(int argc, char **argv)
{
	struct item_args args;
	struct menu_item *item;
	const char *label = NULL;
	struct menu *menu;
	char *text;
	int rc = parse_options(argc, argv, &item_usage, &args);

	if (rc != 0)
		return rc;
	menu = get_menu(argv[0], args.in_menu);
	if (!menu)
		return -ENOENT;
	if (!args.no_label && optind < argc)
		label = argv[optind++];
	text = join_words(&argv[optind]);
	if (!text)
		return -ENOMEM;
	item = menu_add(menu, label, text);
	free(text);
	if (!item)
		return -ENOMEM;
	item->hot_key = args.hot_key;
	item->preferred = args.preferred;
	return 0;
}

COMMAND(item, item_exec);

/* --- choose */

/* The options of choose. */
struct choose_args {
	/* Non-zero if the menu is kept, so that it can be shown again. */
	int reuse;
	/* Label of the item that is selected first, or NULL. */
	char *first;
	/* How many ticks after the menu has appeared the selected item is
	 * chosen; 0 if it never is. */
	unsigned long until_first;
	/* How many ticks after the last key the selected item is chosen; 0 if
	 * it never is. */
	unsigned long after_key;
	/* Name of the menu that is shown, or NULL for the one without a
	 * name. */
	char *which;
};

static struct option_descriptor choose_options[] = {
	OPTION_DESC("default", 'd', required_argument, struct choose_args,
		    first, parse_string),
	OPTION_DESC("timeout", 't', required_argument, struct choose_args,
		    until_first, parse_timeout),
	OPTION_DESC("retimeout", 'r', required_argument, struct choose_args,
		    after_key, parse_timeout),
	OPTION_DESC("keep", 'k', no_argument, struct choose_args, reuse,
		    parse_flag),
	OPTION_DESC("menu", 'm', required_argument, struct choose_args,
		    which, parse_string),
};

static struct command_descriptor choose_usage =
	COMMAND_DESC(struct choose_args, choose_options, 1, 1, "<setting>");

/* Shows the menu and stores the label of the item that the user chooses in a
 * setting. Returns 0, or a negative error. */
static int choose_into(struct menu *menu, const struct choose_args *args,
		       const char *setting)
{
	struct setting_place place;
	const char *chosen;
	int rc = find_place(setting, 1, &place);

	if (rc != 0)
		return rc;
	rc = menu_choose(menu, args->first, args->until_first,
			 args->after_key, &chosen);
	if (rc == -ENOENT)
		printf("choose: the menu has no item to choose\n");
	if (rc == 0) {
		rc = storef_setting(place.block, &place.setting, chosen);
		if (rc != 0)
			store_error(setting, &place.setting, rc);
	}
	free(place.text);
	return rc;
}

static int choose_exec(int argc, char **argv)
{
	struct choose_args args;
	struct menu *menu;
	int rc = parse_options(argc, argv, &choose_usage, &args);

	if (rc != 0)
		return rc;
	menu = get_menu(argv[0], args.which);
	if (!menu)
		return -ENOENT;
	rc = choose_into(menu, &args, argv[optind]);
	if (!args.reuse)
		menu_free(menu);
	return rc;
}

COMMAND(choose, choose_exec);
