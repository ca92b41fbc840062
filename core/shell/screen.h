/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_SCREEN_H
#define SHELL_SCREEN_H

#include <stdint.h>

/* Colours and pairs of them, by the numbers that "colour" and "cpair" take. */
#define SCREEN_COLOURS 10
#define COLOUR_DEFAULT 9
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
extern uint8_t screen_colours[SCREEN_COLOURS];
extern uint8_t screen_pairs[SCREEN_PAIRS][2];

/*
 * A full screen with a title, a list that scrolls, one of its rows selected,
 * and a line at the bottom. Written in ANSI sequences that any terminal knows
 * (ECMA-48: ED, CUP, EL, SGR; the cursor hides where VT220's DECTCEM is known);
 * a ">" marks the selected row too, for those that know none. Dots above and
 * below the list stand for rows that do not fit.
 */

#define SCREEN_TITLE_ROW 1
#define SCREEN_FIRST_ROW 3
#define SCREEN_LIST_ROWS 20
#define SCREEN_NOTE_ROW 24
#define SCREEN_STATUS_ROW 25

/* A list on the screen. */
struct screen_list {
	/* What stands above the list. */
	const char *title;
	/* Number of rows. */
	unsigned int count;
	/* The row that is selected. */
	unsigned int selected;
	/* First row that is shown. */
	unsigned int top;
	/* Returns non-zero if a row can be selected. NULL: all can. */
	int (*selectable)(struct screen_list *list, unsigned int row);
	/* Writes the text of a row, at most len bytes with the NUL. */
	void (*text)(struct screen_list *list, unsigned int row, char *buf,
		     unsigned int len);
};

/* Clears the screen and draws everything. */
void screen_draw(struct screen_list *list);
/* Moves as a key wants it: arrows, pages, home, end. Returns 0 if it is no
 * such key. */
int screen_move(struct screen_list *list, int key);
/* Writes a line above the bottom one. */
void screen_note(const char *text);
/* Writes the bottom line; the cursor stays after the text. */
void screen_status(const char *text);
/* Empties a row and shows the cursor there, for a line to be typed. */
void screen_edit(unsigned int row);
/* Leaves an empty screen. */
void screen_clear(void);

#endif /* SHELL_SCREEN_H */
