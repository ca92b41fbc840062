/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STDLIB_H
#define STDLIB_H

#include <stddef.h>
#include <stdint.h>

/* The heap (core/lib/malloc.c): a few MiB; NULL when it is full. */
void *malloc ( size_t len );
void *zalloc ( size_t len );
void *calloc ( size_t count, size_t len );
void *realloc ( void *old, size_t len );
void free ( void *ptr );

/* Numbers in base 2..36; base 0 takes 0x and 0 prefixes. Saturate. */
unsigned long strtoul ( const char *text, char **end, int base );
unsigned long long strtoull ( const char *text, char **end, int base );

/* Runs a command line as the shell would; returns the last command's code. */
int system ( const char *command );

/* Not for secrets: a linear congruential generator, seeded from the clock. */
long int random ( void );
void srandom ( unsigned int seed );

#endif /* STDLIB_H */
