/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_SHELL_H
#define IPXE_SHELL_H

/*
 * What follows a command. system() (<stdlib.h>) runs command lines. A command
 * that ends the sequence which it stands in calls shell_stop() before it
 * returns, and the script or shell that runs the sequence looks with
 * shell_stopped().
 */
enum shell_stop {
	/* Go on with the next command. */
	SHELL_CONTINUE = 0,
	/* Skip the rest of the line, as goto needs it. */
	SHELL_STOP_COMMAND,
	/* Leave the script or shell, as exit and chain --replace need it. */
	SHELL_STOP_SEQUENCE,
};

/* Sets what follows the running command. */
void shell_stop ( enum shell_stop stop );
/* Returns non-zero if the latest command has asked for this, or for more. */
int shell_stopped ( enum shell_stop stop );

/* Returns the result of the command "exit" with a code: 0 for code 0, or a kind
 * of -ECANCELED that contains the code, which is 255 at most. */
int exit_result ( unsigned int code );
/* Returns the code that a result holds: 0 for success, 1 for other errors. */
unsigned int exit_code ( int rc );

/* Runs the shell's prompt until the user types "exit". Returns the result of
 * that command. */
int shell ( void );

#endif /* IPXE_SHELL_H */
