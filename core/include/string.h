/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STRING_H
#define STRING_H

#include <stddef.h>
#include <stdint.h>

/* Memory and strings, as ISO C and POSIX have them. */

/* Copies len bytes; the areas must not overlap. Returns dest. */
void *memcpy ( void *dest, const void *src, size_t len );
/* Copies len bytes; the areas may overlap. Returns dest. */
void *memmove ( void *dest, const void *src, size_t len );
/* Fills len bytes with the low byte of c. Returns dest. */
void *memset ( void *dest, int c, size_t len );
/* Compares bytes as numbers from 0 to 255: returns 0 if all are equal, else
 * a value with the sign of the first difference. */
int memcmp ( const void *a, const void *b, size_t len );
/* Returns where the low byte of c is first, or NULL. */
void *memchr ( const void *data, int c, size_t len );
/* Returns where the sublen bytes of sub are first, or NULL. */
void *memmem ( const void *data, size_t len, const void *sub, size_t sublen );

/* Returns the length of a string, without its NUL. */
size_t strlen ( const char *s );
/* Returns the length of a string, or max if there is no NUL in max bytes. */
size_t strnlen ( const char *s, size_t max );
/* Compares strings as memcmp() does bytes. */
int strcmp ( const char *a, const char *b );
/* Compares strings, up to max characters of each. */
int strncmp ( const char *a, const char *b, size_t max );
/* Returns where c is first in the string, its NUL included, or NULL. */
char *strchr ( const char *s, int c );
/* Returns where c is last in the string, its NUL included, or NULL. */
char *strrchr ( const char *s, int c );
/* Returns where sub is first, or NULL. */
char *strstr ( const char *s, const char *sub );
/* Copies a string with its NUL; the caller has checked that there is room.
 * Returns dest. */
char *strcpy ( char *dest, const char *src );
/* Copies at most max characters and fills the rest of max with NULs: there
 * is no NUL after a string of max characters or more. Returns dest. */
char *strncpy ( char *dest, const char *src, size_t max );
/* Appends a string; the caller has checked that there is room. Returns dest. */
char *strcat ( char *dest, const char *src );
/* Returns an allocated copy, or NULL when out of memory. */
char *strdup ( const char *s );
/* Returns an allocated copy of at most max characters, or NULL when out of
 * memory. */
char *strndup ( const char *s, size_t max );

/* Returns the text of an error, which may be positive or negative, in static
 * storage. */
const char *strerror ( int rc );

#endif /* STRING_H */
