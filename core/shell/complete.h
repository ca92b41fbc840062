/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_COMPLETE_H
#define SHELL_COMPLETE_H

struct line_edit;

/* Completes the word before the cursor as far as there is only one way, or
 * lists the words that it can become. The Tab key calls this. */
void complete_line(struct line_edit *edit);

#endif /* SHELL_COMPLETE_H */
