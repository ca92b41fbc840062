/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Large receive on the real stack: what a device merges and vouches for, from
 * a web server that is the test itself.
 */

#include "wire_tcp.h"
#include <errno.h>
#include <core/download.h>
#include <ipxe/http.h>
#include <ipxe/uri.h>

#define HEADER "HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n"
#define BODY_LEN 60000

static uint8_t answer[sizeof(HEADER) - 1 + BODY_LEN];
static unsigned int served;

/* What the server's answers are like. */
static int checked, spoiled;
/* Number of bytes after those that the IP header counts. */
static size_t too_much;

static void serve(void)
{
	struct io_buffer *iobuf = build(ACK, answer, sizeof(answer));
	uint8_t *checksum = (uint8_t *)iobuf->data + AT_TCP + 16;
	struct io_buffer *longer;

	served++;
	if (spoiled)
		checksum[0] ^= 0xff;
	if (too_much) {
		longer = alloc_iob(iob_len(iobuf) + too_much);
		memset(longer->data, 0, iob_len(iobuf) + too_much);
		memcpy(iob_put(longer, iob_len(iobuf) + too_much),
		       iobuf->data, iob_len(iobuf));
		free_iob(iobuf);
		iobuf = longer;
	}
	iobuf->checked = checked;
	netdev_rx(netdev, iobuf);
}

static size_t taken;

static int sink(struct download *dl, const void *data, size_t len)
{
	assert_memory_equal(data, answer + sizeof(HEADER) - 1 + taken, len);
	taken += len;
	return 0;
}

/* Returns how much of the file has come a few turns after it was asked for. */
static size_t load(void)
{
	struct uri *uri = parse_uri("http://10.3.0.1/x");
	struct download *dl;
	unsigned int turns;
	size_t done;

	served = taken = 0;
	dl = download_open(uri, sink, NULL);
	assert_non_null(dl);
	for (turns = 0; turns < 50 && dl->rc == -EINPROGRESS; turns++) {
		download_step(dl);
		step();
	}
	assert_int_equal(served, 1);
	done = dl->done;
	download_close(dl);
	uri_put(uri);
	return done;
}

static int setup(void **state)
{
	unsigned int i;

	memcpy(answer, HEADER, sizeof(HEADER) - 1);
	for (i = sizeof(HEADER) - 1; i < sizeof(answer); i++)
		answer[i] = i * 7 >> 3;
	checked = spoiled = 0;
	too_much = 0;
	wire_setup();
	netdev->can_rx_large = 1;
	return 0;
}

static int teardown(void **state)
{
	http_close_idle();
	run();
	wire_teardown();
	return 0;
}

static void takes_a_large_segment(void **state)
{
	assert_int_equal(netdev->state & NETDEV_RX_LARGE, 0);
	assert_int_equal(load(), BODY_LEN);
	assert_int_equal(netdev->state & NETDEV_RX_LARGE, NETDEV_RX_LARGE);
}

static void believes_the_device(void **state)
{
	spoiled = checked = 1;
	assert_int_equal(load(), BODY_LEN);
}

static void checks_what_the_device_does_not(void **state)
{
	spoiled = 1;
	assert_int_equal(load(), 0);
}

/* That a device has checked the checksum of one frame is not taken to hold for
 * the next one. */
static void checks_again(void **state)
{
	checked = spoiled = 1;
	assert_int_equal(load(), BODY_LEN);
	checked = 0;
	assert_int_equal(load(), 0);
}

static void drops_what_lwip_cannot_count(void **state)
{
	too_much = 0xffff - (AT_DATA + sizeof(answer));
	assert_int_equal(load(), BODY_LEN);
	too_much++;
	assert_int_equal(load(), 0);
	too_much = 0x10000;
	assert_int_equal(load(), 0);
}

static void plain_devices_take_no_large_frame(void **state)
{
	netdev->can_rx_large = 0;
	assert_int_equal(load(), 0);
	assert_int_equal(netdev->state & NETDEV_RX_LARGE, 0);
}

static void ends_when_frames_are_for_others(void **state)
{
	assert_int_equal(load(), BODY_LEN);
	netdev_rx_freeze(netdev);
	assert_int_equal(netdev->state & NETDEV_RX_LARGE, 0);
	netdev_rx_unfreeze(netdev);
	assert_int_equal(load(), 0);
	/* The next connection asks for it again. */
	http_close_idle();
	assert_int_equal(load(), BODY_LEN);
}

#define TEST(function)							\
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(takes_a_large_segment),
		TEST(believes_the_device),
		TEST(checks_what_the_device_does_not),
		TEST(checks_again),
		TEST(drops_what_lwip_cannot_count),
		TEST(plain_devices_take_no_large_frame),
		TEST(ends_when_frames_are_for_others),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
