/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STDIO_H
#define STDIO_H

#include <stddef.h>
#include <stdint.h>
#include <stdarg.h>

/*
 * Prints to all consoles that are enabled. Returns the number of characters.
 *
 * The conversions are %d %i %u %x %X %c %s %p %%, with the flags "0", "#" and
 * "-", a width, a precision for %s (a number or *), and the lengths hh h l ll
 * z. src/ keeps to those that every version of iPXE has: no %u, no "-", no
 * precision, no ll.
 */
int printf ( const char *format, ... )
	__attribute__ (( format ( __printf__, 1, 2 ) ));
/* Prints as printf() does, with the arguments as a list. */
int vprintf ( const char *format, va_list args );

/* Writes text into buf, at most size bytes with the NUL, and nothing if size is
 * 0. Returns the length of the whole text without NUL, also where it was cut
 * off. */
int snprintf ( char *buf, size_t size, const char *format, ... )
	__attribute__ (( format ( __printf__, 3, 4 ) ));
/* Writes text as snprintf() does, with the arguments as a list. */
int vsnprintf ( char *buf, size_t size, const char *format, va_list args );

/* Writes text into memory that it allocates and the caller frees. Returns the
 * length of the text, or -ENOMEM with *text set to NULL. */
int asprintf ( char **text, const char *format, ... )
	__attribute__ (( format ( __printf__, 2, 3 ) ));
/* Allocates text as asprintf() does, with the arguments as a list. */
int vasprintf ( char **text, const char *format, va_list args );

/* Writes a character to all consoles that are enabled. Returns the
 * character. */
int putchar ( int c );
/* Returns the next character from any console. It waits for one, with the event
 * loop running meanwhile (step() of <ipxe/process.h>). */
int getchar ( void );

#endif /* STDIO_H */
