/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The device layer, with a driver that does as it is told. */

#include "unit.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <byteswap.h>
#include <ipxe/console.h>
#include <ipxe/if_ether.h>
#include <ipxe/netdevice.h>
#include <ipxe/settings.h>
#include <ipxe/timer.h>
#include <usr/ifmgmt.h>

static struct device dev = {
	.name = "0000:00:03.0",
	.driver_name = "fake-net",
	.desc = { BUS_TYPE_PCI, 0x18, 0x1af4, 0x1041, 0x020000 },
};

static int open_rc, transmit_rc, opens, closes;
static unsigned int polls_deliver;
static struct io_buffer *in_hardware;
static struct net_device *netdev;

/* What has been printed. */
static char shown[512];
static size_t shown_len;

static void fake_putchar(int c)
{
	if (shown_len < sizeof(shown) - 1)
		shown[shown_len++] = c;
}

struct console_driver fake_console __console_driver = {
	.name = "fake",
	.putchar = fake_putchar,
};

static struct io_buffer *frame(size_t len)
{
	struct io_buffer *iobuf = alloc_iob(len);

	memset(iob_put(iobuf, len), 0, len);
	return iobuf;
}

static int fake_open(struct net_device *netdev)
{
	opens++;
	return open_rc;
}

static void fake_close(struct net_device *netdev)
{
	closes++;
	if (in_hardware)
		netdev_tx_complete_err(netdev, in_hardware, -ECANCELED);
	in_hardware = NULL;
}

/* After how many polls the hardware has sent what it has, or 0 for never. */
static unsigned int polls_to_send;

static int fake_transmit(struct net_device *netdev, struct io_buffer *iobuf)
{
	if (!transmit_rc)
		in_hardware = iobuf;
	return transmit_rc;
}

static void fake_poll(struct net_device *netdev)
{
	for (; polls_deliver; polls_deliver--)
		netdev_rx(netdev, frame(ETH_HLEN));
	if (in_hardware && polls_to_send && !--polls_to_send) {
		netdev_tx_complete(netdev, in_hardware);
		in_hardware = NULL;
	}
}

static const struct net_device_operations fake_operations = {
	.open = fake_open,
	.close = fake_close,
	.transmit = fake_transmit,
	.poll = fake_poll,
};

static struct net_device *add_device(void)
{
	struct net_device *added = alloc_etherdev(0);

	netdev_init(added, &fake_operations);
	added->dev = &dev;
	memcpy(added->hw_addr, "\x52\x54\x00\x12\x34\xff", ETH_ALEN);
	assert_int_equal(register_netdev(added), 0);
	return added;
}

static void remove_device(struct net_device *removed)
{
	unregister_netdev(removed);
	netdev_put(removed);
}

static int setup(void **state)
{
	open_rc = transmit_rc = opens = closes = polls_deliver = 0;
	netdev = add_device();
	return 0;
}

static int teardown(void **state)
{
	remove_device(netdev);
	assert_false(have_netdevs());
	return 0;
}

static void opens_and_closes(void **state)
{
	assert_int_equal(netdev_open(netdev), 0);
	assert_int_equal(netdev_open(netdev), 0);
	assert_int_equal(opens, 1);
	assert_true(netdev_is_open(netdev));
	netdev_rx_freeze(netdev);
	netdev_close(netdev);
	netdev_close(netdev);
	assert_int_equal(closes, 1);
	assert_false(netdev_is_open(netdev));
	assert_int_equal(netdev_open(netdev), 0);
	assert_false(netdev_rx_frozen(netdev));
	netdev_close(netdev);
	open_rc = -EIO;
	assert_int_equal(netdev_open(netdev), -EIO);
	assert_false(netdev_is_open(netdev));
	assert_null(last_opened_netdev());
}

/* Which of the driver's openings fail: one bit each, the next one first. */
static unsigned int failing;

static int sometimes_opens(struct net_device *netdev)
{
	int rc = failing & 1 ? -ENOMEM : 0;

	failing >>= 1;
	opens += !rc;
	return rc;
}

