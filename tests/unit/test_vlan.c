/* SPDX-License-Identifier: GPL-2.0-or-later */

/* VLANs as net devices: their life beside the trunk's, tags that are put in and taken
 * off, and tags that a hostile machine has made. */

#include "unit.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <byteswap.h>
#include <ipxe/if_ether.h>
#include <ipxe/in.h>
#include <ipxe/netdevice.h>
#include <ipxe/settings.h>
#include <ipxe/timer.h>
#include <ipxe/vlan.h>

static struct device dev = {
	.name = "0000:00:03.0",
	.driver_name = "fake-net",
	.desc = { BUS_TYPE_PCI, 0x18, 0x1af4, 0x1041, 0x020000 },
};

static struct net_device *trunk;
static int opens, closes, transmit_rc, open_rc;
/* The frame that the trunk has sent last. */
static uint8_t sent[2048];
static size_t sent_len;
/* What the trunk's driver delivers when it is polled next. */
static struct io_buffer *arriving;

static int fake_open(struct net_device *netdev)
{
	opens += !open_rc;
	return open_rc;
}

static void fake_close(struct net_device *netdev)
{
	closes++;
}

static int fake_transmit(struct net_device *netdev, struct io_buffer *iobuf)
{
	if (transmit_rc)
		return transmit_rc;
	sent_len = iob_len(iobuf);
	assert_true(sent_len <= sizeof(sent));
	memcpy(sent, iobuf->data, sent_len);
	netdev_tx_complete(netdev, iobuf);
	return 0;
}

static void fake_poll(struct net_device *netdev)
{
	struct io_buffer *iobuf = arriving;

	arriving = NULL;
	if (iobuf)
		netdev_rx(netdev, iobuf);
}

static const struct net_device_operations fake_operations = {
	.open = fake_open,
	.close = fake_close,
	.transmit = fake_transmit,
	.poll = fake_poll,
};

static int setup(void **state)
{
	opens = closes = transmit_rc = open_rc = 0;
	sent_len = 0;
	trunk = alloc_etherdev(0);
	netdev_init(trunk, &fake_operations);
	trunk->dev = &dev;
	memcpy(trunk->hw_addr, "\x52\x54\x00\x12\x34\xff", ETH_ALEN);
	return register_netdev(trunk);
}

static int teardown(void **state)
{
	unregister_netdev(trunk);
	netdev_put(trunk);
	assert_false(have_netdevs());
	return 0;
}

static struct net_device *vlan(unsigned int tag)
{
	char name[NETDEV_NAME_LEN];

	snprintf(name, sizeof(name), "%s-%d", trunk->name, (int)tag);
	return find_netdev(name);
}

static struct net_device *add_vlan(unsigned int tag)
{
	assert_int_equal(vlan_create(trunk, tag, 0), 0);
	assert_non_null(vlan(tag));
	return vlan(tag);
}

static const uint8_t plain[] =
	"\x00\x11\x22\x33\x44\x55" "\x66\x77\x88\x99\xaa\xbb" "\x12\x34"
	"payload";

/* Returns a frame in a buffer with as much room as those of drivers have, which the
 * stack needs. */
static struct io_buffer *frame(const void *bytes, size_t len)
{
	struct io_buffer *iobuf = alloc_iob(len + 100);

	memcpy(iob_put(iobuf, len), bytes, len);
	return iobuf;
}

static void is_a_device_of_its_own(void **state)
{
	struct net_device *netdev = add_vlan(20);
	char format[48], *text;

	assert_memory_equal(netdev->ll_addr, trunk->ll_addr, ETH_ALEN);
	assert_ptr_equal(netdev->dev, &dev);
	assert_int_equal(netdev->mtu, 1500);
	snprintf(format, sizeof(format), "${%s/mac} ${%s/chip}", netdev->name,
		 netdev->name);
	text = expand_settings(format);
	assert_string_equal(text, "52:54:00:12:34:ff fake-net");
	free(text);
	/* A place on the bus is the trunk's. */
	assert_ptr_equal(find_netdev_by_location(BUS_TYPE_PCI, 0x18), trunk);
	assert_int_equal(vlan_destroy(netdev), 0);
	assert_null(vlan(20));
	assert_int_equal(vlan_destroy(trunk), -ENOTSUP);
}

