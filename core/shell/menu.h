/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_MENU_H
#define SHELL_MENU_H

#include <ipxe/list.h>

/* An item of a menu. */
struct menu_item {
	/* Place in the menu's list of items. */
	struct list_head list;
	/* Label of the item, or NULL if it cannot be chosen. */
	const char *label;
	/* Text of the item on the screen. */
	const char *text;
	/* Key that chooses the item at once, or 0 if there is none. */
	unsigned int hot_key;
	/* Non-zero if the item is selected when the menu appears. */
	int preferred;
};

/* A menu, which has a title and items. */
struct menu {
	/* Place in the list of all menus. */
	struct list_head list;
	/* Name of the menu, or "" for the one without a name. */
	const char *name;
	/* Text above the items. */
	const char *title;
	/* The items, in the order in which they were added. */
	struct list_head items;
	/* Number of items. */
	unsigned int count;
};

/* Returns the menu with that name, or NULL. */
struct menu *find_menu(const char *name);
/* Makes an empty menu, which replaces a menu of the same name. Returns NULL if
 * there is no memory. */
struct menu *menu_create(const char *name, const char *title);
/* Frees a menu. Does nothing with NULL. */
void menu_free(struct menu *menu);
/* Adds an item, which is a heading if its label is NULL. Returns NULL if there
 * is no memory. */
struct menu_item *menu_add(struct menu *menu, const char *label,
			   const char *text);
/*
 * Lets the user choose an item, where the one with the given label, if that is
 * not NULL, is selected first. The selected item is chosen when timeout ticks
 * have passed without a key, or retimeout ticks after the last key; 0 stands
 * for no limit. Clears the screen at the end. Returns 0, -ECANCELED for Escape
 * and Ctrl-C, -ENOENT if no item can be chosen, or -ENOMEM.
 */
int menu_choose(struct menu *menu, const char *label, unsigned long timeout,
		unsigned long retimeout, const char **chosen);

#endif /* SHELL_MENU_H */
