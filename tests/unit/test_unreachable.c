/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * ICMP messages that say a datagram has not arrived, as frames from a wire
 * that the test owns: which of them reach the socket.
 */

#include "wire.h"
#include <errno.h>
#include <stdlib.h>
#include <core/net.h>

#define ROUTER 0x0a0300fe
#define PORT 69

/* Ethernet, IP, ICMP, and the quoted IP and UDP headers. */
#define AT_ICMP (AT_IP + IP_LEN)
#define AT_QUOTE (AT_ICMP + 8)
#define FRAME_LEN (AT_QUOTE + IP_LEN + 8)

static struct net_udp *udp;
/* The datagram seen last on the wire, from its IP header on. */
static uint8_t datagram[256];
static unsigned int errors, error_port;
static struct in_addr error_to;
static int error_rc;
static int close_in_error;

static void wire_hear(const uint8_t *frame, size_t len)
{
	len -= ETH_HLEN;
	memcpy(datagram, frame + ETH_HLEN,
	       len < sizeof(datagram) ? len : sizeof(datagram));
}

static void on_rx(void *ctx, struct in_addr from, unsigned int port,
		  const void *data, size_t len)
{
}

static void on_error(void *ctx, struct in_addr to, unsigned int port, int rc)
{
	errors++;
	error_to = to;
	error_port = port;
	error_rc = rc;
	if (close_in_error) {
		net_udp_close(udp);
		udp = NULL;
	}
}

static void send_datagram(void)
{
	struct in_addr to = { htonl(SERVER) };

	assert_int_equal(net_udp_send(udp, to, PORT, "hello", 5), 0);
	run();
}

static int setup(void **state)
{
	wire_setup();
	errors = 0;
	close_in_error = 0;
	memset(datagram, 0, sizeof(datagram));
	assert_int_equal(net_udp_open(&udp, NULL, 0, on_rx, NULL), 0);
	net_udp_on_error(udp, on_error);
	send_datagram();
	assert_int_equal(datagram[0], 0x45);
	return 0;
}

static int teardown(void **state)
{
	net_udp_close(udp);
	wire_teardown();
	return 0;
}

/* Makes what a router or the server sends when our datagram goes no further. */
static void build(uint8_t *frame, uint32_t from, unsigned int code)
{
	memset(frame, 0, FRAME_LEN);
	memcpy(frame, netdev->ll_addr, ETH_ALEN);
	memcpy(frame + 6, "\2\0\0\0\0\1", 6);
	put16(frame + 12, ETH_P_IP);
	frame[AT_IP] = 0x45;
	put16(frame + AT_IP + 2, FRAME_LEN - AT_IP);
	frame[AT_IP + 8] = 64;
	frame[AT_IP + 9] = 1;
	put32(frame + AT_IP + 12, from);
	put32(frame + AT_IP + 16, OUR_IP);
	frame[AT_ICMP] = 3;
	frame[AT_ICMP + 1] = code;
	memcpy(frame + AT_QUOTE, datagram, IP_LEN + 8);
}

static void receive(uint8_t *frame, size_t len)
{
	put16(frame + AT_IP + 2, len - AT_IP);
	put_checksum(frame + AT_IP, IP_LEN, 0, frame + AT_IP + 10);
	if (len >= AT_ICMP + 4)
		put_checksum(frame + AT_ICMP, len - AT_ICMP, 0,
			 frame + AT_ICMP + 2);
	wire_deliver(frame, len);
	run();
}

static void draws_its_port(void **state)
{
	unsigned int ports = 0, i, port;

	srandom(1);
	for (i = 0; i < 64; i++) {
		net_udp_close(udp);
		assert_int_equal(net_udp_open(&udp, NULL, 0, on_rx, NULL), 0);
		send_datagram();
		port = get16(datagram + IP_LEN);
		assert_in_range(port, 0xc000, 0xffff);
		ports |= 1 << (port >> 12 & 3);
	}
	assert_int_equal(ports, 0xf);
}

