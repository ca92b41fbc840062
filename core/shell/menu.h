/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_MENU_H
#define SHELL_MENU_H

#include <ipxe/list.h>

struct menu_item {
	struct list_head list;
	/* Label of the item, or NULL if it cannot be chosen. */
	const char *label;
	const char *text;
	/* Key that chooses it at once; 0 if there is none. */
	unsigned int hot_key;
	/* It is selected when the menu appears. */
	int preferred;
};

struct menu {
	struct list_head list;
	/* Name of the menu, "" for the one without a name. */
	const char *name;
	const char *title;
	struct list_head items;
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
 * after which retimeout is the time that there is. The screen is empty afterwards.
 * Returns 0, or -ECANCELED for Escape and Ctrl-C, -ENOENT if there is nothing to
 * choose, -ENOMEM.
 */
int menu_choose(struct menu *menu, const char *label, unsigned long timeout,
		unsigned long retimeout, const char **chosen);

#endif /* SHELL_MENU_H */
