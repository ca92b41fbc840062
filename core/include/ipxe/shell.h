/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_SHELL_H
#define IPXE_SHELL_H

/*
 * Command lines run through system() (<stdlib.h>). A command that changes what
 * comes next says so before it returns; whoever runs the sequence asks.
 */
enum shell_stop {
	SHELL_CONTINUE = 0,
	SHELL_STOP_COMMAND,	/* drop the rest of this line: goto */
	SHELL_STOP_SEQUENCE,	/* leave this script or shell: exit, and
				 * chain --replace */
};
void shell_stop ( enum shell_stop stop );
/* Non-zero if at least that was asked for since the last command began. */
int shell_stopped ( enum shell_stop stop );

/* The result of "exit code": 0, or a negative error that says ECANCELED and
 * holds the code (1..255, larger ones count as 255). */
int exit_result ( unsigned int code );
/* The code again: 0 for success, 1 for other errors. */
unsigned int exit_code ( int rc );

/* The interactive prompt; returns what "exit" was given, 0 by default. */
int shell ( void );

#endif /* IPXE_SHELL_H */
