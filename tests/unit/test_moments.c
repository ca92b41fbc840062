/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Trouble at every moment of a boot: Ctrl-C, a link that is lost for a second or for
 * ever, and a device that has vanished, whose frames go nowhere or whose driver says so.
 * Each work (a race with what it boots, a kernel with its initrds) is done once to count
 * the steps of its event loop. Then it is done again for each of them and each trouble,
 * which begins at that step. Whatever comes of it, the work ends in the time that is
 * stated for it, an error is shown, a race that fails has closed its device, no memory is
 * lost, and the same work succeeds when the trouble is over.
 */

#include "unit.h"
#include <errno.h>
#include <string.h>
#include <ipxe/keys.h>
#include "wire_boot.h"

/* How long a work may take from the trouble on, in seconds: docs/multiboot.md states
 * limits of a race and docs/network.md those of downloads. Ctrl-C ends a wait at once. */
#define LIMIT 60
#define LIMIT_CTRL_C 2
/* How many times the device is polled until it has sent a frame. */
#define LATE 3
/* How long a poll takes, in ticks: keys are not looked for all the time. */
#define POLL_TICKS (TICKS_PER_SEC / 20)

/* What happens. */
enum trouble {
	INTERRUPTED,
	LINK_LOST,
	LINK_BACK,
	SILENT,
	VANISHED,
	NUM_TROUBLES,
};

static const char *const names[] = {
	[INTERRUPTED] = "Ctrl-C",
	[LINK_LOST] = "link lost",
	[LINK_BACK] = "link lost for a second",
	[SILENT] = "device silent",
	[VANISHED] = "device vanished",
};

static enum trouble trouble;
/* How many steps are left until it begins, or a negative number after that. */
static long steps_left = -1;
/* When it began. */
static unsigned long since;
/* Non-zero if it has begun, and while it lasts. */
static int began, lasts;

/* --- the trouble */

/* Non-zero if Ctrl-C is pressed and was not read. */
static int pressed;

static int key_waits(void)
{
	return pressed;
}

static int read_key(void)
{
	pressed = 0;
	return CTRL_C;
}

struct console_driver keyboard __console_driver = {
	.name = "keyboard",
	.iskey = key_waits,
	.getchar = read_key,
};

static void begin(void)
{
	began = lasts = 1;
	since = currticks();
	if (trouble == INTERRUPTED)
		pressed = 1;
	else if (trouble == LINK_LOST || trouble == LINK_BACK)
		netdev_link_down(netdev);
}

static void end(void)
{
	if (!lasts)
		return;
	lasts = pressed = 0;
	netdev_link_up(netdev);
}

/* Counts the steps: turns of the event loop and polls of the device, which the race
 * does itself. */
static void count_step(void)
{
	if (steps_left >= 0 && steps_left-- == 0)
		begin();
	if (lasts && trouble == LINK_BACK && currticks() - since > TICKS_PER_SEC)
		end();
}

struct step_fn counting __step_fn(STEP_DEVICES) = {
	.step = count_step,
};

/* The device as the wire made it. */
static struct net_device_operations wire;

static int open_device(struct net_device *netdev)
{
	return lasts && trouble == VANISHED ? -ENODEV : wire.open(netdev);
}

/* Leaves a frame in the queue until the device is polled. */
static int transmit(struct net_device *netdev, struct io_buffer *iobuf)
{
	return lasts && trouble == VANISHED ? -EIO : 0;
}

/* Sends one frame in every LATE polls, so that a boot has steps in which it waits. */
static void poll(struct net_device *netdev)
{
	static unsigned int late;
	struct io_buffer *iobuf = list_first_entry(&netdev->tx_queue,
						   struct io_buffer, list);

	count_step();
	hosted_clock_advance(POLL_TICKS);
	if (!iobuf || ++late % LATE)
		return;
	if (!lasts || trouble == INTERRUPTED)
		wire.transmit(netdev, iobuf);
	else if (trouble != SILENT)
		netdev_tx_complete(netdev, iobuf);
}

/* --- the sweep */

/* The troubles that were met, and the longest that a work went on, in ticks. */
static unsigned long met, longest;

static void meet(int (*work)(void), long n, long blocks)
{
	unsigned long limit = trouble == INTERRUPTED ? LIMIT_CTRL_C : LIMIT;
	unsigned long took;
	int rc;

	shown_len = 0;
	began = 0;
	steps_left = n;
	rc = work();
	steps_left = -1;
	took = began ? currticks() - since : 0;
	if (took > longest)
		longest = took;
	if (took > limit * TICKS_PER_SEC)
		fail_msg("%s at step %ld: %ld s; %s", names[trouble], n,
			 took / TICKS_PER_SEC, shown);
	if (rc != 0 && !shown_len)
		fail_msg("%s at step %ld: %d without a message", names[trouble],
			 n, rc);
	if (rc != 0 && work_closes && netdev_is_open(netdev))
		fail_msg("%s at step %ld: the device is open; %s",
			 names[trouble], n, shown);
	met += rc != 0;
	end();
	settle();
	shown_len = 0;
	rc = work();
	if (rc != 0)
		fail_msg("after %s at step %ld: %d; %s", names[trouble], n, rc,
			 shown);
	settle();
	if (testhost_malloc_blocks != blocks)
		fail_msg("%s at step %ld: %ld blocks left; %s", names[trouble],
			 n, testhost_malloc_blocks - blocks, shown);
}

static void sweep(int (*work)(void))
{
	long count, blocks, n;

	/* Some memory is allocated the first time and then kept. */
	assert_int_equal(work(), 0);
	settle();
	blocks = testhost_malloc_blocks;
	trouble = NUM_TROUBLES;
	steps_left = 1000000;
	assert_int_equal(work(), 0);
	count = 1000000 - steps_left;
	steps_left = -1;
	settle();
	assert_int_equal(testhost_malloc_blocks, blocks);
	assert_true(count > 20);
	for (trouble = 0; trouble < NUM_TROUBLES; trouble++) {
		met = longest = 0;
		for (n = 0; n < count; n++)
			meet(work, n, blocks);
		print_message("%s: %ld moments, %ld fail, %ld s at most\n",
			      names[trouble], count, met,
			      longest / TICKS_PER_SEC);
		/* Each of them makes itself felt somewhere. */
		assert_true(met > 0 || trouble == LINK_BACK);
	}
}

static void a_race_and_its_boot(void **state)
{
	work_closes = 1;
	sweep(race);
}

static int in_turn(void)
{
	return system("multiboot --in-turn net0");
}

static void a_boot_in_turn(void **state)
{
	work_closes = 1;
	sweep(in_turn);
}

/* Asks for an address, fetches a kernel and an initrd and boots them. The host's build
 * says that it would start the kernel, and then fails. */
static int kernel_boot(void)
{
	int rc = system("dhcp net0 && "
			"kernel tftp://10.3.0.1/vmlinuz root=/dev/sda && "
			"initrd http://10.3.0.1/x && boot");

	return strstr(shown, "Linux would start now") ? 0 : rc;
}

static void a_kernel_with_an_initrd(void **state)
{
	make_kernel();
	work_closes = 0;
	sweep(kernel_boot);
}

static int setup(void **state)
{
	static struct net_device_operations operations;

	boot_setup(state);
	wire = operations = *netdev->op;
	operations.open = open_device;
	operations.transmit = transmit;
	operations.poll = poll;
	netdev->op = &operations;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_race_and_its_boot),
		cmocka_unit_test(a_boot_in_turn),
		cmocka_unit_test(a_kernel_with_an_initrd),
	};

	return cmocka_run_group_tests(tests, setup, boot_teardown);
}
