/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Commands on menus: menu, item, choose. */

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

static struct menu *get_menu(const char *command, const char *name)
{
	struct menu *menu = find_menu(name ? name : "");

	if (!menu)
		printf("%s: no menu%s%s; begin it with \"menu\"\n", command,
		       name ? " called " : "", name ? name : "");
	return menu;
}

/* --- menu */

struct menu_options {
	char *name;
	int delete;
};

static struct option_descriptor menu_opts[] = {
	OPTION_DESC("name", 'n', required_argument, struct menu_options, name,
		    parse_string),
	OPTION_DESC("delete", 'd', no_argument, struct menu_options, delete,
		    parse_flag),
};

static struct command_descriptor menu_cmd =
	COMMAND_DESC(struct menu_options, menu_opts, 0, MAX_ARGUMENTS,
		     "[<title>...]");

static int menu_exec(int argc, char **argv)
{
	struct menu_options opts;
	const char *name;
	struct menu *menu;
	char *title;
	int rc = parse_options(argc, argv, &menu_cmd, &opts);

	if (rc != 0)
		return rc;
	name = opts.name ? opts.name : "";
	if (opts.delete) {
		menu_free(find_menu(name));
		return 0;
	}
	title = concat_args(&argv[optind]);
	if (!title)
		return -ENOMEM;
	menu = menu_create(name, title);
	free(title);
	return menu ? 0 : -ENOMEM;
}

COMMAND(menu, menu_exec);

/* --- item */

struct item_options {
	char *menu;
	unsigned int key;
	int is_default;
	int is_gap;
};

static struct option_descriptor item_opts[] = {
	OPTION_DESC("menu", 'm', required_argument, struct item_options, menu,
		    parse_string),
	OPTION_DESC("key", 'k', required_argument, struct item_options, key,
		    parse_key),
	OPTION_DESC("default", 'd', no_argument, struct item_options,
		    is_default, parse_flag),
	OPTION_DESC("gap", 'g', no_argument, struct item_options, is_gap,
		    parse_flag),
};

static struct command_descriptor item_cmd =
	COMMAND_DESC(struct item_options, item_opts, 0, MAX_ARGUMENTS,
		     "[<label>|--gap] [<text>...]");

static int item_exec(int argc, char **argv)
{
	struct item_options opts;
	struct menu_item *item;
	const char *label = NULL;
	struct menu *menu;
	char *text;
	int rc = parse_options(argc, argv, &item_cmd, &opts);

	if (rc != 0)
		return rc;
	menu = get_menu(argv[0], opts.menu);
	if (!menu)
		return -ENOENT;
	if (!opts.is_gap && optind < argc)
		label = argv[optind++];
	text = concat_args(&argv[optind]);
	if (!text)
		return -ENOMEM;
	item = menu_add(menu, label, text);
	free(text);
	if (!item)
		return -ENOMEM;
	item->key = opts.key;
	item->is_default = opts.is_default;
	return 0;
}

COMMAND(item, item_exec);

/* --- choose */

struct choose_options {
	char *menu;
	unsigned long timeout;
	unsigned long retimeout;
	char *select;
	int keep;
};

static struct option_descriptor choose_opts[] = {
	OPTION_DESC("menu", 'm', required_argument, struct choose_options,
		    menu, parse_string),
	OPTION_DESC("default", 'd', required_argument, struct choose_options,
		    select, parse_string),
	OPTION_DESC("timeout", 't', required_argument, struct choose_options,
		    timeout, parse_timeout),
	OPTION_DESC("retimeout", 'r', required_argument,
		    struct choose_options, retimeout, parse_timeout),
	OPTION_DESC("keep", 'k', no_argument, struct choose_options, keep,
		    parse_flag),
};

static struct command_descriptor choose_cmd =
	COMMAND_DESC(struct choose_options, choose_opts, 1, 1, "<setting>");

static int choose_into(struct menu *menu, const struct choose_options *opts,
		       const char *setting)
{
	struct named_setting named;
	const char *chosen;
	int rc = parse_setting(setting, 1, &named);

	if (rc != 0)
		return rc;
	rc = menu_choose(menu, opts->select, opts->timeout, opts->retimeout,
			 &chosen);
	if (rc == -ENOENT)
		printf("choose: the menu has no item to choose\n");
	if (rc == 0) {
		rc = storef_setting(named.settings, &named.setting, chosen);
		if (rc != 0)
			store_error(setting, &named.setting, rc);
	}
	free(named.text);
	return rc;
}

static int choose_exec(int argc, char **argv)
{
	struct choose_options opts;
	struct menu *menu;
	int rc = parse_options(argc, argv, &choose_cmd, &opts);

	if (rc != 0)
		return rc;
	menu = get_menu(argv[0], opts.menu);
	if (!menu)
		return -ENOENT;
	rc = choose_into(menu, &opts, argv[optind]);
	if (!opts.keep)
		menu_free(menu);
	return rc;
}

COMMAND(choose, choose_exec);
