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
	/* Writes a character at the cursor, which moves on. \r, \n, \b and BEL
	 * do what they do on a teletype. */
	void (*put)(int c, unsigned int attribute);
	/* Tells where the cursor is. */
	void (*get_cursor)(unsigned int *row, unsigned int *col);
	/* Moves the cursor. */
	void (*set_cursor)(unsigned int row, unsigned int col);
	/* Writes blanks from a position on, to the end of the screen at most.
	 * The cursor stays where it is. */
	void (*clear)(unsigned int row, unsigned int col,
			  unsigned int count, unsigned int attribute);
	/* Fills the screen with blanks and moves the cursor to 0, 0. */
	void (*clear_screen)(unsigned int attribute);
	/* Shows the cursor, or hides it if on is 0. */
	void (*show_cursor)(int on);
	/* Answers a program that has asked where the cursor is (ESC [ 6 n,
	 * ECMA-48 8.3.35) and expects ESC [ row ; column R as input, counted
	 * from 1. NULL if this console cannot answer. */
	void (*report)(unsigned int row, unsigned int col);
};

/* Most numbers that a sequence may have; further ones are ignored. */
#define ANSI_MAX_PARAMETERS 8

/* The state of one console. The owner sets ops, and all else to zero. */
struct ansi {
	/* What the screen can do. */
	const struct ansi_ops *ops;
	/* Which part of a sequence is expected next (ansi.c). */
	unsigned int state;
	/* The numbers that the current sequence has had so far. */
	unsigned int parameters[ANSI_MAX_PARAMETERS];
	/* How many numbers have begun, the unfinished one included. */
	unsigned int count;
	/* The colours as an attribute, plus 1; 0 before they are set. */
	unsigned int colours;
	/* Non-zero if text is bright. */
	unsigned int bold;
	/* Non-zero if the colours of text and background are exchanged. */
	unsigned int reverse;
	/* How many bytes of the current UTF-8 character are still to come. */
	unsigned int utf8;
	/* The bits of the current UTF-8 character that have come. */
	uint32_t character;
	/* Non-zero if the screen does not have code page 437. */
	int ascii;
};

/* Takes the next character of the output. Newlines become CR LF, and each UTF-8
 * character that is not ASCII becomes its code in code page 437, or '?'. */
void ansi_putchar(struct ansi *ansi, int c);

/* Returns the Unicode character for a code that put() was called with, for
 * screens that take Unicode. */
unsigned int ansi_unicode(unsigned int code);

#endif /* CORE_ANSI_H */
