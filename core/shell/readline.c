/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Lets the user edit a line. A line that is longer than the screen is wide is
 * scrolled sideways and never wraps, so that it can be drawn with nothing but
 * backspaces and blanks. The cursor moves by characters of UTF-8 rather than by
 * bytes.
 */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include <core/readline.h>
#include "complete.h"
#include "readline.h"

/* Returns non-zero if a byte has the form 10xxxxxx, which means that it is not
 * the first byte of a character (RFC 3629 section 3). */
static int is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

size_t text_columns(const char *text, size_t len)
{
	size_t columns = 0;
	size_t i;

	for (i = 0; i < len; i++)
		columns += !is_continuation(text[i]);
	return columns;
}

size_t text_bytes(const char *text, size_t len, size_t columns)
{
	size_t i = 0;

	while (i < len && (columns || is_continuation(text[i]))) {
		columns -= !is_continuation(text[i]);
		i++;
	}
	return i;
}

/* Prints text without its control characters, because it may come from a server
 * and must not control the terminal. In UTF-8 the control characters from
 * U+0080 to U+009F are the bytes C2 80 to C2 9F. */
static void put_text(const char *text, size_t len)
{
	unsigned char c;

	while (len--) {
		c = *text++;
		if (c == 0xc2 && len && (*text & 0xe0) == 0x80) {
			text++;
			len--;
			c = '?';
		}
		putchar(c < ' ' || c == DEL ? '?' : c);
	}
}

/* Prints a character several times. */
static void put_times(int c, size_t count)
{
	while (count--)
		putchar(c);
}

/* --- drawing */

/* Returns the number of columns for the text. The prompt takes the rest of the
 * line or, if it was printed by somebody else and its length is not known, half
 * of it. */
static size_t text_width(const struct line_edit *edit)
{
	size_t prompt = text_columns(edit->prompt, strlen(edit->prompt));

	if (!prompt)
		return CONSOLE_COLS / 2;
	return CONSOLE_COLS - 1 - prompt;
}

/* Returns how many columns at the beginning of the text are hidden so that the
 * cursor is visible. The text scrolls by half its width, so that it need not be
 * drawn again after each character. */
static size_t scroll(struct line_edit *edit, size_t before, size_t width)
{
	if (before < edit->skipped || before - edit->skipped >= width)
		edit->skipped = before < width ? 0 : before - width / 2;
	return edit->skipped;
}

/* Draws the text and moves the cursor to its place, starting at the column
 * where the cursor was left. */
static void redraw(struct line_edit *edit)
{
	size_t width = text_width(edit);
	size_t before = text_columns(edit->text, edit->cursor);
	size_t skipped = scroll(edit, before, width);
	size_t first = text_bytes(edit->text, edit->len, skipped);
	size_t shown = text_bytes(edit->text + first, edit->len - first,
				  width);
	size_t columns = text_columns(edit->text + first, shown);
	size_t old = columns < edit->drawn ? edit->drawn - columns : 0;

	put_times('\b', edit->column);
	if (edit->secret)
		put_times('*', columns);
	else
		put_text(edit->text + first, shown);
	put_times(' ', old);
	edit->column = before - skipped;
	put_times('\b', old + columns - edit->column);
	edit->drawn = columns;
}

void line_redraw(struct line_edit *edit)
{
	printf("%s", edit->prompt);
	edit->drawn = 0;
	edit->column = 0;
	redraw(edit);
}

/* --- editing */

int line_insert(struct line_edit *edit, const char *text, size_t len)
{
	if (len > READLINE_MAX - edit->len)
		return -ENOSPC;
	memmove(edit->text + edit->cursor + len, edit->text + edit->cursor,
		edit->len - edit->cursor);
	memcpy(edit->text + edit->cursor, text, len);
	edit->cursor += len;
	edit->len += len;
	edit->text[edit->len] = '\0';
	return 0;
}

static void delete_range(struct line_edit *edit, size_t start, size_t end)
{
	memmove(edit->text + start, edit->text + end, edit->len - end);
	edit->len -= end - start;
	edit->text[edit->len] = '\0';
	edit->cursor = start;
}

/* Returns the position of the character before pos. */
static size_t left_of(const struct line_edit *edit, size_t pos)
{
	while (pos && is_continuation(edit->text[--pos]))
		;
	return pos;
}

/* Returns the position of the character after the one at pos. */
static size_t right_of(const struct line_edit *edit, size_t pos)
{
	if (pos < edit->len)
		pos++;
	while (pos < edit->len && is_continuation(edit->text[pos]))
		pos++;
	return pos;
}

/* Returns where the word before the cursor begins. */
static size_t word_start(const struct line_edit *edit)
{
	size_t pos = edit->cursor;

	while (pos && isspace(edit->text[pos - 1]))
		pos--;
	while (pos && !isspace(edit->text[pos - 1]))
		pos--;
	return pos;
}

static void replace_line(struct line_edit *edit, const char *text)
{
	edit->len = edit->cursor = 0;
	line_insert(edit, text, strnlen(text, READLINE_MAX));
}

