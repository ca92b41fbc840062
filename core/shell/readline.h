/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_READLINE_H
#define SHELL_READLINE_H

#include <stddef.h>
#include <core/readline.h>

/* The line being typed, for completion. */
struct line_edit {
	/* The prompt, which stands before the text. */
	const char *prompt;
	/* Text, with room for READLINE_MAX bytes and a NUL. */
	char *text;
	/* Length of the text, in bytes. */
	size_t len;
	/* Place of the cursor in the text, in bytes. */
	size_t cursor;
	/* Columns that the line takes on the screen. */
	size_t drawn;
	/* Column of the cursor after the prompt. */
	size_t column;
	/* Columns at the beginning that are not shown. */
	size_t skipped;
	/* Non-zero if asterisks are shown in place of the text. */
	int secret;
	/* Lines that were typed before, or NULL. */
	struct readline_history *history;
	/* Which of them is shown; their number stands for the new line. */
	unsigned int history_pos;
};

/* Puts text where the cursor is. Returns 0, or -ENOSPC. */
int line_insert(struct line_edit *edit, const char *text, size_t len);
/* Draws the line anew, on a new line of the screen. */
void line_redraw(struct line_edit *edit);

/* Returns the columns that bytes of UTF-8 take, each character counted as
 * one. */
size_t text_columns(const char *text, size_t len);
/* Returns the bytes that the first so many columns take. */
size_t text_bytes(const char *text, size_t len, size_t columns);

#endif /* SHELL_READLINE_H */
