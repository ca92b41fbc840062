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
	/* What it is called in messages, such as "bios" or "serial". */
	const char *name;
	/* 0 if it is used, 1 if it is turned off, or CONSOLE_ABSENT. */
	int disabled;
	/* Writes a character. */
	void ( *putchar ) ( int c );
	/* Writes out what putchar() has kept back. Called before every wait for
	 * input, at newlines and before another program gets the machine. May be
	 * NULL. */
	void ( *flush ) ( void );
	/* Returns non-zero if getchar() would return at once. */
	int ( *iskey ) ( void );
	/* Returns a character of ASCII or a key of <ipxe/keys.h> (KEY_MIN or
	 * more). Only called after iskey() has returned non-zero. */
	int ( *getchar ) ( void );
};

/* Cannot be switched on: it is not there, or the build left it out. */
#define CONSOLE_ABSENT 2

#define CONSOLES __table ( struct console_driver, "consoles" )
#define __console_driver __table_entry ( CONSOLES, 01 )

/* Returns non-zero if getchar() (<stdio.h>) would return at once. */
int iskey ( void );
/* Lets all consoles write out what they have kept back. */
void console_flush ( void );
/* Replaces control characters by '?', also those of ISO 6429 that UTF-8 can
 * express; other characters of UTF-8 stay. No text that comes from elsewhere may
 * reach a terminal without this. */
void replace_controls ( char *text );
/* Returns the next key, for which the bytes of an escape sequence are put
 * together, or 0 if none came within timeout ticks; 0 ticks stand for ever. The
 * event loop runs meanwhile. */
int getkey ( unsigned long timeout );

/* Size of the text screen, in characters. */
#define CONSOLE_COLS 80
#define CONSOLE_ROWS 25

#endif /* IPXE_CONSOLE_H */
