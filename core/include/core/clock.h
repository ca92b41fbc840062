/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_CLOCK_H
#define CORE_CLOCK_H

#include <stdint.h>

/*
 * Time, as each platform implements it. Besides these: currticks()
 * (<ipxe/timer.h>), udelay() and mdelay() (<unistd.h>).
 */

/* Returns the seconds since 1970 by the machine's clock, which is taken to run
 * in UTC, or 0 if the machine has no clock. */
uint64_t platform_time(void);

/* Rests for a tick at most, when there is nothing to do. That gives the
 * processor to whoever shares the machine with us: a BIOS, a hypervisor, an
 * operating system. */
void platform_idle(void);

#endif /* CORE_CLOCK_H */