static void has_bounds(void **state)
{
	struct ll_protocol other = ethernet_protocol;

	assert_int_equal(vlan_create(trunk, 0, 0), -EINVAL);
	assert_int_equal(vlan_create(trunk, 4095, 0), -EINVAL);
	assert_int_equal(vlan_create(trunk, 4116, 0), -EINVAL);
	assert_int_equal(vlan_create(trunk, 1, 8), -EINVAL);
	assert_int_equal(vlan_create(trunk, 4094, 7), 0);
	assert_int_equal(vlan_create(trunk, 4094, 0), -EEXIST);
	assert_int_equal(vlan_create(vlan(4094), 1, 0), -ENOTSUP);
	trunk->ll_protocol = &other;
	assert_int_equal(vlan_create(trunk, 1, 0), -ENOTSUP);
	trunk->ll_protocol = &ethernet_protocol;
	/* What a trunk cannot send, no VLAN on it can. */
	trunk->mtu = trunk->max_pkt_len = 1000;
	assert_int_equal(add_vlan(2)->mtu, 1000 - VLAN_TAG_LEN - ETH_HLEN);
}

static void needs_memory(void **state)
{
	struct net_device *netdev;
	struct io_buffer *iobuf;
	int refs = trunk->refcnt.count;
	int left;

	for (left = 0; ; left++) {
		testhost_malloc_left = left;
		if (vlan_create(trunk, 20, 0) == 0)
			break;
		testhost_malloc_left = -1;
		assert_null(vlan(20));
		assert_null(trunk->vlan_rx);
		assert_int_equal(trunk->refcnt.count, refs);
	}
	testhost_malloc_left = -1;
	assert_true(left > 0);
	netdev = vlan(20);
	netdev_open(netdev);
	iobuf = frame(plain, sizeof(plain));
	testhost_malloc_left = 0;
	assert_int_equal(netdev_tx(netdev, iobuf), -ENOMEM);
	testhost_malloc_left = -1;
	assert_int_equal(sent_len, 0);
}

static void opens_and_closes_with_the_trunk(void **state)
{
	struct net_device *a = add_vlan(20), *b = add_vlan(30);

	open_rc = -EIO;
	assert_int_equal(netdev_open(a), -EIO);
	assert_false(netdev_is_open(a));
	open_rc = 0;
	assert_int_equal(netdev_open(a), 0);
	assert_int_equal(netdev_open(b), 0);
	assert_int_equal(opens, 1);
	assert_true(netdev_is_open(trunk));
	assert_ptr_equal(last_opened_netdev(), b);
	netdev_close(b);
	assert_true(netdev_is_open(trunk));
	assert_ptr_equal(last_opened_netdev(), a);
	assert_int_equal(netdev_open(b), 0);
	netdev_close(trunk);
	assert_int_equal(closes, 1);
	assert_null(last_opened_netdev());
	assert_false(netdev_is_open(a) || netdev_is_open(b));
	/* Closing all, as before a kernel starts, takes any order. */
	assert_int_equal(netdev_open(b), 0);
	netdev_close(b);
	netdev_close(trunk);
	netdev_close(a);
	assert_int_equal(closes, 2);
}

/* teardown() removes a trunk that still has VLANs, and finds none left. */
static void goes_with_the_trunk(void **state)
{
	add_vlan(20);
	assert_int_equal(netdev_open(add_vlan(30)), 0);
}

static void has_the_link_of_the_trunk(void **state)
{
	struct net_device *netdev = add_vlan(20);

	netdev_open(netdev);
	assert_int_equal(netdev->link_rc, trunk->link_rc);
	netdev_link_up(trunk);
	net_poll();
	assert_true(netdev_link_ok(netdev));
	trunk->link_blocked = currticks() + TICKS_PER_SEC;
	net_poll();
	assert_true(netdev_link_blocked(netdev));
	netdev_link_down(trunk);
	net_poll();
	assert_int_equal(netdev->link_rc, trunk->link_rc);
	assert_false(netdev_link_ok(netdev));
	/* It is known as soon as the VLAN is open. */
	netdev_close(netdev);
	netdev_link_up(trunk);
	netdev_open(netdev);
	assert_true(netdev_link_ok(netdev));
}

static void puts_the_tag_in(void **state)
{
	struct net_device *netdev = add_vlan(0x234);
	uint8_t longest[ETH_FRAME_LEN] = { 0 };

	netdev_open(netdev);
	assert_int_equal(netdev_tx(netdev, frame(plain, sizeof(plain))), 0);
	assert_int_equal(sent_len, sizeof(plain) + 4);
	assert_memory_equal(sent, plain, 12);
	assert_memory_equal(sent + 12, "\x81\x00\x02\x34", 4);
	assert_memory_equal(sent + 16, plain + 12, sizeof(plain) - 12);
	assert_int_equal(netdev->tx_stats.passed, 1);
	assert_int_equal(trunk->tx_stats.passed, 1);
	assert_true(list_empty(&netdev->tx_queue));
	transmit_rc = -ENOBUFS;
	assert_int_equal(netdev_tx(netdev, frame(plain, sizeof(plain))),
			 -ENOBUFS);
	assert_int_equal(netdev->tx_stats.failed, 1);
	transmit_rc = 0;
	assert_int_equal(netdev_tx(netdev, frame(longest, ETH_FRAME_LEN - 4)),
			 0);
	assert_int_equal(sent_len, ETH_FRAME_LEN);
	assert_int_equal(netdev_tx(netdev, frame(longest, ETH_FRAME_LEN - 3)),
			 -EINVAL);
	assert_int_equal(vlan_create(trunk, 0x123, 7), 0);
	netdev_open(vlan(0x123));
	netdev_tx(vlan(0x123), frame(plain, sizeof(plain)));
	assert_memory_equal(sent + 12, "\x81\x00\xe1\x23", 4);
}

