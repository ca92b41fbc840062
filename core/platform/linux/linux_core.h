/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_CORE_H
#define LINUX_CORE_H

/* What the files on the core's side of the platform offer each other. */

/* Reports that the machine would now do something, such as "reboot", after
 * which no program runs on it, and ends this one. */
void linux_reset(const char *what) __attribute__((noreturn));

#endif /* LINUX_CORE_H */
