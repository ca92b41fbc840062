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
 * ll.
 */
int printf ( const char *format, ... )
	__attribute__ (( format ( __printf__, 1, 2 ) ));
int vprintf ( const char *format, va_list args );

/* Writes at most size bytes with the terminating NUL (size 0: nothing);
 * returns the length the whole text has. */
int snprintf ( char *buf, size_t size, const char *format, ... )
	__attribute__ (( format ( __printf__, 3, 4 ) ));
int vsnprintf ( char *buf, size_t size, const char *format, va_list args );

/* Allocate the text; *text is NULL and the result negative on failure. */
int asprintf ( char **text, const char *format, ... )
	__attribute__ (( format ( __printf__, 2, 3 ) ));
int vasprintf ( char **text, const char *format, va_list args );

int putchar ( int c );
int getchar ( void );

#endif /* STDIO_H */
