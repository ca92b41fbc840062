/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UNISTD_H
#define UNISTD_H

#include <stddef.h>
#include <stdint.h>

/* Waits for so many microseconds, in which no device is polled. */
void udelay ( unsigned long usecs );
/* Waits for so many milliseconds, in which no device is polled. */
void mdelay ( unsigned long msecs );

/* Waits for so many seconds, in which the event loop runs (step() of
 * <ipxe/process.h>). Returns 0, or the number of seconds that are left when
 * Ctrl-C is pressed. */
unsigned int sleep ( unsigned int secs );

#endif /* UNISTD_H */