static void receives_large(void **state)
{
	static const struct net_device_operations operations = {
		.open = sometimes_opens,
		.close = fake_close,
		.transmit = fake_transmit,
		.poll = fake_poll,
	};

	netdev_init(netdev, &operations);
	netdev_set_rx_large(netdev, 1);
	netdev_open(netdev);
	netdev_set_rx_large(netdev, 1);
	assert_int_equal(opens, 1);
	netdev->can_rx_large = 1;
	netdev_rx(netdev, frame(60));
	assert_int_equal(netdev_tx(netdev, frame(60)), 0);
	netdev_set_rx_large(netdev, 1);
	netdev_set_rx_large(netdev, 1);
	assert_int_equal(netdev->state, NETDEV_OPEN | NETDEV_RX_LARGE);
	assert_int_equal(opens, 2);
	assert_int_equal(closes, 1);
	assert_true(list_empty(&netdev->tx_queue));
	assert_null(netdev_rx_dequeue(netdev));
	netdev_rx_freeze(netdev);
	assert_int_equal(netdev->state, NETDEV_OPEN | NETDEV_RX_FROZEN);
	assert_int_equal(opens, 3);
	/* If that needs too much, it stays as it was. */
	failing = 1;
	netdev_set_rx_large(netdev, 1);
	assert_int_equal(netdev->state, NETDEV_OPEN | NETDEV_RX_FROZEN);
	assert_int_equal(opens, 4);
	failing = 3;
	netdev_set_rx_large(netdev, 1);
	assert_false(netdev_is_open(netdev));
	assert_null(last_opened_netdev());
	assert_int_equal(opens, 4);
	assert_int_equal(closes, 4);
	assert_int_equal(netdev_open(netdev), 0);
	netdev_set_rx_large(netdev, 1);
	failing = 1;
	netdev_rx_freeze(netdev);
	assert_false(netdev_is_open(netdev));
	assert_int_equal(netdev_open(netdev), 0);
}

static void lists_are_in_order(void **state)
{
	struct net_device *other = add_device();

	assert_int_equal(other->index, netdev->index + 1);
	assert_ptr_equal(find_netdev(other->name), other);
	assert_null(find_netdev("net99"));
	assert_null(find_netdev("netX"));
	netdev_open(netdev);
	netdev_open(other);
	assert_ptr_equal(find_netdev("netX"), other);
	netdev_close(other);
	assert_ptr_equal(last_opened_netdev(), netdev);
	assert_ptr_equal(find_netdev_by_location(BUS_TYPE_PCI, 0x18), netdev);
	assert_null(find_netdev_by_location(BUS_TYPE_PCI, 0x20));
	remove_device(other);
}

static void transmits(void **state)
{
	assert_int_equal(netdev_tx(netdev, frame(60)), -ENETDOWN);
	netdev_open(netdev);
	assert_int_equal(netdev_tx(netdev, frame(60)), 0);
	assert_false(list_empty(&netdev->tx_queue));
	netdev_tx_complete(netdev, in_hardware);
	in_hardware = NULL;
	assert_true(list_empty(&netdev->tx_queue));
	assert_int_equal(netdev->tx_stats.passed, 1);
	transmit_rc = -ENOBUFS;
	assert_int_equal(netdev_tx(netdev, frame(60)), -ENOBUFS);
	assert_int_equal(netdev->tx_stats.failed, 2);
	transmit_rc = 0;
	assert_int_equal(netdev_tx(netdev, frame(60)), 0);
	netdev_close(netdev);
	assert_int_equal(netdev->tx_stats.failed, 3);
	assert_true(list_empty(&netdev->tx_queue));
}

/* What was transmitted is sent before the device is closed, if that takes no longer than
 * it may. */
static void sends_before_it_is_closed(void **state)
{
	unsigned long start;

	hosted_options.virtual_clock = 1;
	netdev_open(netdev);
	polls_to_send = 5;
	assert_int_equal(netdev_tx(netdev, frame(100)), 0);
	netdev_close(netdev);
	assert_null(in_hardware);
	assert_int_equal(netdev->tx_stats.passed, 1);

	netdev_open(netdev);
	assert_int_equal(netdev_tx(netdev, frame(100)), 0);
	start = currticks();
	netdev_close(netdev);
	assert_in_range(currticks() - start, TICKS_PER_SEC / 50,
			TICKS_PER_SEC / 50 + 2);
	hosted_options.virtual_clock = 0;
	assert_int_equal(closes, 2);
	assert_true(list_empty(&netdev->tx_queue));
}

