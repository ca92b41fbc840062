/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Time from the processor's time stamp counter, whose speed the timer chip's
 * channel 2 (8254, 1193182 Hz) tells at the start.
 */

#include <unistd.h>
#include <arch/io.h>
#include <core/clock.h>
#include <core/cpu.h>
#include <ipxe/timer.h>
#include "pcbios.h"

#define PIT_HZ 1193182
#define PIT_CHANNEL2 0x42
#define PIT_COMMAND 0x43
#define PIT_LATCH_2 0x80
#define PIT_MODE0_2 0xb0	/* channel 2, low and high byte, count down */
#define PORT_B 0x61
#define PORT_B_GATE2 0x01
#define PORT_B_SPEAKER 0x02

/* How long to measure: 4 ms. */
#define MEASURE_COUNTS (PIT_HZ / 250)
/* Looks at the chip before it is taken for broken. */
#define MEASURE_TRIES 1000000

/* The BIOS gets a turn at its interrupts that often, at most. */
#define IDLE_MS 10

uint32_t tsc_per_ms;
static uint64_t tsc_start;
/* Ticks in 1024 counts, as a fraction of 2^32. */
static uint32_t ticks_fraction;

uint64_t timer_tsc(void)
{
	return cpu_counter();
}

/* Counts that channel 2 has made since it was started at ffff. */
static uint32_t pit_elapsed(void)
{
	uint32_t count;

	outb(PIT_LATCH_2, PIT_COMMAND);
	count = inb(PIT_CHANNEL2);
	count |= inb(PIT_CHANNEL2) << 8;
	return 0xffff - count;
}

/* One point in time on both clocks, the chip's read between two close readings
 * of the processor's; of some tries the closest. */
static uint32_t read_both(uint64_t *tsc)
{
	uint64_t before, took, best = ~0ULL;
	uint32_t counts, result = 0;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		before = timer_tsc();
		counts = pit_elapsed();
		took = timer_tsc() - before;
		if (took < best) {
			best = took;
			result = counts;
			*tsc = before + took / 2;
		}
	}
	return result;
}

void timer_init(void)
{
	uint8_t port_b = inb(PORT_B);
	uint32_t first, last, tries;
	uint64_t tsc;

	outb((port_b & ~PORT_B_SPEAKER) | PORT_B_GATE2, PORT_B);
	outb(PIT_MODE0_2, PIT_COMMAND);
	outb(0xff, PIT_CHANNEL2);
	outb(0xff, PIT_CHANNEL2);
	first = read_both(&tsc_start);
	for (tries = 0; tries < MEASURE_TRIES; tries++) {
		if (pit_elapsed() - first >= MEASURE_COUNTS)
			break;
	}
	last = read_both(&tsc);
	outb(port_b, PORT_B);

	tsc_per_ms = (tsc - tsc_start) * PIT_HZ / 1000 /
		     (last > first ? last - first : 1);
	if (tsc_per_ms < 1000)
		tsc_per_ms = 1000;	/* no chip: at least no standstill */
	ticks_fraction = (((uint64_t)TICKS_PER_SEC * 1024) << 32) /
			 ((uint64_t)tsc_per_ms * 1000);
}

unsigned long currticks(void)
{
	uint64_t units = (timer_tsc() - tsc_start) >> 10;

	return (uint32_t)(units >> 32) * ticks_fraction +
	       (uint32_t)(((uint32_t)units * (uint64_t)ticks_fraction) >> 32);
}

void udelay(unsigned long usecs)
{
	uint64_t start = timer_tsc();
	uint64_t counts = (uint64_t)usecs * tsc_per_ms / 1000;

	while (timer_tsc() - start < counts)
		cpu_relax();
}

void mdelay(unsigned long msecs)
{
	while (msecs--)
		udelay(1000);
}

void platform_idle(void)
{
	static uint64_t last;
	uint64_t now = timer_tsc();

	if (now - last < (uint64_t)IDLE_MS * tsc_per_ms)
		return;
	last = now;
	bios_interrupts();
}