static void tells_the_socket(void **state)
{
	static const struct {
		unsigned int code;
		int rc;
	} cases[] = {
		{ 0, -ENETUNREACH }, { 1, -EHOSTUNREACH }, { 2, -ECONNREFUSED },
		{ 3, -ECONNREFUSED }, { 10, -EACCES }, { 13, -EACCES },
	};
	uint8_t frame[FRAME_LEN];
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		build(frame, i % 2 ? SERVER : ROUTER, cases[i].code);
		receive(frame, FRAME_LEN);
		assert_int_equal(errors, i + 1);
		assert_int_equal(error_rc, cases[i].rc);
		assert_int_equal(error_port, PORT);
		assert_int_equal(error_to.s_addr, htonl(SERVER));
	}
}

static void may_be_closed_by_its_error(void **state)
{
	uint8_t frame[FRAME_LEN];

	close_in_error = 1;
	build(frame, SERVER, 3);
	receive(frame, FRAME_LEN);
	receive(frame, FRAME_LEN);
	assert_int_equal(errors, 1);
}

static void ignores_codes_that_end_nothing(void **state)
{
	static const uint8_t codes[] = { 4, 5, 8, 11, 12, 14, 255 };
	uint8_t frame[FRAME_LEN];
	unsigned int i;

	for (i = 0; i < sizeof(codes); i++) {
		build(frame, ROUTER, codes[i]);
		receive(frame, FRAME_LEN);
	}
	build(frame, ROUTER, 3);
	frame[AT_ICMP] = 11;
	receive(frame, FRAME_LEN);
	assert_int_equal(errors, 0);
}

/* Quotes with one byte that is not as we have sent it are ignored. */
static void ignores_quotes_of_what_was_not_sent(void **state)
{
	static const uint8_t bytes[] = {
		0,		/* version */
		9,		/* protocol */
		12, 15,		/* from */
		16, 19,		/* to */
		20, 21,		/* ports */
		22, 23,
	};
	uint8_t frame[FRAME_LEN];
	unsigned int i;

	for (i = 0; i < sizeof(bytes); i++) {
		build(frame, SERVER, 3);
		frame[AT_QUOTE + bytes[i]] ^= 0x80;
		receive(frame, FRAME_LEN);
		assert_int_equal(errors, 0);
	}
	/* A fragment that is not the first; headers of 0 and of 60 bytes. */
	build(frame, SERVER, 3);
	frame[AT_QUOTE + 7] = 1;
	receive(frame, FRAME_LEN);
	build(frame, SERVER, 3);
	frame[AT_QUOTE] = 0x40;
	receive(frame, FRAME_LEN);
	frame[AT_QUOTE] = 0x4f;
	receive(frame, FRAME_LEN);
	assert_int_equal(errors, 0);
}

static void ignores_what_is_cut_short_or_damaged(void **state)
{
	uint8_t frame[FRAME_LEN];
	size_t len;

	for (len = AT_ICMP; len < FRAME_LEN; len++) {
		build(frame, SERVER, 3);
		receive(frame, len);
		assert_int_equal(errors, 0);
	}
	build(frame, SERVER, 3);
	put_checksum(frame + AT_IP, IP_LEN, 0, frame + AT_IP + 10);
	put_checksum(frame + AT_ICMP, FRAME_LEN - AT_ICMP, 0,
		 frame + AT_ICMP + 2);
	frame[AT_ICMP + 4] ^= 1;
	wire_deliver(frame, FRAME_LEN);
	run();
	assert_int_equal(errors, 0);
}

static void knows_who_answers_arp(void **state)
{
	struct in_addr server = { htonl(SERVER) };
	struct in_addr other = { htonl(SERVER + 5) };

	assert_true(net_neighbour_known(server));
	assert_false(net_neighbour_known(other));
}

/* The race polls devices itself, without step(): their link comes up, and then
 * the lease is registered. */
static void knows_of_a_link_that_came_late(void **state)
{
	struct in_addr server = { htonl(SERVER) };

	netdev_link_down(netdev);
	run();
	assert_null(net_route(server));
	netdev_link_up(netdev);
	set_address(&ip_setting, OUR_IP + 1);
	assert_ptr_equal(net_route(server), netdev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(draws_its_port),
		TEST(tells_the_socket),
		TEST(may_be_closed_by_its_error),
		TEST(ignores_codes_that_end_nothing),
		TEST(ignores_quotes_of_what_was_not_sent),
		TEST(ignores_what_is_cut_short_or_damaged),
		TEST(knows_who_answers_arp),
		TEST(knows_of_a_link_that_came_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
