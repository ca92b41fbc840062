/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Kept HTTP connections on the real stack, against a web server that is the
 * test itself, frame by frame: nothing of one outlives its device or address.
 */

#include "wire_tcp.h"
#include <errno.h>
#include <stdlib.h>
#include <core/main.h>
#include <core/download.h>
#include <ipxe/http.h>
#include <ipxe/uri.h>

#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

static unsigned int requests;
/* It answers the next request with a reset. */
static int reset_next;

static void serve(void)
{
	requests++;
	say(reset_next ? RST : ACK, reset_next ? "" : ANSWER);
	reset_next = 0;
}

static int sink(struct download *dl, const void *data, size_t len)
{
	return 0;
}

/* Downloads a file; how many connections that took. */
static unsigned int load(void)
{
	struct uri *uri = parse_uri("http://10.3.0.1/x");
	unsigned int before = syns, turns = 0;
	struct download *dl = download_open(uri, sink, NULL);

	assert_non_null(dl);
	while (download_step(dl) == -EINPROGRESS && turns++ < 1000)
		step();
	assert_int_equal(dl->rc, 0);
	assert_int_equal(dl->done, 2);
	download_close(dl);
	uri_put(uri);
	return syns - before;
}

static int setup(void **state)
{
	wire_setup();
	syns = fins = requests = 0;
	assert_int_equal(load(), 1);
	assert_non_null(tcp_active_pcbs);
	return 0;
}

static int teardown(void **state)
{
	wire_teardown();
	assert_null(tcp_active_pcbs);
	http_close_idle();
	return 0;
}

static void takes_the_next_request(void **state)
{
	assert_int_equal(load(), 0);
	assert_int_equal(load(), 0);
	assert_int_equal(requests, 3);
	assert_int_equal(fins, 0);
}

static void goes_with_its_device(void **state)
{
	netdev_close(netdev);
	assert_null(tcp_active_pcbs);
	assert_int_equal(netdev_open(netdev), 0);
	assert_int_equal(load(), 1);
}

static void goes_with_its_address(void **state)
{
	set_address(&ip_setting, OUR_IP + 1);
	assert_null(tcp_active_pcbs);
	assert_int_equal(load(), 1);
	assert_int_equal(heard[AT_IP + 15], (OUR_IP + 1) & 255);
}

static void is_closed_by_either_side(void **state)
{
	http_close_idle();
	run();
	assert_int_equal(fins, 1);
	say(FIN | ACK, "");
	run();
	assert_null(tcp_active_pcbs);
	assert_int_equal(load(), 1);
	say(FIN | ACK, "");
	run();
	assert_int_equal(fins, 2);
	assert_null(tcp_active_pcbs);
	assert_int_equal(load(), 1);
}

static void is_closed_when_it_speaks_unasked(void **state)
{
	say(ACK, ANSWER);
	run();
	assert_int_equal(fins, 1);
	assert_int_equal(load(), 1);
}

/* A connection that breaks as the next file is asked for is replaced by a new
 * one. */
static void is_replaced_when_it_breaks(void **state)
{
	reset_next = 1;
	assert_int_equal(load(), 1);
	say(FIN | ACK, "");
	assert_int_equal(load(), 1);
	say(RST, "");
	assert_int_equal(load(), 1);
}

/* A device that is closed then sends what it has (test_netdevice.c). */
static void is_closed_before_the_devices(void **state)
{
	core_shutdown();
	assert_int_equal(fins, 1);
	assert_int_equal(load(), 1);
}

#define TEST(function)							\
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(takes_the_next_request),
		TEST(goes_with_its_device),
		TEST(goes_with_its_address),
		TEST(is_closed_by_either_side),
		TEST(is_closed_when_it_speaks_unasked),
		TEST(is_replaced_when_it_breaks),
		TEST(is_closed_before_the_devices),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
