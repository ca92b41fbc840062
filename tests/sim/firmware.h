/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIM_FIRMWARE_H
#define SIM_FIRMWARE_H

struct uri;

/*
 * What the race calls to boot: uriboot(), fetch_next_server_and_filename() and
 * system(). The test says what comes of it.
 */

struct firmware {
	/* Runs a file; the result of uriboot(). Must be set. */
	int (*boot)(const char *uri);
	/* Runs a command line; NULL: every command is unknown. */
	int (*command)(const char *line);
	unsigned int boots;
	unsigned int commands;
};

extern struct firmware firmware;

#endif /* SIM_FIRMWARE_H */
