/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_SCRIPT_H
#define IPXE_SCRIPT_H

/*
 * Scripts: images that begin with "#!ipxe". One line is one command line of
 * the shell; one that fails ends the script with its error.
 */

/* Longest line, with its continuation lines, in bytes. */
#define SCRIPT_LINE_MAX 65536
/* Largest script, in bytes. */
#define SCRIPT_MAX 0x100000

/* For the command goto: the running script goes on at that label. -ENOENT
 * if it has none of that name, -ENOTTY outside of scripts; with a message. */
int script_goto ( const char *label );

/* While a prompt runs inside of a script, its commands are not the script's:
 * suspend returns what resume wants back. */
struct script *script_suspend ( void );
void script_resume ( struct script *script );

#endif /* IPXE_SCRIPT_H */
