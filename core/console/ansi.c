/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * ANSI sequences for screens (<core/ansi.h>): cursor movement, clearing and
 * colours, as menus and full-screen forms use them. Anything else is
 * swallowed.
 */

#include <core/ansi.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>

#define DEFAULT_COLOURS 0x07
#define BRIGHT 0x08
#define PARAMETER_MAX 9999

enum { TEXT, ESCAPE, SEQUENCE };

/* Red and blue have changed places between ANSI and VGA. */
static unsigned int vga_colour(unsigned int ansi)
{
	return (ansi & 2) | (ansi & 1) << 2 | (ansi & 4) >> 2;
}

static unsigned int colours(const struct ansi *ansi)
{
	return ansi->colours ? ansi->colours - 1 : DEFAULT_COLOURS;
}

static unsigned int attribute(const struct ansi *ansi)
{
	unsigned int both = colours(ansi);

	if (ansi->reverse)
		both = (both & 0x07) << 4 | (both & 0x70) >> 4;
	return ansi->bold ? both | BRIGHT : both;
}

/* Returns a parameter, or 0 if it is absent. */
static unsigned int parameter(const struct ansi *ansi, unsigned int i)
{
	return i < ansi->count ? ansi->parameters[i] : 0;
}

/* Returns a parameter that is a count or a position from 1 on. */
static unsigned int number(const struct ansi *ansi, unsigned int i)
{
	unsigned int value = parameter(ansi, i);

	return value ? value : 1;
}

/* Obeys one parameter of "select graphic rendition". */
static void rendition(struct ansi *ansi, unsigned int what)
{
	unsigned int both = colours(ansi);

	if (what == 0) {
		ansi->bold = ansi->reverse = 0;
		both = DEFAULT_COLOURS;
	} else if (what == 1) {
		ansi->bold = 1;
	} else if (what == 22) {
		ansi->bold = 0;
	} else if (what == 7 || what == 27) {
		ansi->reverse = what == 7;
	} else if (what >= 30 && what <= 37) {
		both = (both & 0x70) | vga_colour(what - 30);
	} else if (what == 39) {
		both = (both & 0x70) | DEFAULT_COLOURS;
	} else if (what >= 40 && what <= 47) {
		both = (both & 0x07) | vga_colour(what - 40) << 4;
	} else if (what == 49) {
		both &= 0x07;
	}
	ansi->colours = both + 1;
}

static unsigned int limit(unsigned int value, unsigned int end)
{
	return value < end ? value : end - 1;
}

static void move(struct ansi *ansi, int final)
{
	unsigned int count = number(ansi, 0);
	unsigned int row, col;

	ansi->ops->get_cursor(&row, &col);
	if (final == 'A')
		row -= count < row ? count : row;
	else if (final == 'B')
		row = limit(row + count, CONSOLE_ROWS);
	else if (final == 'C')
		col = limit(col + count, CONSOLE_COLS);
	else if (final == 'D')
		col -= count < col ? count : col;
	else if (final == 'G')
		col = limit(count - 1, CONSOLE_COLS);
	else {
		row = limit(count - 1, CONSOLE_ROWS);
		col = limit(number(ansi, 1) - 1, CONSOLE_COLS);
	}
	ansi->ops->set_cursor(row, col);
}

/* Erases in the line (K) or on the screen (J): 0 to its end, 1 up to the
 * cursor, 2 all of it. */
static void erase(struct ansi *ansi, int final)
{
	unsigned int what = parameter(ansi, 0);
	unsigned int row, col, first, last;

	if (final == 'J' && what == 2) {
		ansi->ops->clear_screen(attribute(ansi));
		return;
	}
	ansi->ops->get_cursor(&row, &col);
	first = last = row * CONSOLE_COLS + col;
	if (what != 1)
		last = final == 'J' ? CONSOLE_ROWS * CONSOLE_COLS :
				      (row + 1) * CONSOLE_COLS;
	else
		last++;
	if (what != 0)
		first = final == 'J' ? 0 : row * CONSOLE_COLS;
	ansi->ops->clear(first / CONSOLE_COLS, first % CONSOLE_COLS,
			 last - first, attribute(ansi));
	ansi->ops->set_cursor(row, col);
}

static void report(struct ansi *ansi)
{
	unsigned int row, col;

	if (parameter(ansi, 0) != 6 || !ansi->ops->report)
		return;
	ansi->ops->get_cursor(&row, &col);
	ansi->ops->report(row, col);
}

static void end_sequence(struct ansi *ansi, int final)
{
	unsigned int i;

	switch (final) {
	case 'A': case 'B': case 'C': case 'D': case 'G': case 'H': case 'f':
		move(ansi, final);
		break;
	case 'J': case 'K':
		erase(ansi, final);
		break;
	case 'n':
		report(ansi);
		break;
	case 'm':
		for (i = 0; i < ansi->count || i == 0; i++)
			rendition(ansi, parameter(ansi, i));
		break;
	}
	ansi->state = TEXT;
}

/* Takes in a character inside of a sequence. */
static void sequence(struct ansi *ansi, int c)
{
	unsigned int *value;

	if (c >= '0' && c <= '9') {
		if (!ansi->count)
			ansi->count = 1;
		value = &ansi->parameters[ansi->count - 1];
		if (*value < PARAMETER_MAX)
			*value = *value * 10 + c - '0';
	} else if (c == ';') {
		if (!ansi->count)
			ansi->count = 1;
		if (ansi->count < ANSI_MAX_PARAMETERS)
			ansi->parameters[ansi->count++] = 0;
	} else if (c >= '@' && c <= '~') {
		end_sequence(ansi, c);
	} else if (c < ' ') {
		ansi->state = TEXT;
	}
}

static void text(struct ansi *ansi, int c)
{
	if (c >= 0x80 && c < 0xc0 && ansi->utf8) {
		ansi->utf8--;
		return;
	}
	ansi->utf8 = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
	if (c == ESC) {
		ansi->state = ESCAPE;
		return;
	}
	if (c == '\n')
		ansi->ops->put('\r', attribute(ansi));
	ansi->ops->put(c < 0x80 ? c : '?', attribute(ansi));
}

void ansi_putchar(struct ansi *ansi, int c)
{
	if (ansi->state == TEXT) {
		text(ansi, c & 0xff);
	} else if (ansi->state == SEQUENCE) {
		sequence(ansi, c & 0xff);
	} else {
		ansi->count = 0;
		ansi->parameters[0] = 0;
		ansi->state = c == '[' ? SEQUENCE : TEXT;
	}
}
