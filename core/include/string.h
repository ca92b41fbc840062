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
/* Returns the first place that has the low byte of c, or NULL. */
void *memchr ( const void *data, int c, size_t len );
/* Returns the first place where the sublen bytes of sub stand, or NULL. */
void *memmem ( const void *data, size_t len, const void *sub, size_t sublen );

/* Returns the length of a string, without its NUL. */
size_t strlen ( const char *s );
/* Returns the length of a string, or max if there is no NUL in max bytes. */
size_t strnlen ( const char *s, size_t max );
/* Compares strings byte by byte: returns 0 if they are equal, else a value with
 * the sign of the first difference. */
int strcmp ( const char *a, const char *b );
/* Compares strings as strcmp() does, at most max bytes of each. */
int strncmp ( const char *a, const char *b, size_t max );
/* Returns the first place of the string that has c, or NULL. The NUL at its end
 * can be looked for as well. */
char *strchr ( const char *s, int c );
/* Returns the last place of the string that has c, or NULL. The NUL at its end
 * can be looked for as well. */
char *strrchr ( const char *s, int c );
/* Returns the first place of the string where sub stands, or NULL. */
char *strstr ( const char *s, const char *sub );
/* Copies a string with its NUL; the caller has checked that there is room.
 * Returns dest. */
char *strcpy ( char *dest, const char *src );
/* Copies at most max characters and fills the rest of dest up to max with NULs;
 * a string of max characters or more gets no NUL at its end. Returns dest. */
char *strncpy ( char *dest, const char *src, size_t max );
/* Appends a string; the caller has checked that there is room. Returns dest. */
char *strcat ( char *dest, const char *src );
/* Returns an allocated copy of a string, or NULL when out of memory. */
char *strdup ( const char *s );
/* Returns an allocated copy of the first max characters of a string at most, or
 * NULL when out of memory. */
char *strndup ( const char *s, size_t max );

/* Returns the text of an error number, which may be positive or negative. The
 * text may lie in a static buffer that the next call overwrites. */
const char *strerror ( int rc );

#endif /* STRING_H */
