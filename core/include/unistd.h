/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UNISTD_H
#define UNISTD_H

#include <stddef.h>
#include <stdint.h>

/* Busy waits; nothing is polled meanwhile. */
void udelay ( unsigned long usecs );
void mdelay ( unsigned long msecs );

/* Waits while the stack runs (step()); sleep() returns early (non-zero) when
 * Ctrl-C is pressed. */
unsigned int sleep ( unsigned int secs );

#endif /* UNISTD_H */