/* --- history */

/* Shows the next older or newer line of the history. Changes to a line of the
 * history are lost then, because the history contains lines as they were
 * entered. */
static void show_history(struct line_edit *edit, int older)
{
	struct readline_history *history = edit->history;

	if (!history)
		return;
	if (older && edit->history_pos > 0)
		edit->history_pos--;
	else if (!older && edit->history_pos < history->count)
		edit->history_pos++;
	else
		return;
	replace_line(edit, edit->history_pos < history->count ?
		     history->lines[edit->history_pos] : "");
}

/* Adds a line to the history, from which the oldest line is dropped if it is
 * full. */
static void remember(struct readline_history *history, const char *line)
{
	char *copy;

	if (!history || !*line)
		return;
	if (history->count &&
	    strcmp(history->lines[history->count - 1], line) == 0)
		return;
	copy = strdup(line);
	if (!copy)
		return;
	if (history->count == READLINE_HISTORY) {
		free(history->lines[0]);
		history->count--;
		memmove(&history->lines[0], &history->lines[1],
			history->count * sizeof(history->lines[0]));
	}
	history->lines[history->count++] = copy;
}

/* --- keys */

static void move_key(struct line_edit *edit, int key)
{
	switch (key) {
	case CTRL_A:
	case KEY_HOME:
		edit->cursor = 0;
		break;
	case CTRL_E:
	case KEY_END:
		edit->cursor = edit->len;
		break;
	case CTRL_B:
	case KEY_LEFT:
		edit->cursor = left_of(edit, edit->cursor);
		break;
	case CTRL_F:
	case KEY_RIGHT:
		edit->cursor = right_of(edit, edit->cursor);
		break;
	case CTRL_P:
	case KEY_UP:
		show_history(edit, 1);
		break;
	case CTRL_N:
	case KEY_DOWN:
		show_history(edit, 0);
		break;
	}
}

static void delete_key(struct line_edit *edit, int key)
{
	size_t cursor = edit->cursor;

	switch (key) {
	case BACKSPACE:
	case DEL:
		delete_range(edit, left_of(edit, cursor), cursor);
		break;
	case CTRL_D:
	case KEY_DC:
		delete_range(edit, cursor, right_of(edit, cursor));
		break;
	case CTRL_K:
		delete_range(edit, cursor, edit->len);
		break;
	case CTRL_U:
		delete_range(edit, 0, cursor);
		break;
	case CTRL_W:
		delete_range(edit, word_start(edit), cursor);
		break;
	}
}

/* Inserts a character. Draws the line again unless the character is the last of
 * a line that fits the screen. */
static void type_key(struct line_edit *edit, int key)
{
	char c = key;
	size_t columns;

	if (line_insert(edit, &c, 1) != 0) {
		putchar('\a');
		return;
	}
	columns = text_columns(edit->text, edit->len) - edit->skipped;
	if (edit->cursor == edit->len && columns < text_width(edit) &&
	    !edit->secret) {
		putchar(key);
		edit->drawn = edit->column = columns;
	} else if (!is_continuation(c) || edit->skipped) {
		redraw(edit);
	}
}

enum { GOES_ON = 1 };

/* Does what a key stands for. Returns GOES_ON if the line goes on, or the
 * result of the editing. */
static int handle_key(struct line_edit *edit, int key)
{
	if (key == CR || key == LF)
		return 0;
	if (key == CTRL_C)
		return -ECANCELED;
	if (key == CTRL_D && !edit->len)
		return -EPIPE;
	if (key >= ' ' && key != DEL && key < 0x100) {
		type_key(edit, key);
		return GOES_ON;
	}
	if (key == TAB && edit->history) {
		complete_line(edit);
	} else if (key == CTRL_L) {
		printf("\033[2J\033[H");
		line_redraw(edit);
	} else {
		move_key(edit, key);
		delete_key(edit, key);
	}
	redraw(edit);
	return GOES_ON;
}

static int edit_line(struct line_edit *edit, const char *initial, char **line)
{
	struct readline_history *history = edit->history;
	int rc;

	*line = NULL;
	edit->text = zalloc(READLINE_MAX + 1);
	if (!edit->text)
		return -ENOMEM;
	if (history)
		edit->history_pos = history->count;
	if (initial)
		replace_line(edit, initial);
	line_redraw(edit);
	do {
		rc = handle_key(edit, getkey(0));
	} while (rc == GOES_ON);
	if (edit->cursor != edit->len) {
		edit->cursor = edit->len;
		redraw(edit);
	}
	printf("\n");
	if (rc != 0) {
		free(edit->text);
		return rc;
	}
	remember(history, edit->text);
	*line = edit->text;
	return 0;
}

int readline_edit(const char *prompt, const char *initial,
		  struct readline_history *history, char **line)
{
	struct line_edit edit = { .prompt = prompt, .history = history };

	return edit_line(&edit, initial, line);
}

int readline_secret(const char *prompt, char **line)
{
	struct line_edit edit = { .prompt = prompt, .secret = 1 };

	return edit_line(&edit, NULL, line);
}
