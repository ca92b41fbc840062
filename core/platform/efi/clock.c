/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Time from the processor's own counter, as timer events of the firmware come
 * late or not at all when the machine is busy. Where the processor does not
 * tell how fast it counts, the firmware's Stall() does (UEFI 2.10, 7.5.2).
 */

#include <unistd.h>
#include <core/clock.h>
#include <core/cpu.h>
#include <ipxe/timer.h>
#include "efi.h"

#define US_PER_SEC 1000000
/* How long to measure, and how often. */
#define MEASURE_US 1000
#define MEASURE_TIMES 4
/* The slowest that is believed: at least there is no standstill. */
#define HZ_MIN 1000000

/* What the firmware's own is set to for each boot option. */
#define WATCHDOG_SECONDS 300

static uint64_t counter_start;
static uint64_t counter_hz;

/* What comes between makes a measurement longer, never shorter: the shortest
 * is the best. */
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

/* The firmware has its turn by interrupts, which are on. */
void platform_idle(void)
{
	cpu_relax();
}

void efi_watchdog(int on)
{
	efi_boot->set_watchdog_timer(on ? WATCHDOG_SECONDS : 0,
				     EFI_WATCHDOG_CODE, 0, NULL);
}
