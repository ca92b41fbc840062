/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STRING_H
#define STRING_H

#include <stddef.h>
#include <stdint.h>

void *memcpy ( void *dest, const void *src, size_t len );
void *memmove ( void *dest, const void *src, size_t len );
void *memset ( void *dest, int c, size_t len );
int memcmp ( const void *a, const void *b, size_t len );
void *memchr ( const void *data, int c, size_t len );
void *memmem ( const void *data, size_t len, const void *sub, size_t sublen );

size_t strlen ( const char *s );
size_t strnlen ( const char *s, size_t max );
int strcmp ( const char *a, const char *b );
int strncmp ( const char *a, const char *b, size_t max );
char *strchr ( const char *s, int c );
char *strrchr ( const char *s, int c );
char *strstr ( const char *s, const char *sub );
char *strcpy ( char *dest, const char *src );
char *strncpy ( char *dest, const char *src, size_t max );
char *strcat ( char *dest, const char *src );
/* Allocated copies (free them), or NULL when out of memory. */
char *strdup ( const char *s );
char *strndup ( const char *s, size_t max );

/* Text of an error, positive or negative. Static storage. */
const char *strerror ( int rc );

#endif /* STRING_H */