static void bounds_its_queue(void **state)
{
	struct io_buffer *iobuf;
	unsigned int i;

	netdev_open(netdev);
	netdev_rx_freeze(netdev);
	polls_deliver = NETDEV_RX_QUEUE_MAX + 10;
	net_poll();
	assert_int_equal(netdev->rx_queue_len, NETDEV_RX_QUEUE_MAX);
	assert_int_equal(netdev->rx_stats.passed, NETDEV_RX_QUEUE_MAX);
	assert_int_equal(netdev->rx_stats.failed, 10);
	assert_int_equal(netdev->rx_stats.failures[0].rc, -ENOBUFS);
	assert_int_equal(netdev->rx_stats.failures[0].times, 10);
	for (i = 0; (iobuf = netdev_rx_dequeue(netdev)); i++)
		free_iob(iobuf);
	assert_int_equal(i, NETDEV_RX_QUEUE_MAX);
	polls_deliver = 3;
	net_poll();
	netdev_close(netdev);
	assert_int_equal(netdev->rx_queue_len, 0);
	assert_null(netdev_rx_dequeue(netdev));
}

static void unfrozen_frames_go_to_the_stack(void **state)
{
	netdev_open(netdev);
	polls_deliver = 5;
	net_poll();
	assert_int_equal(netdev->rx_queue_len, 0);
	assert_int_equal(netdev->rx_stats.passed, 5);
}

static void drops_runts(void **state)
{
	netdev_open(netdev);
	netdev_rx(netdev, frame(ETH_HLEN - 1));
	netdev_rx(netdev, frame(0));
	assert_int_equal(netdev->rx_queue_len, 0);
	assert_int_equal(netdev->rx_stats.failed, 2);
}

static void assert_failure(unsigned int place, int rc, unsigned int times)
{
	assert_int_equal(netdev->rx_stats.failures[place].rc, rc);
	assert_int_equal(netdev->rx_stats.failures[place].times, times);
}

static void drop(int rc, unsigned int times)
{
	while (times--)
		netdev_rx_err(netdev, NULL, rc);
}

static void the_latest_failures_are_known(void **state)
{
	assert_int_equal(NETDEV_FAILURES, 4);
	drop(-1, 9);
	assert_failure(0, -1, 9);
	assert_failure(1, 0, 0);
	drop(-2, 1);
	drop(-3, 2);
	drop(-4, 3);
	/* One that is known comes to the front with its count. */
	drop(-2, 1);
	assert_failure(0, -2, 2);
	assert_failure(1, -4, 3);
	assert_failure(2, -3, 2);
	assert_failure(3, -1, 9);
	/* A fifth one makes the oldest go, however often that was seen. */
	drop(-5, 1);
	assert_failure(0, -5, 1);
	assert_failure(1, -2, 2);
	assert_failure(3, -3, 2);
	/* Also the last one in the row is found again. */
	drop(-3, 1);
	assert_failure(0, -3, 3);
	assert_failure(3, -4, 3);
	assert_int_equal(netdev->rx_stats.failed, 18);
	assert_int_equal(netdev->tx_stats.failed, 0);
}

static void assert_ifstat(const char *lines)
{
	char expected[512];

	memset(shown, 0, sizeof(shown));
	shown_len = 0;
	ifstat(netdev);
	snprintf(expected, sizeof(expected), "%s (52:54:00:12:34:ff, fake-net "
		 "at 0000:00:03.0) is %s", netdev->name, lines);
	assert_string_equal(shown, expected);
}

static void ifstat_tells_it(void **state)
{
	assert_ifstat("closed: Link state unknown\n"
		      "  sent 0\n  received 0\n");
	netdev_open(netdev);
	netdev_link_down(netdev);
	assert_ifstat("open: Link down\n  sent 0\n  received 0\n");
	netdev_link_up(netdev);
	polls_deliver = 5;
	net_poll();
	transmit_rc = -ENOBUFS;
	netdev_tx(netdev, frame(60));
	drop(-ENOMEM, 2);
	drop(-EMSGSIZE, 1);
	assert_ifstat("open: link up\n"
		      "  sent 0, failed 1 (1 No buffer free)\n"
		      "  received 5, failed 3 (1 Packet too long, "
		      "2 Not enough memory)\n");
	netdev->link_blocked = currticks() + TICKS_PER_SEC;
	netdev->rx_stats.failed = 0;
	memset(netdev->rx_stats.failures, 0,
	       sizeof(netdev->rx_stats.failures));
	assert_ifstat("open: link up, port blocked by the switch\n"
		      "  sent 0, failed 1 (1 No buffer free)\n"
		      "  received 5\n");
}

