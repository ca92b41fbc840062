/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Time from the processor's time stamp counter. How fast that counts is told by
 * a second clock, the reference, and nobody waits for it: the reference is read
 * at the start, and again when somebody asks for the time and four times as long
 * has passed as at the reading before. The first of these readings is good to
 * some per cent, the last one, after some 25 ms, to 0.1 %. All of them together
 * are 30 accesses; to stand still for 4 ms and look took 3850.
 *
 * The reference is channel 2 of the timer chip (8254, 1193182 Hz): every PC
 * has it, but some hypervisors and chip sets switch it off. Then it is the timer
 * of ACPI (6.5, 4.8.3.3: 3579545 Hz), which takes longer to find.
 */

#include <errno.h>
#include <unistd.h>
#include <arch/io.h>
#include <core/clock.h>
#include <core/cpu.h>
#include <ipxe/timer.h>
#include "pcbios.h"

/* The timer chip. */
#define PIT_HZ 1193182
#define PIT_CHANNEL2 0x42
#define PIT_COMMAND 0x43
/* Command: channel 2, low and high byte, count down. */
#define PIT_MODE0_2 0xb0
/* Command: latch the status and the count of channel 2. */
#define PIT_READ_BACK_2 0xc8
#define PIT_STATUS_MODE 0x3f
/* What mode 0 with two bytes reads as. */
#define PIT_STATUS_MODE0 0x30
/* The count has passed zero. */
#define PIT_STATUS_OUT 0x80
#define PORT_B 0x61
#define PORT_B_GATE2 0x01
#define PORT_B_SPEAKER 0x02

#define ACPI_HZ 3579545
/* Some chips have no more than 24 bits. */
#define ACPI_MASK 0xffffff

/* Time stamp counts from the start to the first reading, some 25 us, and to the
 * last one, which a processor of 1.3 GHz or more reaches before the chip has
 * counted to its end, 55 ms. A reading after more than MEASURE_LATE counts may
 * have missed the end of ACPI's timer. */
#define MEASURE_FIRST (1 << 16)
#define MEASURE_LAST (1 << 26)
#define MEASURE_LATE 0xffffffffULL
/* Readings of the reference, good and bad ones: six are usual. */
#define MEASURE_READINGS 12
/* The last two rates may differ by that part. If they do not agree, the machine
 * was stopped between two accesses at the start, or the counter has jumped: all
 * over again. */
#define MEASURE_AGREE 64

/* Nobody's counter is faster: before the first reading time may run too slowly,
 * which makes waits longer, but not too fast. */
#define GUESS_KHZ 4000000

/* A counter that jumps forward counts for so many counts at most, some 20 s.
 * One that jumps back counts for nothing. */
#define JUMP_MAX (1ULL << 36)

/* Without a time stamp counter: looks at a reference that may stand still, and
 * what is counted for each question if both do, 1 us. */
#define STILL_TRIES 1000
#define STILL_STEP 4096
#define STILL_KHZ (STILL_STEP * 1000)

/* The BIOS gets a turn at its interrupts that often, at most. */
#define IDLE_TICKS (TICKS_PER_SEC / 100)

struct reference {
	/* Counts in a second. */
	uint32_t hz;
	/* What it counts to. */
	uint32_t mask;
	/* Makes counts as short as those of a processor, where it has to take
	 * the place of one's counter. */
	unsigned int shift;
	/* Starts it and tells its count. Returns 0, or -ENODEV if it is not
	 * there. */
	int (*start)(uint32_t *count);
	/* Tells its count. Returns 0, -ENODEV, or -ERANGE if it has been at
	 * its end since the start. */
	int (*read)(uint32_t *count);
};

static int pit_start(uint32_t *count)
{
	outb((inb(PORT_B) & ~PORT_B_SPEAKER) | PORT_B_GATE2, PORT_B);
	outb(PIT_MODE0_2, PIT_COMMAND);
	outb(0xff, PIT_CHANNEL2);
	outb(0xff, PIT_CHANNEL2);
	*count = 0;
	return 0;
}

static int pit_read(uint32_t *count)
{
	uint8_t status, low;

	outb(PIT_READ_BACK_2, PIT_COMMAND);
	status = inb(PIT_CHANNEL2);
	low = inb(PIT_CHANNEL2);
	*count = 0xffff - (inb(PIT_CHANNEL2) << 8 | low);
	if ((status & PIT_STATUS_MODE) != PIT_STATUS_MODE0)
		return -ENODEV;
	return status & PIT_STATUS_OUT ? -ERANGE : 0;
}

static uint16_t acpi_port;

static int acpi_read(uint32_t *count)
{
	*count = inl(acpi_port) & ACPI_MASK;
	return 0;
}

static int acpi_start(uint32_t *count)
{
	acpi_port = acpi_timer_port();
	return acpi_port ? acpi_read(count) : -ENODEV;
}

static const struct reference references[] = {
	{ PIT_HZ, 0xffff, 10, pit_start, pit_read },
	{ ACPI_HZ, ACPI_MASK, 8, acpi_start, acpi_read },
};
#define REFERENCES (sizeof(references) / sizeof(references[0]))

