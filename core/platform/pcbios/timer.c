/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Tells the time by the processor's time stamp counter. How fast that counts is
 * measured with a second clock, the reference, without waiting for it: the
 * reference is read at the start, and again whenever the time is asked for and
 * four times as long has passed since the start as at the reading before. The
 * first of these readings is good to some per cent, the last one, after some
 * 25 ms, to 0.1 %. All of them take 30 accesses to ports together, where waiting
 * for 4 ms took 3850.
 *
 * The reference is channel 2 of the timer chip (8254, 1193182 Hz). Every PC has
 * it, but some hypervisors and chip sets switch it off. The reference is then
 * the timer of ACPI (ACPI 6.5, 4.8.3.3: 3579545 Hz), which takes longer to find.
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
/* The command that has channel 2 count down once (mode 0) from a count of two
 * bytes. */
#define PIT_MODE0_2 0xb0
/* The command that latches the status and the count of channel 2. */
#define PIT_READ_BACK_2 0xc8
/* The bits of the status that hold the mode, and their value for mode 0 with a
 * count of two bytes. */
#define PIT_STATUS_MODE 0x3f
#define PIT_STATUS_MODE0 0x30
/* The bit of the status that says that the count has passed zero. */
#define PIT_STATUS_OUT 0x80
#define PORT_B 0x61
#define PORT_B_GATE2 0x01
#define PORT_B_SPEAKER 0x02

#define ACPI_HZ 3579545
/* The bits of the count that are used: some chips have no more than 24. */
#define ACPI_MASK 0xffffff

/* How many time stamp counts after the start the first reading is due, some
 * 25 us, and the last one, which a processor of 1.3 GHz or more reaches before
 * the chip has counted to its end after 55 ms. By a reading after more than
 * MEASURE_LATE counts the timer of ACPI may have wrapped around unnoticed. */
#define MEASURE_FIRST (1 << 16)
#define MEASURE_LAST (1 << 26)
#define MEASURE_LATE 0xffffffffULL
/* How often the reference is read at most, with and without success. Six times
 * are usual. */
#define MEASURE_READINGS 12
/* The last two rates agree if they differ by no more than this part of the rate,
 * one in so many. If they do not, the machine was stopped between two accesses
 * at the start, or the counter has jumped: the measurement begins again. */
#define MEASURE_AGREE 64

/* The rate until the first reading. No counter is faster: time may run too slowly
 * until then, which makes waits longer, but never too fast. */
#define GUESS_KHZ 4000000

/* How many counts a jump of the counter is taken for at most, some 20 s. A jump
 * back is taken for none. */
#define JUMP_MAX (1ULL << 36)

/* For machines without a time stamp counter: how often a reference is read
 * before it is taken to stand still, and how many counts each question for the
 * time stands for, 1 us, if no reference moves either. */
#define STILL_TRIES 1000
#define STILL_STEP 4096
#define STILL_KHZ (STILL_STEP * 1000)

/* The shortest time between two turns of the BIOS to handle its interrupts. */
#define IDLE_TICKS (TICKS_PER_SEC / 100)

/* A clock of known speed. */
struct reference {
	/* How often it counts in a second. */
	uint32_t hz;
	/* The bits that its count has. */
	uint32_t mask;
	/* How far its counts are shifted up where it has to take the place of
	 * the time stamp counter, so that they are as short as those of a
	 * processor. */
	unsigned int shift;
	/* Starts the clock and reads its count. Returns 0, or -ENODEV if the
	 * machine does not have it. */
	int (*start)(uint32_t *count);
	/* Reads the count. Returns 0, -ENODEV if the clock is not there, or
	 * -ERANGE if it has reached its end since the start. */
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

/* The port of ACPI's timer. */
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

/* The clock to measure with, or NULL if no clock of the machine moves. */
static const struct reference *reference;
/* The counts of the reference and of the time stamp counter at the start. */
static uint32_t start_count;
static uint64_t start_tsc;
/* When the next reading is due, in time stamp counts since the start. */
static uint64_t next_reading;
/* How often the reference may still be read for the measurement. */
static unsigned int readings_left;
/* How long after the start the best reading so far was, and how long it took,
 * both in time stamp counts. It may be wrong by as much as it took. */
static uint64_t best_elapsed, best_took;
/* Non-zero if the last two rates agree. */
static int agreed;

/* The measured rate, as counts in a millisecond. */
static uint32_t counts_per_ms;
/* The measured rate, as ticks in 1024 counts, in units of 2^-32. */
static uint32_t ticks_fraction;

/* Non-zero if the time stamp counter stands still and own_counter takes its
 * place. */
static int tsc_stands_still;
/* The count of the reference when own_counter was made from it last. */
static uint32_t last_count;
/* The counter that is made from the reference. */
static uint64_t own_counter;

/* The counter when the time was asked for last. */
static uint64_t last_counter;
/* The time at that moment in ticks, in units of 2^-32. */
static uint64_t ticks;

static void set_rate(uint32_t khz)
{
	counts_per_ms = khz;
	ticks_fraction = (((uint64_t)TICKS_PER_SEC * 1024) << 32) /
			 ((uint64_t)khz * 1000);
}

/* Begins to measure with the first reference that the machine has, looking from
 * the current one on. */
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

/* Ends the measurement, or begins again if the last two rates do not agree. */
static void end_measuring(void)
{
	if (agreed)
		readings_left = 0;
	else
		start_measuring();
}

/* Works out the rate from count, a reading that was taken elapsed time stamp
 * counts after the start. If a hypervisor has let the reading take so long that
 * the one before is more exact, that one stays. */
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

/* Reads the reference for the measurement. One that is not there or does not
 * move gives way to the next one. */
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

/* Starts the reference. Returns non-zero if it counts. */
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

/* Has the first reference that counts take the place of the time stamp counter,
 * or else the questions for the time. */
static void do_without_tsc(void)
{
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

/* Returns the count of the time stamp counter, or of what takes its place. */
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

/* Adds what has passed since the last call to the time. Returns the counter. */
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
	tsc_stands_still = cpu_counter() == tsc;
	if (tsc_stands_still)
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