static void check_value(const char *name, const char *wanted)
{
	char format[64], *text;

	snprintf(format, sizeof(format), "${%s/%s}", netdev->name, name);
	text = expand_settings(format);
	assert_string_equal(text, wanted);
	free(text);
}

static void has_settings(void **state)
{
	check_value("mac", "52:54:00:12:34:ff");
	check_value("ifname", netdev->name);
	check_value("chip", "fake-net");
	check_value("bustype", "PCI");
	check_value("busid", "01:1a:f4:10:41");
	check_value("busloc", "0x18");
	check_value("mtu", "1500");
	check_value("linktype", "Ethernet");
	assert_int_equal(storef_setting(netdev_settings(netdev), &mtu_setting,
					"1400"), 0);
	check_value("mtu", "1400");
	check_value("filename", "");
}

/* A lease's MTU is what counts. */
static void lease_has_the_mtu(void **state)
{
	struct generic_settings lease;

	generic_settings_init(&lease, NULL);
	assert_int_equal(register_settings(&lease.settings,
					   netdev_settings(netdev), "dhcp"), 0);
	check_value("mtu", "1500");
	storef_setting(&lease.settings, &mtu_setting, "1300");
	check_value("mtu", "1300");
	unregister_settings(&lease.settings);
	generic_settings_clear(&lease.settings);
}

/* Frames of switches. */

#define SECOND TICKS_PER_SEC

static void rx(const void *bytes, size_t len)
{
	struct io_buffer *iobuf = alloc_iob(len);

	memcpy(iob_put(iobuf, len), bytes, len);
	netdev_rx(netdev, iobuf);
	net_poll();
}

static uint8_t bpdu[60] =
	"\x01\x80\xc2\x00\x00\x00" "\x00\x11\x22\x33\x44\x55" "\x00\x27"
	"\x42\x42\x03" "\x00\x00" "\x02" "\x02" "\x00"
	"\x80\x00\x00\x11\x22\x33\x44\x55" "\x00\x00\x00\x00"
	"\x80\x00\x00\x11\x22\x33\x44\x55" "\x80\x01"
	"\x00\x00" "\x14\x00" "\x02\x00" "\x0f\x00";
#define BPDU_VERSION 19
#define BPDU_TYPE 20
#define BPDU_FLAGS 21
#define BPDU_HELLO 48
#define BPDU_DELAY 50

static void set_bpdu(uint8_t version, uint8_t type, uint8_t flags,
		     uint8_t hello, uint8_t delay)
{
	bpdu[BPDU_VERSION] = version;
	bpdu[BPDU_TYPE] = type;
	bpdu[BPDU_FLAGS] = flags;
	bpdu[BPDU_HELLO] = hello;
	bpdu[BPDU_DELAY] = delay;
}

static uint8_t ordinary[60] =
	"\xff\xff\xff\xff\xff\xff" "\x00\x11\x22\x33\x44\x55" "\x08\x06";

static int switch_setup(void **state)
{
	setup(state);
	hosted_options.virtual_clock = 1;
	netdev_open(netdev);
	netdev_link_up(netdev);
	assert_false(netdev_link_blocked(netdev));
	return 0;
}

static void rstp_blocks(void **state)
{
	set_bpdu(2, 2, 0x0c, 2, 15);
	rx(bpdu, sizeof(bpdu));
	assert_true(netdev_link_blocked(netdev));
	hosted_clock_advance(5 * SECOND);
	assert_true(netdev_link_blocked(netdev));
	hosted_clock_advance(2 * SECOND);
	assert_false(netdev_link_blocked(netdev));
	rx(bpdu, sizeof(bpdu));
	assert_true(netdev_link_blocked(netdev));
	set_bpdu(2, 2, 0x3c, 2, 15);
	rx(bpdu, sizeof(bpdu));
	assert_false(netdev_link_blocked(netdev));
}

