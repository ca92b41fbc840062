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

/* Lets the running script go on at that label. Returns 0, or after a message
 * -ENOENT if it has none of that name, -ENOTTY outside of scripts. */
int script_goto ( const char *label );

/* Lets commands not be those of the running script, as long as a prompt runs
 * inside of it. Returns what script_resume() wants. */
struct script *script_suspend ( void );
/* Lets the script go on that script_suspend() has returned. */
void script_resume ( struct script *script );

#endif /* IPXE_SCRIPT_H */
