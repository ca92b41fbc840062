/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_SHELL_H
#define IPXE_SHELL_H

/*
 * Command lines run through system() (<stdlib.h>). A command that changes what
 * comes next says so before it returns; whoever runs the sequence asks.
 */
enum shell_stop {
	/* Go on with what follows. */
	SHELL_CONTINUE = 0,
	/* Drop the rest of this line, as goto wants it. */
	SHELL_STOP_COMMAND,
	/* Leave this script or shell, as exit and chain --replace want it. */
	SHELL_STOP_SEQUENCE,
};

/* Says what the command that runs wants to happen after it. */
void shell_stop ( enum shell_stop stop );
/* Returns non-zero if at least that was asked for since the last command began. */
int shell_stopped ( enum shell_stop stop );

/* Returns the result of "exit code": 0, or a negative error that says ECANCELED
 * and holds the code (1 to 255; larger ones count as 255). */
int exit_result ( unsigned int code );
/* Returns the code that a result holds: 0 for success, 1 for other errors. */
unsigned int exit_code ( int rc );

/* Runs the prompt until "exit". Returns the result that was given with it, 0 by
 * default. */
int shell ( void );

#endif /* IPXE_SHELL_H */
