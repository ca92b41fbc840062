/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Menus, which are lists of items that scripts make with the commands menu and
 * item, and from which the user picks one when the command choose runs. An item
 * without a label is a heading or an empty line.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include <ipxe/list.h>
#include <ipxe/timer.h>
#include "menu.h"
#include "screen.h"

/* All menus. */
static LIST_HEAD(menus);

struct menu *find_menu(const char *name)
{
	struct menu *menu;

	list_for_each_entry(menu, &menus, list) {
		if (strcmp(menu->name, name) == 0)
			return menu;
	}
	return NULL;
}

void menu_free(struct menu *menu)
{
	struct menu_item *item, *tmp;

	if (!menu)
		return;
	list_for_each_entry_safe(item, tmp, &menu->items, list) {
		list_del(&item->list);
		free(item);
	}
	list_del(&menu->list);
	free(menu);
}

/* Copies a text to dest, where the caller has allocated enough memory. Returns
 * the address after the copy. */
static char *copy_text(char *dest, const char *text)
{
	size_t len = strlen(text) + 1;

	memcpy(dest, text, len);
	return dest + len;
}

struct menu *menu_create(const char *name, const char *title)
{
	struct menu *menu;
	char *text;

	menu_free(find_menu(name));
	menu = zalloc(sizeof(*menu) + strlen(name) + strlen(title) + 2);
	if (!menu)
		return NULL;
	INIT_LIST_HEAD(&menu->items);
	text = (char *)(menu + 1);
	menu->name = text;
	text = copy_text(text, name);
	menu->title = text;
	copy_text(text, title);
	list_add_tail(&menu->list, &menus);
	return menu;
}

struct menu_item *menu_add(struct menu *menu, const char *label,
			   const char *text)
{
	size_t label_len = label ? strlen(label) + 1 : 0;
	struct menu_item *item;
	char *copy;

	item = zalloc(sizeof(*item) + label_len + strlen(text) + 1);
	if (!item)
		return NULL;
	copy = (char *)(item + 1);
	if (label) {
		item->label = copy;
		copy = copy_text(copy, label);
	}
	item->text = copy;
	copy_text(copy, text);
	list_add_tail(&item->list, &menu->items);
	menu->count++;
	return item;
}

/* --- choosing */

/* A menu while it is shown. */
struct chooser {
	/* The list on the screen. */
	struct screen_list list;
	/* The items, by the numbers of their rows. */
	struct menu_item **items;
	/* Tick at which the selected item is chosen. */
	unsigned long deadline;
	/* Non-zero if the deadline holds. */
	int counting;
	/* How many ticks after a key the selected item is chosen; 0 if it never
	 * is. */
	unsigned long retimeout;
	/* Number of seconds that the screen shows as left. */
	unsigned int shown;
};

static struct chooser *to_chooser(struct screen_list *list)
{
	return container_of(list, struct chooser, list);
}

static int item_selectable(struct screen_list *list, unsigned int row)
{
	return to_chooser(list)->items[row]->label != NULL;
}

static void item_text(struct screen_list *list, unsigned int row, char *buf,
		      unsigned int len)
{
	snprintf(buf, len, "%s", to_chooser(list)->items[row]->text);
}

/* Returns the row that is selected at first: the one with the given label, else
 * the one that was declared the default, else the first. */
static unsigned int first_row(struct chooser *chooser, const char *label)
{
	unsigned int i, row = 0;
	int found = 0;

	for (i = 0; i < chooser->list.count; i++) {
		struct menu_item *item = chooser->items[i];

		if (!item->label)
			continue;
		if (label && strcmp(item->label, label) == 0)
			return i;
		if (!found || item->preferred)
			row = i;
		found = 1;
	}
	return row;
}

/* Shows the number of seconds left whenever it changes. Returns the number of
 * ticks left, which is 0 at the deadline. */
static unsigned long count_down(struct chooser *chooser)
{
	long left = (long)(chooser->deadline - currticks());
	unsigned int seconds;
	char text[CONSOLE_COLS];

	if (left <= 0)
		return 0;
	seconds = (left + TICKS_PER_SEC - 1) / TICKS_PER_SEC;
	if (seconds != chooser->shown) {
		chooser->shown = seconds;
		snprintf(text, sizeof(text), "(%d) Any key %s the countdown",
			 seconds, chooser->retimeout ? "restarts" : "stops");
		screen_status(text);
	}
	return left < TICKS_PER_SEC / 4 ? left : TICKS_PER_SEC / 4;
}

/* Sets the deadline to that many ticks from now, or to never if they are 0. */
static void set_timeout(struct chooser *chooser, unsigned long ticks)
{
	if (chooser->counting)
		screen_status("");
	chooser->deadline = currticks() + ticks;
	chooser->counting = ticks != 0;
	chooser->shown = 0;
}

/* Returns the next key, or CR at the deadline. */
static int next_key(struct chooser *chooser)
{
	unsigned long wait = 0;
	int key;

	do {
		if (chooser->counting) {
			wait = count_down(chooser);
			if (!wait)
				return CR;
		}
		key = getkey(wait);
	} while (!key);
	set_timeout(chooser, chooser->retimeout);
	return key;
}

/* Selects the item with that hot key. Returns non-zero if there is one. */
static int hot_key(struct chooser *chooser, int key)
{
	unsigned int i;

	for (i = 0; i < chooser->list.count; i++) {
		struct menu_item *item = chooser->items[i];

		if (item->label && item->hot_key == (unsigned int)key) {
			chooser->list.selected = i;
			return 1;
		}
	}
	return 0;
}

/* Handles keys until the user has chosen an item. Returns 0, or -ECANCELED. */
static int choose(struct chooser *chooser)
{
	while (1) {
		int key = next_key(chooser);

		if (hot_key(chooser, key))
			return 0;
		switch (key) {
		case CR:
		case LF:
			return 0;
		case ESC:
		case CTRL_C:
			return -ECANCELED;
		case CTRL_L:
			screen_draw(&chooser->list);
			break;
		default:
			screen_move(&chooser->list, key);
		}
	}
}

int menu_choose(struct menu *menu, const char *label, unsigned long timeout,
		unsigned long retimeout, const char **chosen)
{
	struct chooser chooser = {
		.list = {
			.title = menu->title,
			.selectable = item_selectable,
			.text = item_text,
		},
		.retimeout = retimeout,
	};
	struct menu_item *item;
	int rc;

	chooser.items = malloc((menu->count + 1) * sizeof(item));
	if (!chooser.items)
		return -ENOMEM;
	list_for_each_entry(item, &menu->items, list)
		chooser.items[chooser.list.count++] = item;
	chooser.list.selected = first_row(&chooser, label);
	screen_draw(&chooser.list);
	set_timeout(&chooser, timeout);
	if (menu->count && item_selectable(&chooser.list,
					   chooser.list.selected))
		rc = choose(&chooser);
	else
		rc = -ENOENT;
	screen_clear();
	if (rc == 0)
		*chosen = chooser.items[chooser.list.selected]->label;
	free(chooser.items);
	return rc;
}