/* Delivers a frame to the trunk: plain[] with what stands before its protocol. */
static void arrive(const char *tags, size_t tags_len)
{
	uint8_t bytes[64];

	memcpy(bytes, plain, 12);
	memcpy(bytes + 12, tags, tags_len);
	memcpy(bytes + 12 + tags_len, plain + 12, sizeof(plain) - 12);
	netdev_rx(trunk, frame(bytes, sizeof(plain) + tags_len));
}

/* Takes the one frame out of a device's queue, which has to be as long as is told
 * and to begin with the bytes of plain[] up to its protocol. */
static void assert_takes(struct net_device *netdev, size_t len)
{
	struct io_buffer *iobuf = netdev_rx_dequeue(netdev);

	assert_non_null(iobuf);
	assert_int_equal(iob_len(iobuf), len);
	assert_memory_equal(iobuf->data, plain, 12);
	free_iob(iobuf);
	assert_null(netdev_rx_dequeue(netdev));
}

static void takes_the_tag_off(void **state)
{
	struct net_device *a = add_vlan(20), *b = add_vlan(30);

	netdev_open(a);
	netdev_rx_freeze(a);
	arrive("\x81\x00\xe0\x14", 4);
	assert_takes(a, sizeof(plain));
	assert_int_equal(trunk->rx_stats.passed, 1);
	assert_int_equal(a->rx_stats.passed, 1);
	/* The driver of the trunk delivers when the VLAN is polled. */
	arriving = frame("\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb"
			 "\x81\x00\x00\x14\x08\x06", 18);
	netdev_poll(a);
	assert_takes(a, 14);
	/* A frame for a VLAN that is closed, or of which there is no device, is
	 * the trunk's, as are all while that is frozen. */
	arrive("\x81\x00\x00\x1e", 4);
	assert_takes(trunk, sizeof(plain) + 4);
	arrive("\x81\x00\x00\x15", 4);
	assert_takes(trunk, sizeof(plain) + 4);
	arrive("", 0);
	assert_takes(trunk, sizeof(plain));
	netdev_rx_freeze(trunk);
	arrive("\x81\x00\x00\x14", 4);
	assert_takes(trunk, sizeof(plain) + 4);
	netdev_rx_unfreeze(trunk);
	netdev_open(b);
	vlan_destroy(a);
	arrive("\x81\x00\x00\x1e", 4);
	assert_takes(b, sizeof(plain));
	vlan_destroy(b);
	assert_null(trunk->vlan_rx);
}

static void survives_hostile_tags(void **state)
{
	struct net_device *netdev = add_vlan(20);
	static const uint8_t cut[] =
		"\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb"
		"\x81\x00\x00\x14\x08\x06";
	size_t len;

	netdev_open(netdev);
	netdev_rx_freeze(netdev);
	/* Cut short before the protocol behind the tag is whole. */
	for (len = 0; len < 18; len++)
		netdev_rx(trunk, frame(cut, len));
	assert_null(netdev_rx_dequeue(netdev));
	assert_int_equal(trunk->rx_stats.failed, ETH_HLEN);
	assert_int_equal(trunk->rx_queue_len, 18 - ETH_HLEN);
	net_poll();
	/* No VLAN, and what is reserved. */
	arrive("\x81\x00\x00\x00", 4);
	assert_takes(trunk, sizeof(plain) + 4);
	arrive("\x81\x00\x0f\xff", 4);
	assert_takes(trunk, sizeof(plain) + 4);
	/* Two tags: the outer one goes, the inner one means nothing here. */
	arrive("\x81\x00\x00\x14\x81\x00\x00\x14", 8);
	assert_takes(netdev, sizeof(plain) + 4);
	arrive("\x88\xa8\x00\x14\x81\x00\x00\x14", 8);
	assert_takes(trunk, sizeof(plain) + 8);
	/* The queue has its limit. */
	for (len = 0; len < NETDEV_RX_QUEUE_MAX + 5; len++)
		arrive("\x81\x00\x00\x14", 4);
	assert_int_equal(netdev->rx_queue_len, NETDEV_RX_QUEUE_MAX);
	assert_int_equal(netdev->rx_stats.failed, 5);
}

