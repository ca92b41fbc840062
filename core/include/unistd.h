/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UNISTD_H
#define UNISTD_H

#include <stddef.h>
#include <stdint.h>

/* Waits for that many microseconds; nothing is polled meanwhile. */
void udelay ( unsigned long usecs );
/* Waits for that many milliseconds; nothing is polled meanwhile. */
void mdelay ( unsigned long msecs );

/* Waits for that many seconds while the stack runs (step()). Returns 0, or how
 * many seconds are left when Ctrl-C is pressed. */
unsigned int sleep ( unsigned int secs );

#endif /* UNISTD_H */
