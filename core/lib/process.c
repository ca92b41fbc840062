/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What runs while something waits.
 */

#include <stdio.h>
#include <unistd.h>
#include <core/platform.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include <ipxe/netdevice.h>
#include <ipxe/process.h>
#include <ipxe/timer.h>

/* How long the network has to be quiet before the processor may rest: a rest
 * can last a tick of the BIOS (55 ms), which no answer shall have to wait. */
#define QUIET_TICKS (TICKS_PER_SEC / 4)

void step(void)
{
	static int inside;
	struct step_fn *fn;

	if (inside)
		return;
	inside = 1;
	net_poll();
	for_each_table_entry(fn, STEP_FNS)
		fn->step();
	if (currticks() - net_last_busy() > QUIET_TICKS)
		platform_idle();
	inside = 0;
}

int step_interrupted(void)
{
	static unsigned long last;
	unsigned long now = currticks();

	if (now == last)
		return 0;
	last = now;
	step();
	return iskey() && getchar() == CTRL_C;
}

unsigned int sleep(unsigned int secs)
{
	unsigned long start;

	for (; secs; secs--) {
		start = currticks();
		while (currticks() - start < TICKS_PER_SEC) {
			if (step_interrupted())
				return secs;
		}
	}
	return 0;
}
