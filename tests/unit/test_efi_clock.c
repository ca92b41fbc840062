/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The clock under UEFI, and how it rests, on a firmware that this test makes up.
 * The clock takes the place of the host's in this program (mk/unit.mk). */

#include "unit.h"
#include <string.h>
#include "counter.h"
#include <core/clock.h>
#include <ipxe/pci.h>
#include <ipxe/process.h>
#include "../../core/platform/efi/efi.h"

#define NS_PER_MS 1000000ULL
#define NS_PER_S (1000 * NS_PER_MS)
/* Counts that the processor's counter makes in a ms. */
#define COUNTS_PER_MS 2000000ULL
/* How long the firmware's clock takes for a tick, as that of OVMF does. */
#define TICK_NS (10 * NS_PER_MS)
/* How long it takes to read the counter. */
#define READ_NS 20
/* How long a turn of step() lasts in which nothing happens. */
#define TURN_NS 100000

/* The system table that the code under test uses. */
struct efi_system_table *efi_system;
/* The boot services that the code under test uses. */
struct efi_boot_services *efi_boot;
/* The handle of the image, which the clock does not need. */
efi_handle efi_our_handle;
/* The loaded image protocol on that handle. */
struct efi_loaded_image *efi_our_image;

/* Stands in for that of pci.c. */
uintptr_t pci_highest_address(void)
{
	return UINTPTR_MAX;
}

/* Tells no calendar time, as the clock has none. */
uint64_t platform_time(void)
{
	return 0;
}

/* The machine with its firmware. */
static struct {
	/* The machine's time. */
	uint64_t now;
	/* What CreateEvent() returns. */
	efi_status create_status;
	/* What WaitForEvent() returns instead of waiting, or EFI_SUCCESS. */
	efi_status wait_status;
	/* Number of events that exist. */
	unsigned int events;
	/* Time at which the event is signaled, or 0 while its timer is off. */
	uint64_t due;
	/* How often WaitForEvent() was called. */
	unsigned int waits;
	/* How long the processor was halted in it. */
	uint64_t rested;
} pc;

/* The only event that there is. */
static char the_event;

uint64_t cpu_counter(void)
{
	pc.now += READ_NS;
	return pc.now * COUNTS_PER_MS / NS_PER_MS;
}

static efi_status EFIAPI stall(efi_uintn microseconds)
{
	pc.now += microseconds * 1000;
	return EFI_SUCCESS;
}

static efi_status EFIAPI create_event(uint32_t type, efi_uintn notify_tpl,
				      efi_unused notify, void *context,
				      efi_event *event)
{
	assert_int_equal(type, EFI_EVENT_TIMER);
	assert_null(notify);
	if (pc.create_status != EFI_SUCCESS)
		return pc.create_status;
	pc.events++;
	*event = &the_event;
	return EFI_SUCCESS;
}

static efi_status EFIAPI close_event(efi_event event)
{
	assert_ptr_equal(event, &the_event);
	assert_true(pc.events > 0);
	pc.events--;
	return EFI_SUCCESS;
}

/* SetTimer() as in OVMF: a timer that is due now is not left to the next tick. */
static efi_status EFIAPI set_timer(efi_event event, uint32_t how, uint64_t time)
{
	assert_ptr_equal(event, &the_event);
	assert_int_equal(pc.events, 1);
	assert_int_equal(how, EFI_TIMER_RELATIVE);
	pc.due = pc.now;
	if (time)
		pc.due = (pc.now + time * 100 + TICK_NS - 1) / TICK_NS *
			 TICK_NS;
	return EFI_SUCCESS;
}

static efi_status EFIAPI wait_for_event(efi_uintn count, efi_event *events,
					efi_uintn *index)
{
	assert_int_equal(count, 1);
	assert_ptr_equal(events[0], &the_event);
	assert_int_equal(pc.events, 1);
	pc.waits++;
	if (pc.wait_status != EFI_SUCCESS)
		return pc.wait_status;
	/* It would wait for ever otherwise. */
	assert_true(pc.due > 0);
	if (pc.due > pc.now) {
		pc.rested += pc.due - pc.now;
		pc.now = pc.due;
	}
	pc.due = 0;
	*index = 0;
	return EFI_SUCCESS;
}

