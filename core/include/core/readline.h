/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_READLINE_H
#define CORE_READLINE_H

#include <stddef.h>

/* Longest line that can be typed, in bytes. */
#define READLINE_MAX 4096
/* Lines that a history keeps. */
#define READLINE_HISTORY 32

struct readline_history {
	char *lines[READLINE_HISTORY];	/* oldest first */
	unsigned int count;
};

/*
 * Lets the user type a line, beginning with the text initial (may be NULL):
 * arrows and emacs keys, history (may be NULL), Tab. Nothing but BS
 * and printable characters is written, so that any terminal will do; an empty
 * prompt means that one stands there already. 0 and an
 * allocated line; -ECANCELED for Ctrl-C, -EPIPE for Ctrl-D on an empty line,
 * -ENOMEM.
 */
int readline_edit(const char *prompt, const char *initial,
		    struct readline_history *history, char **line);
/* Does the same for what nobody shall read: asterisks stand for its characters. */
int readline_secret(const char *prompt, char **line);

#endif /* CORE_READLINE_H */