/* Tags of any kind, in frames of any length, with the stack on both devices. */
static void survives_noise(void **state)
{
	struct net_device *netdev = add_vlan(20);
	uint8_t bytes[80];
	unsigned int i, at;

	netdev_open(netdev);
	srandom(1);
	for (i = 0; i < 20000; i++) {
		for (at = 0; at < sizeof(bytes); at++)
			bytes[at] = random();
		memcpy(bytes + 12, "\x81\x00\x00\x14\x81\x00\x00\x14",
		       random() % 9);
		memcpy(bytes, trunk->ll_addr, random() % 7);
		netdev_rx(trunk, frame(bytes, random() % (sizeof(bytes) + 1)));
		net_poll();
	}
	assert_int_equal(trunk->rx_queue_len + netdev->rx_queue_len, 0);
	assert_true(netdev->rx_stats.passed > 1000);
}

static void gets_no_merged_frames(void **state)
{
	trunk->can_rx_large = 1;
	netdev_open(trunk);
	netdev_set_rx_large(trunk, 1);
	assert_true(trunk->state & NETDEV_RX_LARGE);
	add_vlan(20);
	assert_false(trunk->state & NETDEV_RX_LARGE);
	netdev_set_rx_large(trunk, 1);
	assert_false(trunk->state & NETDEV_RX_LARGE);
	vlan_destroy(vlan(20));
	netdev_set_rx_large(trunk, 1);
	assert_true(trunk->state & NETDEV_RX_LARGE);
}

/* The IP stack: a tagged question by ARP (RFC 826) gets a tagged answer, and one
 * without a tag gets none. */
static void the_stack_answers_in_the_vlan(void **state)
{
	struct net_device *netdev = add_vlan(20);
	static const uint8_t question[] =
		"\xff\xff\xff\xff\xff\xff" "\x66\x77\x88\x99\xaa\xbb"
		"\x81\x00\x00\x14" "\x08\x06"
		"\x00\x01" "\x08\x00" "\x06\x04" "\x00\x01"
		"\x66\x77\x88\x99\xaa\xbb" "\x0a\x14\x00\x01"
		"\x00\x00\x00\x00\x00\x00" "\x0a\x14\x00\x02";
	uint8_t untagged[sizeof(question) - 5];

	memcpy(untagged, question, 12);
	memcpy(untagged + 12, question + 16, sizeof(untagged) - 12);
	netdev_link_up(trunk);
	netdev_open(netdev);
	storef_setting(netdev_settings(netdev), &ip_setting, "10.20.0.2");
	storef_setting(netdev_settings(netdev), &netmask_setting,
		       "255.255.255.0");
	apply_settings();
	net_poll();
	sent_len = 0;
	netdev_rx(trunk, frame(untagged, sizeof(untagged)));
	net_poll();
	assert_int_equal(sent_len, 0);
	netdev_rx(trunk, frame(question, sizeof(question) - 1));
	net_poll();
	assert_true(sent_len >= 18 + 28);
	assert_memory_equal(sent, "\x66\x77\x88\x99\xaa\xbb"
			    "\x52\x54\x00\x12\x34\xff"
			    "\x81\x00\x00\x14\x08\x06", 18);
	assert_memory_equal(sent + 18 + 6, "\x00\x02"
			    "\x52\x54\x00\x12\x34\xff" "\x0a\x14\x00\x02", 12);
}

static void run(const char *format, int rc)
{
	char line[64];

	snprintf(line, sizeof(line), format, trunk->name);
	assert_int_equal(system(line), rc);
}

static void commands_make_and_remove_them(void **state)
{
	run("vcreate --tag 20 %s", 0);
	assert_non_null(vlan(20));
	run("vcreate --tag 20 %s", -EEXIST);
	run("vcreate --tag 7 --priority 8 %s", -EINVAL);
	run("vcreate %s", -EINVAL);
	run("vcreate --tag 5 %s-20", -ENOTSUP);
	run("vcreate --tag 5 net9%s", -ENODEV);
	run("vdestroy %s", -ENOTSUP);
	run("vdestroy %s-21", -ENODEV);
	run("vdestroy %s-20", 0);
	assert_null(vlan(20));
}

#define TEST(function)							\
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(is_a_device_of_its_own),
		TEST(has_bounds),
		TEST(needs_memory),
		TEST(opens_and_closes_with_the_trunk),
		TEST(goes_with_the_trunk),
		TEST(has_the_link_of_the_trunk),
		TEST(puts_the_tag_in),
		TEST(takes_the_tag_off),
		TEST(survives_hostile_tags),
		TEST(survives_noise),
		TEST(gets_no_merged_frames),
		TEST(the_stack_answers_in_the_vlan),
		TEST(commands_make_and_remove_them),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
