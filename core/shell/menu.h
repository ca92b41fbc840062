/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_MENU_H
#define SHELL_MENU_H

#include <ipxe/list.h>

struct menu_item {
	struct list_head list;
	const char *label;	/* NULL: cannot be chosen */
	const char *text;
	unsigned int hot_key;	/* chooses it at once; 0: none */
	int preferred;		/* selected when the menu appears */
};

struct menu {
	struct list_head list;
	const char *name;	/* "": the one without a name */
	const char *title;
	struct list_head items;
	unsigned int count;
};

struct menu *find_menu(const char *name);
/* In place of one of that name. NULL when out of memory. */
struct menu *menu_create(const char *name, const char *title);
/* NULL does nothing. */
void menu_free(struct menu *menu);
/* label NULL: a heading. NULL when out of memory. */
struct menu_item *menu_add(struct menu *menu, const char *label,
			   const char *text);
/*
 * Lets the user choose, beginning with the item of that label (may be NULL).
 * timeout in ticks (0: none) chooses the selected item unless a key is pressed,
 * after which retimeout is the time that there is. 0, -ECANCELED for Escape and
 * Ctrl-C, -ENOENT if there is nothing to choose, -ENOMEM. The screen is empty
 * afterwards.
 */
int menu_choose(struct menu *menu, const char *label, unsigned long timeout,
		unsigned long retimeout, const char **chosen);

#endif /* SHELL_MENU_H */
