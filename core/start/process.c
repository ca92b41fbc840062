/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The event loop: what runs while something waits.
 */

#include <core/clock.h>
#include <ipxe/process.h>
#include <ipxe/timer.h>

/* How long there has to be nothing to do before the processor may rest: a rest
 * can last a tick of the BIOS (55 ms), which no answer shall have to wait. */
#define QUIET_TICKS (TICKS_PER_SEC / 4)

static unsigned long last_busy;

void step_busy(void)
{
	last_busy = currticks();
}

void step(void)
{
	static int inside;
	struct step_fn *fn;

	if (inside)
		return;
	inside = 1;
	for_each_table_entry(fn, STEP_FNS)
		fn->step();
	if (currticks() - last_busy > QUIET_TICKS)
		platform_idle();
	inside = 0;
}
