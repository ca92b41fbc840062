/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Time from the processor's own counter, as timer events of the firmware come
 * late or not at all when the machine is busy. Where the processor does not
 * tell how fast it counts, the firmware's Stall() does (UEFI 2.10, 7.5.2). Such an
 * event is good enough to rest by.
 */

#include <unistd.h>
#include <core/clock.h>
#include <core/cpu.h>
#include <ipxe/timer.h>
#include "efi.h"

#define US_PER_SEC 1000000
/* The length of one measurement. */
#define MEASURE_US 1000
/* How many measurements are made, of which the best counts. */
#define MEASURE_TIMES 4
/* The slowest counter that is believed: with a lower figure from a broken
 * firmware, time would stand still or a division fail. */
#define HZ_MIN 1000000
/* How far the end of a rest is away, in units of 100 ns: as little as possible, as
 * the firmware only looks at its timers at each tick of its clock. For 0 that
 * should be the next tick as well, but OVMF's timer would be due at once. */
#define REST 1

/* The firmware sets its watchdog to five minutes before it starts a boot option
 * (UEFI 2.10, 7.5.1), and so do we before we start a program. */
#define WATCHDOG_SECONDS 300

/* The processor's counter when currticks() was 0. */
static uint64_t counter_start;
/* Counts a second. */
static uint64_t counter_hz;
/* The event by which platform_idle() rests, or NULL if the firmware has given us
 * none. */
static efi_event tick;

/* Measures how fast the processor counts, and returns counts a second. An
 * interrupt can make a measurement longer, but nothing makes it shorter, so
 * that the shortest of them is the best. */
static uint64_t measure(void)
{
	uint64_t start, took, best = ~0ULL;
	unsigned int i;

	for (i = 0; i < MEASURE_TIMES; i++) {
		start = cpu_counter();
		efi_boot->stall(MEASURE_US);
		took = cpu_counter() - start;
		if (took < best)
			best = took;
	}
	return best * (US_PER_SEC / MEASURE_US);
}

void efi_clock_init(void)
{
	counter_hz = cpu_counter_hz();
	if (!counter_hz)
		counter_hz = measure();
	if (counter_hz < HZ_MIN)
		counter_hz = HZ_MIN;
	counter_start = cpu_counter();
	if (efi_boot->create_event(EFI_EVENT_TIMER, 0, NULL, NULL, &tick) !=
	    EFI_SUCCESS)
		tick = NULL;
}

void efi_clock_exit(void)
{
	if (tick)
		efi_boot->close_event(tick);
	tick = NULL;
}

unsigned long currticks(void)
{
	uint64_t counts = cpu_counter() - counter_start;
	uint64_t rest = counts % counter_hz;

	return counts / counter_hz * TICKS_PER_SEC +
	       rest * TICKS_PER_SEC / counter_hz;
}

void udelay(unsigned long usecs)
{
	uint64_t start = cpu_counter();
	uint64_t counts = counter_hz / US_PER_SEC * usecs;

	while (cpu_counter() - start < counts)
		cpu_relax();
}

void mdelay(unsigned long msecs)
{
	while (msecs--)
		udelay(1000);
}

/* Rests until the next tick of the firmware's clock, 10 ms at most in the usual
 * firmware, which halts the processor for that time. Where it refuses to wait, as
 * it does for callers that have raised the task priority level (UEFI 2.10,
 * 7.1.5), nothing is lost but power. */
void platform_idle(void)
{
	efi_uintn index;

	if (!tick ||
	    efi_boot->set_timer(tick, EFI_TIMER_RELATIVE, REST) != EFI_SUCCESS ||
	    efi_boot->wait_for_event(1, &tick, &index) != EFI_SUCCESS)
		cpu_relax();
}

void efi_watchdog(int on)
{
	efi_boot->set_watchdog_timer(on ? WATCHDOG_SECONDS : 0,
				     EFI_WATCHDOG_CODE, 0, NULL);
}
