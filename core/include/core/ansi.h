/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_ANSI_H
#define CORE_ANSI_H

#include <stdint.h>

/*
 * ANSI sequences (ECMA-48) for consoles that have a screen but no terminal.
 * Rows and columns count from 0; attributes are those of VGA text: background
 * << 4 | foreground, bit 3 bright.
 */
struct ansi_ops {
	/* A character at the cursor, which moves on; \r \n \b and BEL do what
	 * they do on a teletype. */
	void (*put)(int c, unsigned int attribute);
	void (*get_cursor)(unsigned int *row, unsigned int *col);
	void (*set_cursor)(unsigned int row, unsigned int col);
	/* Blanks from a position on; the cursor stays there. They do not go
	 * beyond the end of the screen. */
	void (*clear)(unsigned int row, unsigned int col,
			  unsigned int count, unsigned int attribute);
	/* All blank, cursor at 0, 0. */
	void (*clear_screen)(unsigned int attribute);
	void (*show_cursor)(int on);
	/* Somebody asked where the cursor is (ESC [ 6 n, ECMA-48 8.3.35) and
	 * expects ESC [ row ; column R as input, counted from 1. NULL: there is
	 * no answer. */
	void (*report)(unsigned int row, unsigned int col);
};

#define ANSI_MAX_PARAMETERS 8

/* One console's state; set ops, all else zero. */
struct ansi {
	const struct ansi_ops *ops;
	unsigned int state;
	unsigned int parameters[ANSI_MAX_PARAMETERS];
	unsigned int count;		/* of parameters begun */
	unsigned int colours;		/* attribute + 1; 0: none set yet */
	unsigned int bold, reverse;
	unsigned int utf8;		/* bytes to come */
	uint32_t character;		/* what those before them were */
	int ascii;			/* the screen has no code page 437 */
};

/* Takes the next character of the output. Newlines become CR LF; UTF-8 beyond
 * ASCII becomes the code of that character in code page 437, or '?'. */
void ansi_putchar(struct ansi *ansi, int c);

/* For screens that take Unicode: returns the character for a code that put() was
 * called with. */
unsigned int ansi_unicode(unsigned int code);

#endif /* CORE_ANSI_H */
