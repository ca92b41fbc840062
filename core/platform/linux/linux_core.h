/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_CORE_H
#define LINUX_CORE_H

/* What the parts of the platform's core side have of each other. */

/* The machine would be off, or start again: tells so and ends the program. */
void linux_reset(const char *what) __attribute__((noreturn));

#endif /* LINUX_CORE_H */
