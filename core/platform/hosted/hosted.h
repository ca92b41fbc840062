/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOSTED_H
#define HOSTED_H

#include <stddef.h>
#include <stdint.h>

/*
 * The part of a hosted platform that all of them share, and the options for it.
 * This header needs none of the core's, so that both the core's side and the
 * host's side of a platform can include it.
 */

/* A file that was read before the core starts. */
struct hosted_file {
	const char *name;	/* its name, without a folder */
	const void *data;	/* its bytes */
	size_t len;		/* how many there are */
};

/* How many images can be given. */
#define HOSTED_FILES 16
/* The seconds of patience of a platform that chooses none. */
#define HOSTED_PATIENCE 600
/* The bytes of external memory of a platform that chooses none. */
#define HOSTED_MEMORY 0x10000000

/* What a program sets before it calls core_main(), from its command line or as
 * a test needs it. */
struct hosted_options {
	const char *command;	/* command line to run, or NULL: then the script
				 * is run, or hosted_default_command */
	struct hosted_file script;	/* the script, or no data */
	struct hosted_file images[HOSTED_FILES];	/* other images */
	unsigned int image_count;	/* how many of those there are */
	size_t memory;		/* external memory in bytes, or 0 for
				 * HOSTED_MEMORY */
	int virtual_clock;	/* time only passes when it is looked at */
	uint64_t virtual_time;	/* what that clock shows, in seconds since
				 * 1970 */
	const char *end_of_input;	/* keys that are pressed when the input
					 * has ended, or NULL: one a second,
					 * and the last one again and again */
	unsigned int patience;	/* seconds from the end of the input until a
				 * program that still looks for keys is ended,
				 * or 0 for HOSTED_PATIENCE */
};

/* The options of this run. */
extern struct hosted_options hosted_options;

/* Returns the external memory that the options ask for, in bytes. */
size_t hosted_memory(void);

/* Lets that many ticks pass on the virtual clock. */
void hosted_clock_advance(unsigned long ticks);

/* What a platform runs without a command line and a script. Each platform
 * defines it. */
extern const char hosted_default_command[];

#endif /* HOSTED_H */
