/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHELL_COMPLETE_H
#define SHELL_COMPLETE_H

struct line_edit;

/* The Tab key: completes the word before the cursor as far as it is certain,
 * or lists what it can become. */
void complete_line(struct line_edit *edit);

#endif /* SHELL_COMPLETE_H */
