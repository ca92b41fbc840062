/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CTYPE_H
#define CTYPE_H

/*
 * Classes of ASCII characters (ISO C 7.4). The argument may be any int, also a
 * negative char; a value that is not an ASCII character belongs to no class.
 */

/* Returns non-zero for a lower-case letter, a to z. */
static inline int islower ( int c ) { return ( c >= 'a' && c <= 'z' ); }
/* Returns non-zero for an upper-case letter, A to Z. */
static inline int isupper ( int c ) { return ( c >= 'A' && c <= 'Z' ); }
/* Returns non-zero for a letter of either case. */
static inline int isalpha ( int c ) { return islower ( c ) || isupper ( c ); }
/* Returns non-zero for a decimal digit. */
static inline int isdigit ( int c ) { return ( c >= '0' && c <= '9' ); }
/* Returns non-zero for a letter or a decimal digit. */
static inline int isalnum ( int c ) { return isalpha ( c ) || isdigit ( c ); }
/* Returns non-zero for a blank, tab, newline, vertical tab, form feed or
 * carriage return. */
static inline int isspace ( int c ) {
	return ( c == ' ' || ( c >= '\t' && c <= '\r' ) );
}
/* Returns non-zero for a character that leaves a mark on the screen, or a
 * blank. */
static inline int isprint ( int c ) { return ( c >= 0x20 && c < 0x7f ); }
/* Returns non-zero for a hexadecimal digit, with letters of either case. */
static inline int isxdigit ( int c ) {
	return isdigit ( c ) || ( c >= 'a' && c <= 'f' ) ||
	       ( c >= 'A' && c <= 'F' );
}
/* Returns the upper-case letter that belongs to a lower-case one, or c as it is
 * if it is anything else. */
static inline int toupper ( int c ) { return islower ( c ) ? c - 32 : c; }
/* Returns the lower-case letter that belongs to an upper-case one, or c as it
 * is if it is anything else. */
static inline int tolower ( int c ) { return isupper ( c ) ? c + 32 : c; }

#endif /* CTYPE_H */
