/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CTYPE_H
#define CTYPE_H

/*
 * Classes of ASCII characters. Whatever is outside of ASCII belongs to none, and
 * may be asked for all the same. All return non-zero for a member of the class.
 */

/* A lower-case letter, a to z. */
static inline int islower ( int c ) { return ( c >= 'a' && c <= 'z' ); }
/* An upper-case letter, A to Z. */
static inline int isupper ( int c ) { return ( c >= 'A' && c <= 'Z' ); }
/* A letter of either case. */
static inline int isalpha ( int c ) { return islower ( c ) || isupper ( c ); }
/* A decimal digit. */
static inline int isdigit ( int c ) { return ( c >= '0' && c <= '9' ); }
/* A letter or a decimal digit. */
static inline int isalnum ( int c ) { return isalpha ( c ) || isdigit ( c ); }
/* A blank, tab, newline, vertical tab, form feed or carriage return. */
static inline int isspace ( int c ) {
	return ( c == ' ' || ( c >= '\t' && c <= '\r' ) );
}
/* A character that can be seen, or a blank. */
static inline int isprint ( int c ) { return ( c >= 0x20 && c < 0x7f ); }
/* A hexadecimal digit of either case. */
static inline int isxdigit ( int c ) {
	return isdigit ( c ) || ( c >= 'a' && c <= 'f' ) ||
	       ( c >= 'A' && c <= 'F' );
}
/* Returns the upper-case letter for a lower-case one, else c itself. */
static inline int toupper ( int c ) { return islower ( c ) ? c - 32 : c; }
/* Returns the lower-case letter for an upper-case one, else c itself. */
static inline int tolower ( int c ) { return isupper ( c ) ? c + 32 : c; }

#endif /* CTYPE_H */
