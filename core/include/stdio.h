/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STDIO_H
#define STDIO_H

#include <stddef.h>
#include <stdint.h>
#include <stdarg.h>

/*
 * Output to the consoles. Conversions: %d %i %u %x %X %c %s %p %%, flags "0",
 * "#" and "-", a width, a precision for %s (number or *), and the lengths hh h
 * l ll z. src/ keeps to what every iPXE knows: no %u, no "-", no precision, no
 * ll. Returns the number of characters.
 */
int printf ( const char *format, ... )
	__attribute__ (( format ( __printf__, 1, 2 ) ));
/* Prints with the arguments of a caller that has them as a list. */
int vprintf ( const char *format, va_list args );

/* Writes at most size bytes, the terminating NUL among them; nothing if size is
 * 0. Returns the length that the whole text has. */
int snprintf ( char *buf, size_t size, const char *format, ... )
	__attribute__ (( format ( __printf__, 3, 4 ) ));
/* Is snprintf() with the arguments as a list. */
int vsnprintf ( char *buf, size_t size, const char *format, va_list args );

/* Allocates the text. Returns its length, or a negative error with *text NULL. */
int asprintf ( char **text, const char *format, ... )
	__attribute__ (( format ( __printf__, 2, 3 ) ));
/* Is asprintf() with the arguments as a list. */
int vasprintf ( char **text, const char *format, va_list args );

/* Writes a character to all consoles that are enabled. Returns it. */
int putchar ( int c );
/* Waits for a character from any console and returns it. The stack runs
 * meanwhile (step()). */
int getchar ( void );

#endif /* STDIO_H */
