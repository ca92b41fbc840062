/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The clock of hosted platforms: the host's, or a virtual one that runs as fast
 * as the program does.
 */

#include <unistd.h>
#include <core/clock.h>
#include <ipxe/timer.h>
#include "host/host.h"
#include "hosted.h"

#define US_PER_SEC 1000000
/* How often the virtual clock has to be looked at until a tick has passed on
 * it. */
#define LOOKS_PER_TICK 16

/* The time on the virtual clock, in looks at it. */
static unsigned long virtual_looks;

void hosted_clock_advance(unsigned long ticks)
{
	virtual_looks += ticks * LOOKS_PER_TICK;
}

unsigned long currticks(void)
{
	if (hosted_options.virtual_clock)
		return virtual_looks++ / LOOKS_PER_TICK;
	return host_clock_us() * TICKS_PER_SEC / US_PER_SEC;
}

void udelay(unsigned long usecs)
{
	if (hosted_options.virtual_clock)
		hosted_clock_advance(usecs * TICKS_PER_SEC / US_PER_SEC);
	else
		host_sleep_us(usecs);
}

void mdelay(unsigned long msecs)
{
	while (msecs--)
		udelay(1000);
}

uint64_t platform_time(void)
{
	if (hosted_options.virtual_clock)
		return hosted_options.virtual_time;
	return host_unix_time();
}

/* Rests for a tick, or until there is input; on the virtual clock a tick passes
 * at once. */
void platform_idle(void)
{
	if (hosted_options.virtual_clock)
		hosted_clock_advance(1);
	else
		host_wait(US_PER_SEC / 100);
}
