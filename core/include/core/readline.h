/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_READLINE_H
#define CORE_READLINE_H

#include <stddef.h>

/* Longest line that can be typed, in bytes. */
#define READLINE_MAX 4096
/* Lines that a history keeps. */
#define READLINE_HISTORY 32

/* Lines that were typed before, for the arrow keys. */
struct readline_history {
	/* The lines, the oldest one first. */
	char *lines[READLINE_HISTORY];
	/* Number of lines. */
	unsigned int count;
};

/*
 * Lets the user type a line with arrows, emacs keys and Tab. The line begins
 * with the text initial, which may be NULL; history may be NULL, too. Only BS
 * and printable characters are written, so that any terminal will do. An empty
 * prompt means that one is on the screen already. Returns 0 with an allocated
 * line, -ECANCELED for Ctrl-C, -EPIPE for Ctrl-D on an empty line, or -ENOMEM.
 */
int readline_edit(const char *prompt, const char *initial,
		    struct readline_history *history, char **line);
/* Lets the user type a line as readline_edit() does, with asterisks on the
 * screen in place of its characters, for passwords. */
int readline_secret(const char *prompt, char **line);

#endif /* CORE_READLINE_H */
