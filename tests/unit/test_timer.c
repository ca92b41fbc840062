/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The PC's clock, on a machine whose counter, timer chip and ACPI timer this
 * test makes up: all of them show the machine's time, in ns. The clock takes the
 * place of the host's in this program (mk/unit.mk). */

#include "unit.h"
#include <errno.h>
#include <string.h>
#include "counter.h"
#include "registers.h"
#include <core/clock.h>
#include <ipxe/timer.h>
#include <unistd.h>
#include "../../core/platform/pcbios/pcbios.h"

/* The timer chip (8254), with what is asked of it, and the ACPI timer. */
#define PIT_HZ 1193182
#define PIT_CHANNEL2 0x42
#define PIT_COMMAND 0x43
#define PIT_MODE0_2 0xb0
#define PIT_READ_BACK_2 0xc8
#define PIT_STATUS_MODE0 0x30
#define PIT_STATUS_OUT 0x80
#define PORT_B 0x61
#define PORT_B_SPEAKER 0x02
#define ACPI_HZ 3579545

#define NS_PER_MS 1000000ULL
#define NS_PER_S (1000 * NS_PER_MS)
#define ACCESS_NS 2000
#define PORT_ACPI 0x608

static struct {
	uint64_t now;		/* ns */
	uint64_t tsc_khz;	/* 0: stands still */
	int64_t tsc_jump;	/* added to the counter */
	int has_pit;
	int has_acpi;
	unsigned int accesses;
	unsigned int stop_at;	/* access before which the machine stops ... */
	uint64_t stop_ns;	/* ... for so long */
	uint64_t pit_started;
	unsigned int pit_bytes;	/* of the count: written, or read */
	uint16_t pit_count;
	uint8_t pit_status;
} pc;

static unsigned int visits;

void bios_interrupts(void)
{
	visits++;
}

uint16_t acpi_timer_port(void)
{
	return pc.has_acpi ? PORT_ACPI : 0;
}

/* Tells no calendar time, as the clock has none. */
uint64_t platform_time(void)
{
	return 0;
}

uint64_t cpu_counter(void)
{
	pc.now += 10;
	return 12345 + pc.now * pc.tsc_khz / NS_PER_MS + pc.tsc_jump;
}

static void access_device(void)
{
	if (++pc.accesses == pc.stop_at)
		pc.now += pc.stop_ns;
	pc.now += ACCESS_NS;
}

static uint64_t pit_counts(void)
{
	return (pc.now - pc.pit_started) * PIT_HZ / NS_PER_S;
}

void outb(uint8_t value, uint16_t port)
{
	access_device();
	if (!pc.has_pit)
		return;
	if (port == PIT_COMMAND && value == PIT_READ_BACK_2) {
		pc.pit_count = 0xffff - pit_counts();
		pc.pit_status = PIT_STATUS_MODE0 |
				(pit_counts() > 0xffff ? PIT_STATUS_OUT : 0);
		pc.pit_bytes = 0;
	} else if (port == PIT_COMMAND) {
		assert_int_equal(value, PIT_MODE0_2);
		pc.pit_bytes = 0;
	} else if (port == PIT_CHANNEL2) {
		assert_int_equal(value, 0xff);
		if (++pc.pit_bytes == 2)
			pc.pit_started = pc.now;
	} else {
		assert_int_equal(port, PORT_B);
		assert_int_equal(value & PORT_B_SPEAKER, 0);
	}
}

uint8_t inb(uint16_t port)
{
	access_device();
	if (!pc.has_pit)
		return 0xff;
	if (port == PORT_B)
		return PORT_B_SPEAKER;
	assert_int_equal(port, PIT_CHANNEL2);
	switch (pc.pit_bytes++) {
	case 0:
		return pc.pit_status;
	case 1:
		return pc.pit_count;
	default:
		return pc.pit_count >> 8;
	}
}

uint32_t inl(uint16_t port)
{
	assert_int_equal(port, PORT_ACPI);
	access_device();
	/* What is above its 24 bits may be anything. */
	return (pc.now * ACPI_HZ / NS_PER_S) | 0xa5000000;
}

static int setup(void **state)
{
	memset(&pc, 0, sizeof(pc));
	pc.tsc_khz = 2400000;
	pc.has_pit = pc.has_acpi = 1;
	visits = 0;
	return 0;
}

/* Asks for the time over and over, a step apart, for so many ms of the
 * machine's time. Returns the ticks that have passed. */
