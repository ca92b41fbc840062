/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_CONSOLE_H
#define IPXE_CONSOLE_H

#include <ipxe/tables.h>

/*
 * Consoles. Output goes to every enabled one, input comes from any. Programs
 * write ANSI sequences (ECMA-48); a driver of a screen interprets them
 * (core/console/ansi.c helps), one of a terminal passes them on.
 */
struct console_driver {
	/* Its name in messages, such as "bios" or "serial". */
	const char *name;
	/* 0 if it is used, 1 if it is switched off, or CONSOLE_ABSENT. */
	int disabled;
	/* Writes a character. */
	void ( *putchar ) ( int c );
	/* Writes out what putchar() has kept back. Called before every wait for
	 * input, soon after newlines, and before another program gets the
	 * machine. May be NULL. */
	void ( *flush ) ( void );
	/* Returns non-zero if getchar() would return at once. */
	int ( *iskey ) ( void );
	/* Returns a character of ASCII or a key of <ipxe/keys.h> (KEY_MIN or
	 * more). Only called after iskey() has returned non-zero. */
	int ( *getchar ) ( void );
};

/* Value of "disabled" for a console that cannot be switched on, because the
 * machine lacks it or the build left it out. */
#define CONSOLE_ABSENT 2

#define CONSOLES __table ( struct console_driver, "consoles" )
#define __console_driver __table_entry ( CONSOLES, 01 )

/* Returns non-zero if getchar() (<stdio.h>) would return at once. */
int iskey ( void );
/* Lets all consoles write out what they have kept back. */
void console_flush ( void );
/* Lets all consoles write out a line that is not complete, which may be a question.
 * Lines that are complete may be kept back for a moment. */
void console_show ( void );
/* Replaces control characters in a text by '?', also those above ASCII (ISO
 * 6429's C1), and keeps all other characters of UTF-8. Text from the network
 * has to go through this before it is printed, as it could contain commands to
 * the terminal. */
void replace_controls ( char *text );
/* Returns the next key, or 0 if none was pressed within timeout ticks; a
 * timeout of 0 has no limit. An escape sequence counts as one key
 * (<ipxe/keys.h>). The event loop runs meanwhile. */
int getkey ( unsigned long timeout );

/* Size of the text screen, in characters. */
#define CONSOLE_COLS 80
#define CONSOLE_ROWS 25

#endif /* IPXE_CONSOLE_H */
