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
	/* What the user reads. */
	const char *text;
	/* Key that chooses it at once, or 0 if there is none. */
	unsigned int hot_key;
	/* Non-zero if it is selected when the menu appears. */
	int preferred;
};

/* A menu. */
struct menu {
	/* Place in the list of all menus. */
	struct list_head list;
	/* Name of the menu, or "" for the one without a name. */
	const char *name;
	/* What stands above the items. */
	const char *title;
	/* The items, in the order in which they were added. */
	struct list_head items;
	/* Number of items. */
	unsigned int count;
};

/* Returns the menu of that name, or NULL. */
struct menu *find_menu(const char *name);
/* Makes an empty menu, in place of one of that name. Returns NULL when out
 * of memory. */
struct menu *menu_create(const char *name, const char *title);
/* Frees a menu; NULL does nothing. */
void menu_free(struct menu *menu);
/* Adds an item; label NULL makes it a heading. Returns NULL when out of
 * memory. */
struct menu_item *menu_add(struct menu *menu, const char *label,
			   const char *text);
/*
 * Lets the user choose, beginning with the item of that label (may be NULL).
 * timeout in ticks (0: none) chooses the selected item unless a key is pressed,
 * after which retimeout is the time that there is. The screen is empty
 * afterwards. Returns 0, or -ECANCELED for Escape and Ctrl-C, -ENOENT if there
 * is nothing to choose, -ENOMEM.
 */
int menu_choose(struct menu *menu, const char *label, unsigned long timeout,
		unsigned long retimeout, const char **chosen);

#endif /* SHELL_MENU_H */
