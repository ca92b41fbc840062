/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Gives all parts of the core their turns while something waits
 * (<ipxe/process.h>).
 */

#include <core/clock.h>
#include <ipxe/process.h>
#include <ipxe/timer.h>

/* How long nothing must have happened before the processor may rest. A rest can
 * last a tick of the BIOS (55 ms), and no answer should have to wait for that. */
#define QUIET_TICKS (TICKS_PER_SEC / 4)

/* The tick at which something has happened last. */
static unsigned long last_busy;

void step_busy(void)
{
	last_busy = currticks();
}

unsigned long step_quiet(void)
{
	return currticks() - last_busy;
}

void step(void)
{
	/* Non-zero while a turn is given. */
	static int inside;
	struct step_fn *fn;

	if (inside)
		return;
	inside = 1;
	for_each_table_entry(fn, STEP_FNS)
		fn->step();
	if (step_quiet() > QUIET_TICKS)
		platform_idle();
	inside = 0;
}