static void stp_blocks_once(void **state)
{
	set_bpdu(0, 0, 0, 2, 15);
	rx(bpdu, sizeof(bpdu));
	hosted_clock_advance(20 * SECOND);
	rx(bpdu, sizeof(bpdu));
	assert_true(netdev_link_blocked(netdev));
	hosted_clock_advance(11 * SECOND);
	rx(bpdu, sizeof(bpdu));
	assert_false(netdev_link_blocked(netdev));
}

static void ordinary_frames_unblock(void **state)
{
	set_bpdu(0, 0, 0, 2, 15);
	rx(bpdu, sizeof(bpdu));
	assert_true(netdev_link_blocked(netdev));
	rx(ordinary, sizeof(ordinary));
	assert_false(netdev_link_blocked(netdev));
	rx(bpdu, sizeof(bpdu));
	assert_false(netdev_link_blocked(netdev));
	netdev_link_down(netdev);
	netdev_link_up(netdev);
	rx(bpdu, sizeof(bpdu));
	assert_true(netdev_link_blocked(netdev));
	netdev_link_down(netdev);
	assert_false(netdev_link_blocked(netdev));
}

static void timers_are_bounded(void **state)
{
	set_bpdu(2, 2, 0, 255, 255);
	rx(bpdu, sizeof(bpdu));
	hosted_clock_advance(31 * SECOND);
	assert_false(netdev_link_blocked(netdev));
	set_bpdu(0, 0, 0, 255, 255);
	rx(bpdu, sizeof(bpdu));
	assert_true(netdev_link_blocked(netdev));
	hosted_clock_advance(61 * SECOND);
	assert_false(netdev_link_blocked(netdev));
}

static void garbage_does_not_block(void **state)
{
	uint8_t copy[sizeof(bpdu)];
	size_t len;

	set_bpdu(2, 2, 0, 2, 15);
	for (len = ETH_HLEN; len < ETH_HLEN + 3 + 35; len++) {
		rx(bpdu, len);
		assert_false(netdev_link_blocked(netdev));
	}
	for (len = 14; len < 19; len++) {
		memcpy(copy, bpdu, sizeof(copy));
		copy[len] ^= 0x80;
		rx(copy, sizeof(copy));
		assert_false(netdev_link_blocked(netdev));
	}
	set_bpdu(2, 0x80, 0, 2, 15);
	rx(bpdu, sizeof(bpdu));
	assert_false(netdev_link_blocked(netdev));
}

static uint8_t lacpdu[124] =
	"\x01\x80\xc2\x00\x00\x02" "\x00\x11\x22\x33\x44\x55" "\x88\x09"
	"\x01\x01" "\x01\x14" "\x80\x00" "\x00\x11\x22\x33\x44\x55"
	"\x00\x01" "\x80\x00" "\x00\x01" "\x05";
#define LACPDU_STATE 32

static void lacp_blocks(void **state)
{
	rx(lacpdu, sizeof(lacpdu));
	assert_true(netdev_link_blocked(netdev));
	hosted_clock_advance(89 * SECOND);
	assert_true(netdev_link_blocked(netdev));
	hosted_clock_advance(2 * SECOND);
	assert_false(netdev_link_blocked(netdev));
	lacpdu[LACPDU_STATE] = 0x07;
	rx(lacpdu, sizeof(lacpdu));
	assert_true(netdev_link_blocked(netdev));
	hosted_clock_advance(4 * SECOND);
	assert_false(netdev_link_blocked(netdev));
	rx(lacpdu, sizeof(lacpdu));
	lacpdu[LACPDU_STATE] = 0x3d;
	rx(lacpdu, sizeof(lacpdu));
	assert_false(netdev_link_blocked(netdev));
	lacpdu[LACPDU_STATE] = 0x05;
	rx(lacpdu, LACPDU_STATE);
	assert_false(netdev_link_blocked(netdev));
}

/* Sends such a LACPDU, and takes the answer out of the hardware. Returns how many bytes
 * that has, or 0 if there is none. */
