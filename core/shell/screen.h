/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_SCREEN_H
#define SHELL_SCREEN_H

#include <stdint.h>

/* Number of colours that "colour" can define. */
#define SCREEN_COLOURS 10
/* The colour that stands for the terminal's default. */
#define COLOUR_DEFAULT 9
/* Pairs of a foreground and a background, by the numbers that "cpair" takes. */
enum screen_pair {
	PAIR_DEFAULT,
	PAIR_NORMAL,
	PAIR_SELECTED,
	PAIR_HEADING,
	PAIR_EDIT,
	PAIR_ALERT,
	PAIR_URL,
	PAIR_PXE,
	SCREEN_PAIRS,
};
/* The terminal's colour for each colour. */
extern uint8_t screen_colours[SCREEN_COLOURS];
/* The colour of the text and that of its background for each pair. */
extern uint8_t screen_pairs[SCREEN_PAIRS][2];

/*
 * A full screen consists of a title, a list that scrolls and in which one row
 * is selected, and a line at the bottom. It is drawn with control sequences
 * that any terminal knows (ECMA-48: CUP, ED, EL, SGR), and the cursor is hidden
 * on terminals that know DECTCEM of the VT220. The selected row is marked by
 * ">" as well, for terminals without colours. Dots above and below the list
 * stand for rows that do not fit.
 */

/* Rows of the screen, counted from 1, and the number of those that the list
 * has. */
#define SCREEN_TITLE_ROW 1
#define SCREEN_FIRST_ROW 3
#define SCREEN_LIST_ROWS 20
#define SCREEN_NOTE_ROW 24
#define SCREEN_STATUS_ROW 25

/* A list on the screen. */
struct screen_list {
	/* Text above the list. */
	const char *title;
	/* Number of rows. */
	unsigned int count;
	/* The row that is selected. */
	unsigned int selected;
	/* The row of the list that is shown first. */
	unsigned int top;
	/* Returns non-zero if a row can be selected. NULL means that all
	 * can. */
	int (*selectable)(struct screen_list *list, unsigned int row);
	/* Writes the text of a row to buf, where it takes at most len bytes
	 * with the NUL. */
	void (*text)(struct screen_list *list, unsigned int row, char *buf,
		     unsigned int len);
};

/* Clears the screen and draws the title and the list. */
void screen_draw(struct screen_list *list);
/* Selects another row if the key is an arrow, Page Up, Page Down, Home or End.
 * Returns 0 if it is another key. */
int screen_move(struct screen_list *list, int key);
/* Writes a text to the line above the bottom one. */
void screen_note(const char *text);
/* Writes a text to the bottom line and leaves the cursor after it. */
void screen_status(const char *text);
/* Clears a row and shows the cursor at its beginning, so that the user can edit
 * a line there. */
void screen_edit(unsigned int row);
/* Clears the screen and shows the cursor again. */
void screen_clear(void);

#endif /* SHELL_SCREEN_H */
