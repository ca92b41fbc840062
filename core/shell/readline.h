/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_READLINE_H
#define SHELL_READLINE_H

#include <stddef.h>
#include <core/readline.h>

/* The line being typed, for completion. */
struct line_edit {
	const char *prompt;
	char *text;		/* READLINE_MAX bytes and a NUL */
	size_t len;
	size_t cursor;		/* in bytes */
	size_t drawn;		/* columns that the line takes on screen */
	size_t column;		/* of the cursor, behind the prompt */
	size_t skipped;		/* columns at the beginning, not shown */
	int secret;		/* asterisks are shown */
	struct readline_history *history;
	unsigned int history_pos;
};

/* 0, or -ENOSPC. */
int line_insert(struct line_edit *edit, const char *text, size_t len);
/* On a new line of the screen. */
void line_redraw(struct line_edit *edit);

/* Columns that bytes of UTF-8 take, each character counted as one. */
size_t text_columns(const char *text, size_t len);
/* Bytes that the first so many columns take. */
size_t text_bytes(const char *text, size_t len, size_t columns);

#endif /* SHELL_READLINE_H */