static size_t answered(uint8_t state, uint8_t answer[sizeof(lacpdu)])
{
	size_t len = 0;

	lacpdu[LACPDU_STATE] = state;
	rx(lacpdu, sizeof(lacpdu));
	if (in_hardware) {
		len = iob_len(in_hardware);
		assert_true(len <= sizeof(lacpdu));
		memcpy(answer, in_hardware->data, len);
		netdev_tx_complete_err(netdev, in_hardware, 0);
	}
	in_hardware = NULL;
	return len;
}

/* A switch with the short timeout closes a port that it does not hear of. */
static void lacp_is_answered(void **state)
{
	uint8_t answer[sizeof(lacpdu)] = { 0 };
	unsigned int count = 0;
	unsigned int i;

	hosted_clock_advance(SECOND);
	assert_int_equal(answered(0x07, answer), sizeof(lacpdu));
	assert_memory_equal(answer, lacpdu, ETH_ALEN);
	assert_memory_equal(answer + ETH_ALEN, netdev->ll_addr, ETH_ALEN);
	assert_int_equal(answer[LACPDU_STATE] & 0x38, 0x38);
	assert_int_equal(answered(0x3f, answer), 0);
	hosted_clock_advance(SECOND);
	assert_int_equal(answered(0x3f, answer), sizeof(lacpdu));
	for (i = 0; i < 1000; i++) {
		hosted_clock_advance(SECOND / 1000);
		count += answered(0x3f, answer) != 0;
	}
	assert_in_range(count, 6, 8);
	netdev_rx_freeze(netdev);
	hosted_clock_advance(SECOND);
	assert_int_equal(answered(0x3f, answer), 0);
	lacpdu[LACPDU_STATE] = 0x05;
}

/* Anybody on the wire can send to another address. */
static void lacp_counts_at_its_own_address(void **state)
{
	uint8_t copy[sizeof(lacpdu)];

	memcpy(copy, lacpdu, sizeof(copy));
	copy[LACPDU_STATE] = 0x05;
	copy[5] = 0x03;
	rx(copy, sizeof(copy));
	assert_false(netdev_link_blocked(netdev));
	memcpy(copy, netdev->ll_addr, ETH_ALEN);
	rx(copy, sizeof(copy));
	assert_false(netdev_link_blocked(netdev));
	memcpy(copy, lacpdu, ETH_ALEN);
	rx(copy, sizeof(copy));
	assert_true(netdev_link_blocked(netdev));
}

static void buffers_are_padded(void **state)
{
	struct io_buffer *iobuf = alloc_iob(64);

	memset(iobuf->head, 0xff, 64);
	iob_put(iobuf, 10);
	iob_pad(iobuf, 60);
	assert_int_equal(iob_len(iobuf), 60);
	assert_int_equal(((uint8_t *)iobuf->data)[10], 0);
	assert_int_equal(((uint8_t *)iobuf->data)[59], 0);
	iob_pad(iobuf, 70);
	assert_int_equal(iob_len(iobuf), 60);
	free_iob(iobuf);
	assert_null(alloc_iob(~(size_t)0));
	testhost_malloc_left = 0;
	assert_null(alloc_iob(10));
	assert_null(alloc_etherdev(10));
	testhost_malloc_left = -1;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define SWITCH_TEST(name) \
	cmocka_unit_test_setup_teardown(name, switch_setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(opens_and_closes),
		TEST(receives_large),
		TEST(lists_are_in_order),
		TEST(transmits),
		TEST(sends_before_it_is_closed),
		TEST(bounds_its_queue),
		TEST(unfrozen_frames_go_to_the_stack),
		TEST(drops_runts),
		TEST(the_latest_failures_are_known),
		TEST(ifstat_tells_it),
		TEST(has_settings),
		TEST(lease_has_the_mtu),
		SWITCH_TEST(rstp_blocks),
		SWITCH_TEST(stp_blocks_once),
		SWITCH_TEST(ordinary_frames_unblock),
		SWITCH_TEST(timers_are_bounded),
		SWITCH_TEST(garbage_does_not_block),
		SWITCH_TEST(lacp_blocks),
		SWITCH_TEST(lacp_is_answered),
		SWITCH_TEST(lacp_counts_at_its_own_address),
		TEST(buffers_are_padded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
