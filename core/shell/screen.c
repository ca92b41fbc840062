/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Draws full screens with a list (see screen.h). */

#include <stdio.h>
#include <string.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include "readline.h"
#include "screen.h"

/* Size of a buffer for the text of a row, with four bytes for each character of
 * UTF-8 and one for the NUL. */
#define ROW_MAX (4 * CONSOLE_COLS + 1)
/* Number of columns for the text of a row. Two are taken by the mark before it,
 * and the last column of the screen stays empty. */
#define ROW_COLUMNS (CONSOLE_COLS - 3)

/* The terminal's colour for each of the colours that pairs name: the eight ANSI
 * colours, one that is not assigned, and the terminal's default. */
uint8_t screen_colours[SCREEN_COLOURS] = { 0, 1, 2, 3, 4, 5, 6, 7, 9, 9 };

/* Foreground and background of each pair. */
uint8_t screen_pairs[SCREEN_PAIRS][2] = {
	[PAIR_DEFAULT] = { 9, 9 },
	[PAIR_NORMAL] = { 7, 4 },
	[PAIR_SELECTED] = { 7, 1 },
	[PAIR_HEADING] = { 6, 4 },
	[PAIR_EDIT] = { 0, 6 },
	[PAIR_ALERT] = { 7, 1 },
	[PAIR_URL] = { 6, 9 },
	[PAIR_PXE] = { 0, 7 },
};

/* Switches to a pair of colours. Rows that have to stand out are marked by more
 * than a colour, which not all terminals show. */
static void use_pair(unsigned int pair)
{
	printf("\033[0;3%d;4%d%sm", screen_colours[screen_pairs[pair][0]],
	       screen_colours[screen_pairs[pair][1]],
	       pair == PAIR_SELECTED || pair == PAIR_HEADING ? ";1" : "");
}

static void show_cursor(int on)
{
	printf("\033[?25%c", on ? 'h' : 'l');
}

static void clear(unsigned int pair)
{
	use_pair(pair);
	printf("\033[2J\033[H");
	show_cursor(pair == PAIR_DEFAULT);
}

void screen_clear(void)
{
	clear(PAIR_DEFAULT);
	console_flush();
}

static void move_to(unsigned int row)
{
	printf("\033[%u;1H", row);
}

/* Shortens text to a number of columns and replaces its control characters,
 * with which it could leave its row. */
static void tidy(char *text, size_t columns)
{
	size_t i, len = text_bytes(text, strlen(text), columns);

	text[len] = '\0';
	for (i = 0; i < len; i++) {
		if ((unsigned char)text[i] < ' ' || text[i] == DEL)
			text[i] = ' ';
	}
	replace_controls(text);
}

/* What is printed after a text: nothing if the screen has been cleared before,
 * else the sequence that erases the rest of the row. */
#define CLEARED ""
#define ERASE "\033[K"

static int selectable(struct screen_list *list, unsigned int row)
{
	return !list->selectable || list->selectable(list, row);
}

static void draw_row(struct screen_list *list, unsigned int row,
		     const char *erase)
{
	int selected = row == list->selected && row < list->count;
	unsigned int pair = PAIR_NORMAL;
	char text[ROW_MAX];

	text[0] = '\0';
	if (row < list->count) {
		list->text(list, row, text, sizeof(text));
		if (!selectable(list, row))
			pair = PAIR_HEADING;
	}
	tidy(text, ROW_COLUMNS);
	move_to(SCREEN_FIRST_ROW + row - list->top);
	use_pair(selected ? PAIR_SELECTED : pair);
	printf("%c %s%s", selected ? '>' : ' ', text, selected ? ERASE : erase);
}

/* Draws dots above or below the list if there are more rows in that direction
 * than the screen shows. */
static void draw_more(unsigned int row, int more)
{
	move_to(row);
	use_pair(PAIR_HEADING);
	printf("%s" ERASE, more ? "  ..." : "");
}