static int setup(void **state)
{
	static struct efi_boot_services boot = {
		.create_event = create_event,
		.close_event = close_event,
		.set_timer = set_timer,
		.wait_for_event = wait_for_event,
		.stall = stall,
	};

	memset(&pc, 0, sizeof(pc));
	pc.now = NS_PER_S;
	efi_boot = &boot;
	return 0;
}

/* Gives the core its turns for so many ms. */
static void live(unsigned int ms)
{
	uint64_t end = pc.now + ms * NS_PER_MS;

	while (pc.now < end) {
		step();
		pc.now += TURN_NS;
	}
}

static void halts_until_the_next_tick(void **state)
{
	efi_clock_init();
	platform_idle();
	assert_int_equal(pc.waits, 1);
	assert_in_range(pc.rested, 1, TICK_NS);
	assert_int_equal(pc.now % TICK_NS, 0);
	efi_clock_exit();
	assert_int_equal(pc.events, 0);
}

static void rests_when_nothing_happens(void **state)
{
	efi_clock_init();
	step_busy();
	live(2000);
	assert_true(pc.rested > 1600 * NS_PER_MS);
	assert_in_range(pc.waits, 160, 200);
	efi_clock_exit();
}

static void is_awake_while_something_happens(void **state)
{
	unsigned int i;

	efi_clock_init();
	for (i = 0; i < 100; i++) {
		step_busy();
		live(50);
	}
	assert_int_equal(pc.waits, 0);
	efi_clock_exit();
}

static void rests_once_a_round(void **state)
{
	static const char parts[3];
	unsigned int round, i;

	efi_clock_init();
	step_busy();
	for (round = 0; round < 10; round++) {
		for (i = 0; i < ARRAY_LEN(parts); i++)
			step_rest(&parts[i]);
	}
	assert_int_equal(pc.waits, 0);
	pc.now += NS_PER_S;
	for (round = 0; round < 10; round++) {
		for (i = 0; i < ARRAY_LEN(parts); i++)
			step_rest(&parts[i]);
	}
	assert_int_equal(pc.waits, 10);
	/* The part whose turn was the first has no more turns. */
	step_busy();
	assert_int_equal(step_quiet(), 0);
	pc.now += NS_PER_S;
	for (round = 0; round < 10; round++)
		step_rest(&parts[1]);
	assert_int_equal(pc.waits, 19);
	efi_clock_exit();
}

static void rests_when_the_first_part_has_left(void **state)
{
	static const char parts[3];
	unsigned int round;

	efi_clock_init();
	step_busy();
	step_rest(&parts[0]);
	assert_int_equal(step_quiet(), 0);
	pc.now += NS_PER_S;
	for (round = 0; round < 10000; round++) {
		step_rest(&parts[1]);
		step_rest(&parts[2]);
	}
	assert_in_range(pc.waits, 5000, 9999);
	efi_clock_exit();
}

static void firmware_has_no_event(void **state)
{
	pc.create_status = EFI_OUT_OF_RESOURCES;
	efi_clock_init();
	platform_idle();
	assert_int_equal(pc.waits, 0);
	efi_clock_exit();
}

static void firmware_does_not_wait(void **state)
{
	pc.wait_status = EFI_UNSUPPORTED;
	efi_clock_init();
	platform_idle();
	assert_int_equal(pc.waits, 1);
	assert_int_equal(pc.rested, 0);
	efi_clock_exit();
	assert_int_equal(pc.events, 0);
}

static void nothing_is_left_after_the_end(void **state)
{
	efi_clock_init();
	efi_clock_exit();
	platform_idle();
	assert_int_equal(pc.waits, 0);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(halts_until_the_next_tick),
		TEST(rests_when_nothing_happens),
		TEST(is_awake_while_something_happens),
		TEST(rests_once_a_round),
		TEST(rests_when_the_first_part_has_left),
		TEST(firmware_has_no_event), TEST(firmware_does_not_wait),
		TEST(nothing_is_left_after_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
