/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIM_FIRMWARE_H
#define SIM_FIRMWARE_H

struct uri;

/*
 * Simulates what the race calls to boot: uriboot(),
 * fetch_next_server_and_filename() and system(). The test decides their results.
 */

/* The simulated firmware. */
struct firmware {
	/* Runs a file and returns the result of uriboot(). Must be set. */
	int (*boot)(const char *uri);
	/* Runs a command line and returns its result. NULL means that every
	 * command is unknown. */
	int (*command)(const char *line);
	/* How many files were run. */
	unsigned int boots;
	/* How many command lines were run. */
	unsigned int commands;
};

extern struct firmware firmware;

#endif /* SIM_FIRMWARE_H */
