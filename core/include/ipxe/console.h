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
	const char *name;		/* "bios", "serial" */
	int disabled;			/* 1: off; CONSOLE_ABSENT */
	void ( *putchar ) ( int c );
	/* May be NULL. Writes out what putchar has kept back. Called before
	 * every wait for input, at newlines and before leaving. */
	void ( *flush ) ( void );
	/* Non-zero if getchar would return at once. */
	int ( *iskey ) ( void );
	/* ASCII, or a key of <ipxe/keys.h> (>= KEY_MIN). Only called after
	 * iskey() said yes. */
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
/* Puts '?' in the place of control characters, those of ISO 6429 in UTF-8 as
 * well: what others have written must not reach a terminal without this. UTF-8
 * is left alone. */
void replace_controls ( char *text );
/* The next key with escape sequences put together, 0 after timeout ticks with
 * none (timeout 0: waits for ever). Runs the stack meanwhile. */
int getkey ( unsigned long timeout );

/* Size of the text screen. */
#define CONSOLE_COLS 80
#define CONSOLE_ROWS 25

#endif /* IPXE_CONSOLE_H */
