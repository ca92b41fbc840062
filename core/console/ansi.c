/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * ANSI escape sequences for screens (<core/ansi.h>): cursor movement, clearing and
 * colours, as menus and full-screen forms use them. Other sequences are dropped.
 */

#include <core/ansi.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>

/* The attribute of light grey text on black, and the bit of bright text. */
#define DEFAULT_COLOURS 0x07
#define BRIGHT 0x08
/* A parameter from this value on takes no more digits. */
#define PARAMETER_MAX 9999
/* The mode that shows the cursor (DECTCEM of the VT220): "ESC [ ? 25 h" shows it,
 * "ESC [ ? 25 l" hides it. */
#define CURSOR_MODE 25

/* What the next character belongs to: plain text, what follows ESC, a sequence that
 * began with "ESC [", or one that is dropped. */
enum { TEXT, ESCAPE, SEQUENCE, IGNORE };

/* The characters of the upper half of code page 437, as the lowest eight bits of
 * their numbers in Unicode; 0 stands for those that are not supported. The codes
 * from FIRST_LINE to LAST_LINE are lines and blocks (U+25xx), all others are letters
 * and signs of Latin-1 (U+00xx). */
static const uint8_t upper_half[] = {
	0xc7, 0xfc, 0xe9, 0xe2, 0xe4, 0xe0, 0xe5, 0xe7, 0xea, 0xeb, 0xe8, 0xef,
	0xee, 0xec, 0xc4, 0xc5, 0xc9, 0xe6, 0xc6, 0xf4, 0xf6, 0xf2, 0xfb, 0xf9,
	0xff, 0xd6, 0xdc, 0xa2, 0xa3, 0xa5, 0x00, 0x00, 0xe1, 0xed, 0xf3, 0xfa,
	0xf1, 0xd1, 0xaa, 0xba, 0xbf, 0x00, 0xac, 0xbd, 0xbc, 0xa1, 0xab, 0xbb,
	0x91, 0x92, 0x93, 0x02, 0x24, 0x61, 0x62, 0x56, 0x55, 0x63, 0x51, 0x57,
	0x5d, 0x5c, 0x5b, 0x10, 0x14, 0x34, 0x2c, 0x1c, 0x00, 0x3c, 0x5e, 0x5f,
	0x5a, 0x54, 0x69, 0x66, 0x60, 0x50, 0x6c, 0x67, 0x68, 0x64, 0x65, 0x59,
	0x58, 0x52, 0x53, 0x6b, 0x6a, 0x18, 0x0c, 0x88, 0x84, 0x8c, 0x90, 0x80,
	0x00, 0xdf, 0x00, 0x00, 0x00, 0x00, 0xb5, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0xb1, 0x00, 0x00, 0x00, 0x00, 0xf7, 0x00,
	0xb0, 0x00, 0xb7, 0x00, 0x00, 0xb2, 0x00, 0xa0,
};
#define FIRST_LINE 0xb0
#define LAST_LINE 0xdf

/* Returns the bits of a character's number that upper_half[] lacks. */
static uint32_t page_of(unsigned int code)
{
	return code >= FIRST_LINE && code <= LAST_LINE ? 0x2500 : 0;
}

unsigned int ansi_unicode(unsigned int code)
{
	return code < 0x80 ? code : upper_half[code - 0x80] + page_of(code);
}

/* Returns the screen's code of a character, or '?' if the screen cannot show it.
 * ASCII characters never get here unless they were encoded in more bytes than
 * UTF-8 allows, and become '?', too. */
static unsigned int glyph(uint32_t character)
{
	unsigned int c = 0x100;

	do {
		if (--c < 0x80 || character < 0x80)
			return '?';
	} while (upper_half[c - 0x80] + page_of(c) != character);
	return c;
}

/* Returns VGA's number of an ANSI colour, in which red and blue have each other's
 * bits. */
static unsigned int vga_colour(unsigned int ansi)
{
	return (ansi & 2) | (ansi & 1) << 2 | (ansi & 4) >> 2;
}

/* Returns the attribute of the current colours, neither reversed nor bright. */
static unsigned int colours(const struct ansi *ansi)
{
	return ansi->colours ? ansi->colours - 1 : DEFAULT_COLOURS;
}

/* Returns the attribute that the next character is drawn with. */
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

/* Returns a parameter that is a count or a position, which is 1 if it is absent or
 * 0. */
static unsigned int number(const struct ansi *ansi, unsigned int i)
{
	unsigned int value = parameter(ansi, i);

	return value ? value : 1;
}

/* Obeys one parameter of SGR, the sequence that sets colours (ECMA-48 section
 * 8.3.117). */
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

/* Returns a row or column, or the last one if it is not before the end. */
static unsigned int limit(unsigned int value, unsigned int end)
{
	return value < end ? value : end - 1;
}

/* Moves the cursor as the sequence with a final character asks for. */
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

/* Erases a part of the line (K) or of the screen (J). The parameter 0 means from the
 * cursor to the end, 1 means from the start up to the cursor, 2 means all of it. */
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

/* Reports the position of the cursor if the sequence asks for it. */
static void report(struct ansi *ansi)
{
	unsigned int row, col;

	if (parameter(ansi, 0) != 6 || !ansi->ops->report)
		return;
	ansi->ops->get_cursor(&row, &col);
	ansi->ops->report(row, col);
}

/* Obeys a sequence that is complete with its final character. */
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
	case 'h': case 'l':
		if (parameter(ansi, 0) == CURSOR_MODE)
			ansi->ops->show_cursor(final == 'h');
		break;
	case 'm':
		for (i = 0; i < ansi->count || i == 0; i++)
			rendition(ansi, parameter(ansi, i));
		break;
	}
	ansi->state = TEXT;
}

/* Handles a character inside of a sequence. */
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

/* Draws a character, given as the screen's code, in the current colours. */
static void draw(struct ansi *ansi, unsigned int c)
{
	ansi->ops->put(c, attribute(ansi));
}

/* Handles a byte outside of sequences: a part of a character in UTF-8. */
static void text(struct ansi *ansi, unsigned int c)
{
	if (ansi->utf8 && (c & 0xc0) == 0x80) {
		ansi->character = ansi->character << 6 | (c & 0x3f);
		if (--ansi->utf8 == 0)
			draw(ansi, ansi->ascii ? '?' : glyph(ansi->character));
		return;
	}
	/* A character that is cut short is drawn as '?', and so is a byte that
	 * no character begins with. */
	if (ansi->utf8 || (c >= 0x80 && c < 0xc0))
		draw(ansi, '?');
	ansi->utf8 = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
	ansi->character = c & (0x3f >> ansi->utf8);
	if (c == ESC)
		ansi->state = ESCAPE;
	else if (c == '\n')
		draw(ansi, '\r');
	if (c < 0x80 && c != ESC)
		draw(ansi, c);
}

void ansi_putchar(struct ansi *ansi, int c)
{
	if (ansi->state == TEXT) {
		text(ansi, c & 0xff);
	} else if (ansi->state == SEQUENCE) {
		sequence(ansi, c & 0xff);
	} else if (ansi->state == ESCAPE) {
		ansi->count = 0;
		ansi->parameters[0] = 0;
		ansi->state = c == '[' ? SEQUENCE : IGNORE;
	}
	/* A sequence that does not begin with "ESC [" is dropped up to its
	 * final character. */
	if (ansi->state == IGNORE && (c < ' ' || c >= '@'))
		ansi->state = TEXT;
}