static unsigned long live(unsigned int ms, uint64_t step)
{
	uint64_t end = pc.now + ms * NS_PER_MS;
	unsigned long start = currticks(), last = start, now;

	while (pc.now < end) {
		pc.now += step;
		now = currticks();
		assert_true(now - last < 0x80000000UL);
		last = now;
	}
	return last - start;
}

/* So many ms are right to 0.5 % and a tick. */
static void assert_right(unsigned long passed, unsigned int ms)
{
	unsigned long right = ms * TICKS_PER_SEC / 1000;

	assert_in_range(passed, right - right / 200 - 1,
			right + right / 200 + 1);
}

static void tells_the_time(void **state)
{
	static const unsigned int khz[] = { 100000, 500000, 1000000, 1300000,
					    2400000, 3000000, 3999000 };
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(khz); i++) {
		setup(NULL);
		pc.tsc_khz = khz[i];
		timer_init();
		assert_right(live(50, 1000), 50);
		assert_right(live(10000, 100000), 10000);
		assert_in_range(pc.accesses, 1, 40);
	}
}

static void nobody_waits(void **state)
{
	timer_init();
	assert_in_range(pc.now, 0, 20000);
	assert_in_range(pc.accesses, 1, 5);
}

/* Whoever asks seldom gets what has been measured by then. */
static void asks_seldom(void **state)
{
	timer_init();
	pc.now += NS_PER_MS;
	currticks();
	assert_right(live(60000, 200 * NS_PER_MS), 60000);
	setup(NULL);
	timer_init();
	pc.now += 200 * NS_PER_MS;
	currticks();
	assert_right(live(60000, 7 * NS_PER_MS), 60000);
	assert_in_range(pc.accesses, 1, 40);
}

static void waits_as_long_as_asked(void **state)
{
	uint64_t start;

	timer_init();
	start = pc.now;
	mdelay(50);
	assert_in_range(pc.now - start, 50 * NS_PER_MS, 52 * NS_PER_MS);
	start = pc.now;
	udelay(100);
	assert_in_range(pc.now - start, 99500, 110000);
}

static void without_timer_chip(void **state)
{
	pc.has_pit = 0;
	timer_init();
	assert_right(live(50, 1000), 50);
	assert_right(live(10000, 100000), 10000);
	assert_in_range(pc.accesses, 1, 40);
}

/* Time goes on, more slowly than it may. */
static void without_any_reference(void **state)
{
	pc.has_pit = pc.has_acpi = 0;
	timer_init();
	assert_in_range(live(10000, 100000), 5 * TICKS_PER_SEC,
			10 * TICKS_PER_SEC);
}

/* A hypervisor stops the machine before any of the accesses. */
static void is_stopped(void **state)
{
	unsigned int at;

	for (at = 1; at < 40; at++) {
		setup(NULL);
		pc.stop_at = at;
		pc.stop_ns = 3 * NS_PER_MS;
		timer_init();
		live(50, 1000);
		assert_right(live(1000, 100000), 1000);
		assert_in_range(pc.accesses, 1, 60);
	}
}

static void counter_stands_still(void **state)
{
	pc.tsc_khz = 0;
	timer_init();
	assert_right(live(1000, 1000), 1000);
	setup(NULL);
	pc.tsc_khz = pc.has_pit = 0;
	timer_init();
	assert_right(live(1000, 1000), 1000);
	setup(NULL);
	pc.tsc_khz = pc.has_pit = pc.has_acpi = 0;
	timer_init();
	assert_true(live(1000, 1000) > 0);
}

static void counter_jumps(void **state)
{
	unsigned long before;

	timer_init();
	live(100, 1000);
	pc.tsc_jump = -1000000000000LL;
	assert_right(live(1000, 10000), 1000);
	before = currticks();
	pc.tsc_jump = 1000000000000000000LL;
	assert_in_range(currticks() - before, 0, 60 * TICKS_PER_SEC);
	assert_right(live(1000, 10000), 1000);
	/* In the middle of the measurement. */
	setup(NULL);
	timer_init();
	live(1, 1000);
	pc.tsc_jump = 10000000;
	live(50, 1000);
	assert_right(live(1000, 10000), 1000);
}

static void rests_every_ten_ms(void **state)
{
	uint64_t end;

	timer_init();
	live(50, 1000);
	for (end = pc.now + NS_PER_S; pc.now < end; pc.now += 100000)
		platform_idle();
	assert_in_range(visits, 90, 105);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(tells_the_time), TEST(nobody_waits), TEST(asks_seldom),
		TEST(waits_as_long_as_asked), TEST(without_timer_chip),
		TEST(without_any_reference), TEST(is_stopped),
		TEST(counter_stands_still), TEST(counter_jumps),
		TEST(rests_every_ten_ms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
