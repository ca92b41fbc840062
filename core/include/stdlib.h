/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STDLIB_H
#define STDLIB_H

#include <stddef.h>
#include <stdint.h>

/* Allocates len bytes on the heap, which has a few MiB (core/memory, or the
 * platform). Returns NULL when there is no room. */
void *malloc ( size_t len );
/* Allocates len bytes, all zero. Returns NULL when there is no room. */
void *zalloc ( size_t len );
/* Allocates count times len bytes, all zero. Returns NULL when there is no
 * room or the product is out of range. */
void *calloc ( size_t count, size_t len );
/* Changes the length of an allocation, which may move; NULL allocates.
 * Returns NULL, with the old one as it was, when there is no room. */
void *realloc ( void *old, size_t len );
/* Frees an allocation; NULL does nothing. */
void free ( void *ptr );

/* Reads a number in a base from 2 to 36; base 0 goes by the prefixes 0x and 0.
 * *end, if end is not NULL, is set to what follows it. Returns the largest value
 * where the number is too large. */
unsigned long strtoul ( const char *text, char **end, int base );
/* Reads a number of up to 64 bits as strtoul() does. */
unsigned long long strtoull ( const char *text, char **end, int base );

/* Runs a command line as the shell would. Returns the last command's result. */
int system ( const char *command );

/* Returns a number from 0 to 2^31 - 1 that cannot be guessed from others, as
 * far as the machine allows (<core/random.h>). */
long int random ( void );
/* Begins another sequence of random(), which is the same for the same seed. */
void srandom ( unsigned int seed );

#endif /* STDLIB_H */
