/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_SCRIPT_H
#define IPXE_SCRIPT_H

/*
 * Scripts: images that begin with "#!ipxe" or "#!gpxe". One line is one command line of
 * the shell; one that fails ends the script with its error.
 */

/* Longest line, with its continuation lines, in bytes. */
#define SCRIPT_LINE_MAX 65536
/* Largest script, in bytes. */
#define SCRIPT_MAX 0x100000

/* Makes the running script go on at a label. Returns 0, or after a
 * message -ENOENT if the script has no such label, or -ENOTTY if no
 * script is running. */
int script_goto ( const char *label );

/* Returns non-zero if commands are those of a script rather than of a prompt. */
int script_running ( void );
/* Detaches the running script, if there is one, while the user types commands
 * at a prompt, so that they do not count as commands of the script. Returns
 * what script_resume() needs. */
struct script *script_suspend ( void );
/* Ends script_suspend(), with what that has returned. */
void script_resume ( struct script *script );

#endif /* IPXE_SCRIPT_H */
