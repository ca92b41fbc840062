/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOSTED_H
#define HOSTED_H

#include <stddef.h>
#include <stdint.h>

/*
 * What a program sets before core_main(), from its command line or as a test
 * needs it: the part that all hosted platforms share. No core header is needed
 * for this one, so that both sides of a platform can include it.
 */
struct hosted_file {
	const char *name;
	const void *data;
	size_t len;
};

#define HOSTED_FILES 16

struct hosted_options {
	const char *command;	/* to run; NULL: the script, or what the
				 * platform runs without one */
	struct hosted_file script;
	struct hosted_file images[HOSTED_FILES];	/* registered by name */
	unsigned int image_count;
	size_t memory;		/* external, bytes; 0: HOSTED_MEMORY */
	int virtual_clock;	/* time passes only by looking at it */
	uint64_t virtual_time;	/* seconds since 1970, with that clock */
	const char *end_of_input;	/* keys to press when the input has
					 * ended, one a second, the last one
					 * again and again; NULL: none */
	unsigned int patience;	/* seconds after the end of the input until
				 * who looks for keys still is ended; 0:
				 * HOSTED_PATIENCE */
};

#define HOSTED_PATIENCE 600

#define HOSTED_MEMORY 0x10000000

extern struct hosted_options hosted_options;

/* Returns the external memory that the options ask for, in bytes. */
size_t hosted_memory(void);

/* Moves the virtual clock on. */
void hosted_clock_advance(unsigned long ticks);

/* The command line where the options name none. Each platform defines it. */
extern const char hosted_default_command[];

#endif /* HOSTED_H */