/* The measurement. */
static const struct reference *reference;
static uint32_t start_count;
static uint64_t start_tsc;
/* When the next reading is due, in time stamp counts since then. */
static uint64_t next_reading;
static unsigned int readings_left;
/* The best reading so far: how long after the start, and how long it took,
 * in time stamp counts. What it took is what it may be wrong by. */
static uint64_t best_elapsed, best_took;
/* The last two rates agree. */
static int agreed;

/* What it has told: time stamp counts in a millisecond, and ticks in 1024
 * counts, as a fraction of 2^32. */
static uint32_t counts_per_ms;
static uint32_t ticks_fraction;

/* Where the time stamp counter stands still: what takes its place. */
static int tsc_stands_still;
static uint32_t last_count;
static uint64_t own_counter;

/* The time: counter and ticks (in 2^-32) when somebody asked last. */
static uint64_t last_counter;
static uint64_t ticks;

static void set_rate(uint32_t khz)
{
	counts_per_ms = khz;
	ticks_fraction = (((uint64_t)TICKS_PER_SEC * 1024) << 32) /
			 ((uint64_t)khz * 1000);
}

/* Begins with the first reference that is there, from this one on. */
static void start_measuring(void)
{
	for (; reference < references + REFERENCES; reference++) {
		if (reference->start(&start_count) == 0) {
			start_tsc = cpu_counter();
			next_reading = MEASURE_FIRST;
			best_elapsed = best_took = 1;
			agreed = 0;
			return;
		}
	}
	readings_left = 0;
}

static void end_measuring(void)
{
	if (agreed)
		readings_left = 0;
	else
		start_measuring();
}

/* Uses a reading of count after so many time stamp counts. It does not count
 * if a hypervisor has let it take so long that the one before is better. */
static void use_reading(uint64_t elapsed, uint64_t took, uint32_t count)
{
	uint32_t khz = elapsed * reference->hz / count / 1000;
	uint32_t limit = khz / MEASURE_AGREE;

	next_reading = 2 * elapsed;
	if (took * best_elapsed >= best_took * elapsed)
		return;
	next_reading = 4 * elapsed;
	best_elapsed = elapsed;
	best_took = took;
	agreed = khz - counts_per_ms + limit <= 2 * limit;
	set_rate(khz);
	if (elapsed >= MEASURE_LAST)
		end_measuring();
}

static void measure(void)
{
	uint64_t before = cpu_counter();
	uint32_t count;
	int rc = reference->read(&count);
	uint64_t took = cpu_counter() - before;
	uint64_t elapsed = before + took / 2 - start_tsc;

	readings_left--;
	count = (count - start_count) & reference->mask;
	if (rc == -ENODEV || (!rc && !count)) {
		reference++;
		start_measuring();
	} else if (rc || elapsed > MEASURE_LATE) {
		end_measuring();
	} else {
		use_reading(elapsed, took, count);
	}
}

/* Returns non-zero if the reference counts. */
static int reference_moves(void)
{
	uint32_t count;
	unsigned int tries;

	if (reference->start(&last_count) != 0)
		return 0;
	for (tries = 0; tries < STILL_TRIES; tries++) {
		reference->read(&count);
		if (count != last_count)
			return 1;
	}
	return 0;
}

static void do_without_tsc(void)
{
	tsc_stands_still = 1;
	readings_left = 0;
	for (reference = references; reference < references + REFERENCES;
	     reference++) {
		if (reference_moves()) {
			set_rate((reference->hz << reference->shift) / 1000);
			return;
		}
	}
	reference = NULL;
	set_rate(STILL_KHZ);
}

static uint64_t counter(void)
{
	uint32_t count;

	if (!tsc_stands_still)
		return cpu_counter();
	if (!reference)
		return own_counter += STILL_STEP;
	reference->read(&count);
	own_counter += (uint64_t)((count - last_count) & reference->mask)
		       << reference->shift;
	last_count = count;
	return own_counter;
}

/* Lets the time go on. Returns the counter. */
static uint64_t advance(void)
{
	uint64_t now = counter();
	uint64_t passed = now - last_counter;

	if (readings_left && now - start_tsc >= next_reading)
		measure();
	last_counter = now;
	if ((int64_t)passed < 0)
		passed = 0;
	if (passed > JUMP_MAX)
		passed = JUMP_MAX;
	ticks += (passed * ticks_fraction) >> 10;
	return now;
}

void timer_init(void)
{
	uint64_t tsc = cpu_counter();

	set_rate(GUESS_KHZ);
	reference = references;
	readings_left = MEASURE_READINGS;
	start_measuring();
	if (cpu_counter() == tsc)
		do_without_tsc();
	last_counter = counter();
}

unsigned long currticks(void)
{
	advance();
	return ticks >> 32;
}

void udelay(unsigned long usecs)
{
	uint64_t start = advance();

	while ((advance() - start) * 1000 < (uint64_t)usecs * counts_per_ms)
		cpu_relax();
}

void mdelay(unsigned long msecs)
{
	while (msecs--)
		udelay(1000);
}

void platform_idle(void)
{
	static unsigned long last;
	unsigned long now = currticks();

	if (now - last < IDLE_TICKS)
		return;
	last = now;
	bios_interrupts();
}
