/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STDLIB_H
#define STDLIB_H

#include <stddef.h>
#include <stdint.h>

/* Allocates len bytes on the heap, which core/memory or the platform implements
 * and which has a few MiB at least. Returns NULL when there is no room. */
void *malloc ( size_t len );
/* Allocates len bytes, all zero. Returns NULL when there is no room. */
void *zalloc ( size_t len );
/* Allocates count times len bytes, all zero. Returns NULL when there is no
 * room or the product is out of range. */
void *calloc ( size_t count, size_t len );
/* Changes the length of an allocation and returns where it is then; old NULL
 * makes a new one. Returns NULL and leaves the allocation as it was when there
 * is no room. */
void *realloc ( void *old, size_t len );
/* Frees an allocation; NULL does nothing. */
void free ( void *ptr );

/* Returns the number at the start of a text, in a base from 2 to 36; with base
 * 0 the prefix 0x stands for 16, 0 for 8, and anything else for 10. Returns
 * ULONG_MAX for a number that is too large. If end is not NULL, *end is set to
 * the first character after the number. */
unsigned long strtoul ( const char *text, char **end, int base );
/* Returns the number at the start of a text as strtoul() does, with up to 64
 * bits. */
unsigned long long strtoull ( const char *text, char **end, int base );

/* Runs a line of commands as the shell does. Returns the result of the command
 * that ran last: 0, or a negative error. */
int system ( const char *command );

/* Returns a number from 0 to 2^31 - 1 that cannot be guessed from others, as
 * far as the machine allows (<core/random.h>). */
long int random ( void );
/* Makes random() return a sequence of numbers that depends on the seed alone,
 * for tests that have to be repeatable. */
void srandom ( unsigned int seed );

#endif /* STDLIB_H */
