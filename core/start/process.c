/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Gives all parts of the core their turns while something waits
 * (<ipxe/process.h>).
 */

#include <core/clock.h>
#include <ipxe/process.h>
#include <ipxe/timer.h>

/* How long nothing must have happened before the processor may rest. A frame that
 * comes during a rest waits for its end, for up to 10 ms under UEFI, so that most
 * answers should come sooner than this. */
#define QUIET_TICKS (TICKS_PER_SEC / 10)

/* The tick at which it was noted last that something had happened. */
static unsigned long last_busy;

/* Non-zero if something has happened since then: the clock is not read for each
 * frame. */
static int busy;

/* Whose turn begins a round of step_rest(), or NULL if that is not known yet. */
static const void *first;

/* How many turns others have had since. When these are more than any machine has
 * devices, the first one is gone, and the next turn begins a round instead. */
static unsigned int others;
#define ROUND_MAX 4096

void step_busy(void)
{
	busy = 1;
	first = NULL;
}

unsigned long step_quiet(void)
{
	unsigned long now = currticks();

	if (busy)
		last_busy = now;
	busy = 0;
	return now - last_busy;
}

/* Rests if nothing has happened for a while. */
static void rest(void)
{
	if (step_quiet() > QUIET_TICKS)
		platform_idle();
}

void step_rest(const void *who)
{
	if (first == who) {
		others = 0;
		rest();
	} else if (!first || ++others > ROUND_MAX) {
		first = who;
		others = 0;
	}
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
	rest();
	inside = 0;
}
