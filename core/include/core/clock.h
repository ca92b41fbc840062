/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_CLOCK_H
#define CORE_CLOCK_H

#include <stdint.h>

/*
 * Time, as each platform implements it. Besides these: currticks()
 * (<ipxe/timer.h>), udelay() and mdelay() (<unistd.h>).
 */

/* Seconds since 1970, from a clock that is taken to run in UTC; 0 if the
 * machine has none. */
uint64_t platform_time(void);

/* Rests for a tick at most, while there is nothing to do: whoever owns the
 * machine besides us (a BIOS, a hypervisor, an operating system) gets its
 * turn. */
void platform_idle(void);

#endif /* CORE_CLOCK_H */
