/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_READLINE_H
#define SHELL_READLINE_H

#include <stddef.h>
#include <core/readline.h>

/* A line that is being edited. */
struct line_edit {
	/* The prompt, which stands before the text. */
	const char *prompt;
	/* The text, with space for READLINE_MAX bytes and a NUL. */
	char *text;
	/* Length of the text in bytes. */
	size_t len;
	/* Position of the cursor in the text, in bytes. */
	size_t cursor;
	/* Number of columns that the text takes on the screen at present. */
	size_t drawn;
	/* Column of the cursor on the screen, counted from the end of the
	 * prompt. */
	size_t column;
	/* Number of columns at the beginning of the text that are not shown. */
	size_t skipped;
	/* Non-zero if asterisks are shown in place of the text. */
	int secret;
	/* The lines that were entered before, or NULL if there is no
	 * history. */
	struct readline_history *history;
	/* Index of the history's line that is shown. The number of its lines
	 * stands for the line that is being entered. */
	unsigned int history_pos;
};

/* Inserts text at the cursor. Returns 0, or -ENOSPC if the line would get too
 * long. */
int line_insert(struct line_edit *edit, const char *text, size_t len);
/* Draws the prompt and the line again, on a new line of the screen. */
void line_redraw(struct line_edit *edit);

/* Returns the number of columns that UTF-8 text takes on the screen, where each
 * character counts as one. */
size_t text_columns(const char *text, size_t len);
/* Returns the number of bytes at the beginning of UTF-8 text that fit into a
 * number of columns. */
size_t text_bytes(const char *text, size_t len, size_t columns);

#endif /* SHELL_READLINE_H */