static void draw_rows(struct screen_list *list, const char *erase)
{
	unsigned int i;

	for (i = 0; i < SCREEN_LIST_ROWS; i++) {
		if (*erase || list->top + i < list->count)
			draw_row(list, list->top + i, erase);
	}
	if (list->count > SCREEN_LIST_ROWS) {
		draw_more(SCREEN_FIRST_ROW - 1, list->top);
		draw_more(SCREEN_FIRST_ROW + SCREEN_LIST_ROWS,
			  list->top + SCREEN_LIST_ROWS < list->count);
	}
}

/* Scrolls until the selected row is on the screen. Returns non-zero if it was
 * not. */
static int scroll(struct screen_list *list)
{
	unsigned int top = list->top;

	if (list->selected < list->top)
		list->top = list->selected;
	if (list->selected >= list->top + SCREEN_LIST_ROWS)
		list->top = list->selected - SCREEN_LIST_ROWS + 1;
	return list->top != top;
}

void screen_draw(struct screen_list *list)
{
	char title[ROW_MAX];

	scroll(list);
	clear(PAIR_NORMAL);
	snprintf(title, sizeof(title), "%s", list->title);
	tidy(title, ROW_COLUMNS);
	move_to(SCREEN_TITLE_ROW);
	printf("\033[7m  %s" ERASE, title);
	draw_rows(list, CLEARED);
	console_flush();
}

static void draw_line(unsigned int row, const char *text)
{
	char line[ROW_MAX];

	snprintf(line, sizeof(line), "%s", text);
	tidy(line, ROW_COLUMNS);
	move_to(row);
	use_pair(PAIR_NORMAL);
	printf("  %s" ERASE, line);
	console_flush();
}

void screen_note(const char *text)
{
	draw_line(SCREEN_NOTE_ROW, text);
}

void screen_status(const char *text)
{
	draw_line(SCREEN_STATUS_ROW, text);
}

void screen_edit(unsigned int row)
{
	draw_line(row, "");
	show_cursor(1);
}

/* --- moving */

/* Returns the first row that can be selected, from start on in steps of 1 or
 * -1, or the selected row if there is none. */
static unsigned int seek(struct screen_list *list, long start, int step)
{
	long row;

	for (row = start; row >= 0 && row < (long)list->count; row += step) {
		if (selectable(list, row))
			return row;
	}
	return list->selected;
}

/* Selects another row and draws what has changed. */
static void change(struct screen_list *list, unsigned int row)
{
	unsigned int old = list->selected;

	list->selected = row;
	if (scroll(list)) {
		draw_rows(list, ERASE);
	} else if (row != old) {
		draw_row(list, old, ERASE);
		draw_row(list, row, ERASE);
	}
	console_flush();
}

int screen_move(struct screen_list *list, int key)
{
	long here = list->selected;
	unsigned int row = here;

	switch (key) {
	case KEY_UP:
	case CTRL_P:
		row = seek(list, here - 1, -1);
		break;
	case KEY_DOWN:
	case CTRL_N:
		row = seek(list, here + 1, 1);
		break;
	case KEY_PPAGE:
		row = seek(list, here < SCREEN_LIST_ROWS ? 0 :
				 here - SCREEN_LIST_ROWS, 1);
		break;
	case KEY_NPAGE:
		row = here + SCREEN_LIST_ROWS < (long)list->count ?
		      seek(list, here + SCREEN_LIST_ROWS, -1) :
		      seek(list, (long)list->count - 1, -1);
		break;
	case KEY_HOME:
		row = seek(list, 0, 1);
		break;
	case KEY_END:
		row = seek(list, (long)list->count - 1, -1);
		break;
	default:
		return 0;
	}
	/* Headings above the first row that can be selected become visible,
	 * too. */
	if (row == seek(list, 0, 1) && list->top && row < SCREEN_LIST_ROWS) {
		list->top = 0;
		list->selected = row;
		draw_rows(list, ERASE);
		console_flush();
	} else {
		change(list, row);
	}
	return 1;
}
