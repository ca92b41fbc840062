/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The TFTP client against a server that is the test itself: packets are taken
 * from what the client sends and answers are put into its receiver, with a
 * clock that moves when the test says so.
 */

#include "unit.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/download.h>
#include <core/net.h>
#include <ipxe/image.h>
#include <ipxe/netdevice.h>
#include <ipxe/timer.h>
#include <ipxe/umalloc.h>
#include <ipxe/uri.h>

#include "../../core/net/tftp.h"
#include "../replace.h"

REPLACES(net_udp_open);
REPLACES(net_udp_close);
REPLACES(net_udp_send);
REPLACES(net_udp_on_error);
REPLACES(net_neighbour_known);
REPLACES(net_route);

#define SERVER 0x0a030001
#define TID 3000

/* What the client has sent, oldest first. */
static struct {
	char data[600];
	size_t len;
	unsigned int port;
} sent[64];
static unsigned int num_sent;
static int send_error_code;
/* Whom the client has told to be called, and with what. */
static net_udp_rx_t client_rx;
static net_udp_error_t client_error;
static void *client_ctx;
static struct net_device device;
static int neighbour_known;
/* Sockets that were opened, and what opening one more returns. */
static unsigned int num_opened;
static int open_error;

int __wrap_net_udp_open(struct net_udp **udp, struct net_device *netdev,
			unsigned int port, net_udp_rx_t rx, void *ctx)
{
	assert_ptr_equal(netdev, &device);
	client_rx = rx;
	client_ctx = ctx;
	num_opened++;
	*udp = open_error ? NULL : malloc(1);
	return open_error;
}

void __wrap_net_udp_close(struct net_udp *udp)
{
	free(udp);
}

int __wrap_net_udp_send(struct net_udp *udp, struct in_addr to,
			unsigned int port, const void *data, size_t len)
{
	assert_non_null(udp);
	assert_int_equal(to.s_addr, htonl(SERVER));
	assert_true(num_sent < ARRAY_LEN(sent));
	assert_true(len <= sizeof(sent[0].data));
	memcpy(sent[num_sent].data, data, len);
	sent[num_sent].len = len;
	sent[num_sent++].port = port;
	return send_error_code;
}

void __wrap_net_udp_on_error(struct net_udp *udp, net_udp_error_t error)
{
	client_error = error;
}

int __wrap_net_neighbour_known(struct in_addr to)
{
	return neighbour_known;
}

struct net_device *__wrap_net_route(struct in_addr to)
{
	return &device;
}

static struct download dl;

static int setup(void **state)
{
	memset(&dl, 0, sizeof(dl));
	dl.uri = parse_uri("tftp://10.3.0.1/boot.ipxe");
	dl.image = alloc_image(NULL);
	dl.server.s_addr = htonl(SERVER);
	dl.rc = -EINPROGRESS;
	num_sent = 0;
	num_opened = 0;
	open_error = 0;
	send_error_code = 0;
	neighbour_known = 1;
	device.mtu = 1500;
	assert_int_equal(tftp_protocol.start(&dl), 0);
	return 0;
}

static int teardown(void **state)
{
	tftp_protocol.stop(&dl);
	image_put(dl.image);
	uri_put(dl.uri);
	return 0;
}

static void assert_sent(const char *data, size_t len, unsigned int port)
{
	assert_true(num_sent > 0);
	assert_int_equal(sent[0].len, len);
	assert_memory_equal(sent[0].data, data, len);
	assert_int_equal(sent[0].port, port);
	memmove(&sent[0], &sent[1], --num_sent * sizeof(sent[0]));
}

#define ASSERT_SENT(text, port) assert_sent(text, sizeof(text) - 1, port)

#define REQUEST "\0\1boot.ipxe\0octet\0"
#define OPTIONS "blksize\0" "1468\0tsize\0" "0\0windowsize\0" "16\0"

static void assert_request(void)
{
	ASSERT_SENT(REQUEST OPTIONS, 69);
}

static void assert_ack(unsigned int block)
{
	char ack[4] = { 0, 4, block >> 8, block };

	assert_sent(ack, sizeof(ack), TID);
}

static void assert_error(unsigned int code, unsigned int port)
{
	assert_true(num_sent > 0);
	assert_memory_equal(sent[0].data, "\0\5\0", 3);
	assert_int_equal(sent[0].data[3], code);
	assert_int_equal(sent[0].data[sent[0].len - 1], 0);
	assert_sent(sent[0].data, sent[0].len, port);
}

/* Receives data from a copy of its exact length, so that a read after its end
 * is an error. */
static void receive_from(uint32_t addr, unsigned int port, const void *data,
			 size_t len)
{
	struct in_addr from = { htonl(addr) };
	char *copy = malloc(len ? len : 1);

	if (len)
		memcpy(copy, data, len);
	client_rx(client_ctx, from, port, copy, len);
	free(copy);
}

#define RECEIVE(text) receive_from(SERVER, TID, text, sizeof(text) - 1)

static void receive_block(unsigned int block, size_t len)
{
	char packet[4 + 1500] = { 0, 3, block >> 8, block };

	memset(packet + 4, 'a' + block % 26, len);
	receive_from(SERVER, TID, packet, 4 + len);
}

static void assert_quiet(void)
{
	assert_int_equal(num_sent, 0);
}

static void assert_running(void)
{
	assert_int_equal(dl.rc, -EINPROGRESS);
}

/* The same request without options, from a port of its own. */
static void assert_plain_request(void)
{
	assert_quiet();
	assert_running();
	assert_int_equal(num_opened, 1);
	tftp_protocol.poll(&dl);
	assert_int_equal(num_opened, 2);
	ASSERT_SENT(REQUEST, 69);
	assert_running();
}

static void wait_ticks(unsigned long ticks)
{
	hosted_clock_advance(ticks);
	tftp_protocol.poll(&dl);
}

#define OACK(text) "\0\6" text

static void loads_with_all_options(void **state)
{
	unsigned int i;

	assert_request();
	RECEIVE(OACK("blksize\0" "1468\0tsize\0" "29361\0windowsize\0" "16\0"));
	assert_ack(0);
	assert_int_equal(dl.total, 29361);
	for (i = 1; i <= 16; i++) {
		assert_quiet();
		receive_block(i, 1468);
	}
	assert_ack(16);
	for (i = 17; i <= 20; i++)
		receive_block(i, 1468);
	assert_quiet();
	receive_block(21, 1);
	assert_ack(21);
	assert_quiet();
	assert_int_equal(dl.rc, 0);
	assert_int_equal(dl.done, 20 * 1468 + 1);
	assert_int_equal(((char *)dl.image->data)[1468 * 19], 'a' + 20);
}

static void asks_for_the_decoded_name(void **state)
{
	teardown(NULL);
	memset(&dl, 0, sizeof(dl));
	dl.uri = parse_uri("tftp://10.3.0.1/a%20b%2Bc%252F%3f");
	dl.image = alloc_image(NULL);
	dl.server.s_addr = htonl(SERVER);
	dl.rc = -EINPROGRESS;
	num_sent = 0;
	assert_int_equal(tftp_protocol.start(&dl), 0);
	ASSERT_SENT("\0\1a b+c%2F?\0octet\0" OPTIONS, 69);
}

static void takes_a_server_without_options(void **state)
{
	assert_request();
	receive_block(1, 512);
	assert_ack(1);
	receive_block(2, 0);
	assert_ack(2);
	assert_int_equal(dl.rc, 0);
	assert_int_equal(dl.done, 512);
}

static void asks_again_without_options(void **state)
{
	static const char codes[] = { 0, 1, 2, 4, 8 };
	char error[] = "\0\5\0\0bad";
	unsigned int i;

	for (i = 0; i < sizeof(codes); i++) {
		if (i) {
			teardown(NULL);
			setup(NULL);
		}
		assert_request();
		error[3] = codes[i];
		receive_from(SERVER, TID, error, sizeof(error));
		/* What still comes for the first request. */
		receive_from(SERVER, TID, error, sizeof(error));
		receive_block(1, 512);
		assert_plain_request();
		receive_from(SERVER, TID + 1, "\0\3\0\1abc", 7);
		ASSERT_SENT("\0\4\0\1", TID + 1);
		assert_int_equal(dl.rc, 0);
		assert_int_equal(dl.done, 3);
	}
}

static void ends_without_a_second_socket(void **state)
{
	assert_request();
	RECEIVE("\0\5\0\10bad option\0");
	open_error = -ENOMEM;
	tftp_protocol.poll(&dl);
	assert_int_equal(dl.rc, -ENOMEM);
	assert_quiet();
}

static void takes_part_of_the_options(void **state)
{
	assert_request();
	RECEIVE(OACK("BLKSIZE\0" "600\0"));
	assert_ack(0);
	receive_block(1, 600);
	assert_ack(1);
	receive_block(2, 599);
	assert_ack(2);
	assert_int_equal(dl.rc, 0);
}

static void loads_an_empty_file(void **state)
{
	assert_request();
	RECEIVE(OACK("tsize\0" "0\0"));
	assert_ack(0);
	receive_block(1, 0);
	assert_ack(1);
	assert_int_equal(dl.rc, 0);
	assert_int_equal(dl.done, 0);
}

static void wraps_block_numbers(void **state)
{
	unsigned int i;

	assert_request();
	RECEIVE(OACK("blksize\0" "8\0"));
	assert_ack(0);
	for (i = 1; i <= 70000; i++) {
		receive_block(i & 0xffff, 8);
		assert_ack(i & 0xffff);
	}
	receive_block(70001 & 0xffff, 1);
	assert_ack(70001 & 0xffff);
	assert_int_equal(dl.rc, 0);
	assert_int_equal(dl.done, 70000 * 8 + 1);
}

/* Some servers go on with 1 after 65535. */
static void wraps_block_numbers_to_1(void **state)
{
	unsigned int i;

	assert_request();
	RECEIVE(OACK("blksize\0" "8\0"));
	assert_ack(0);
	for (i = 0; i < 140000; i++) {
		receive_block(i % 65535 + 1, 8);
		assert_ack(i % 65535 + 1);
	}
	receive_block(i % 65535 + 1, 1);
	assert_ack(i % 65535 + 1);
	assert_int_equal(dl.rc, 0);
	assert_int_equal(dl.done, 140000 * 8 + 1);
}

static void receive_65535_blocks(void)
{
	unsigned int i;

	assert_request();
	RECEIVE(OACK("blksize\0" "8\0windowsize\0" "2\0"));
	assert_ack(0);
	for (i = 1; i <= 65535; i++) {
		receive_block(i, 8);
		if (i % 2 == 0)
			assert_ack(i);
	}
	assert_quiet();
}

/* With a window, block 1 may also come because block 0 is lost. The server is
 * asked for it, and believed the second time. */
static void wraps_to_1_with_a_window(void **state)
{
	receive_65535_blocks();
	receive_block(1, 8);
	assert_ack(65535);
	receive_block(2, 8);
	assert_int_equal(dl.done, 65535 * 8);
	wait_ticks(TICKS_PER_SEC / 2);
	assert_ack(65535);
	receive_block(1, 8);
	assert_quiet();
	receive_block(2, 7);
	assert_ack(2);
	assert_int_equal(dl.rc, 0);
	assert_int_equal(dl.done, 65536 * 8 + 7);
}

static void waits_for_a_lost_block_0(void **state)
{
	receive_65535_blocks();
	receive_block(1, 8);
	assert_ack(65535);
	receive_block(0, 8);
	receive_block(1, 8);
	assert_ack(1);
	receive_block(2, 7);
	assert_ack(2);
	assert_int_equal(dl.rc, 0);
	assert_int_equal(dl.done, 65537 * 8 + 7);
}

#define CASE(text) OACK(text), sizeof(OACK(text)) - 1

/* What nobody asked for, NULs too many or too few: the transfer goes on. */
static void takes_odd_oacks(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		unsigned int blksize;
	} cases[] = {
		{ CASE(""), 512 }, { CASE("\0"), 512 }, { CASE("\0\0\0"), 512 },
		{ CASE("timeout\0" "1\0"), 512 },
		{ CASE("multicast\0,,1\0"), 512 },
		{ CASE("timeout"), 512 }, { CASE("timeout\0"), 512 },
		{ CASE("timeout\0" "x\0blksize\0" "1024\0"), 1024 },
		{ CASE("blksize\0" "1024"), 1024 },
		{ CASE("blksize\0" "1024\0\0\0"), 1024 },
		{ CASE("tsize\0" "600\0\0blksize\0" "1024\0"), 1024 },
		{ CASE("tsize\0" "99999999999999999999999\0"), 512 },
		{ CASE("tsize\0" "0x10\0"), 512 }, { CASE("tsize"), 512 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		if (i) {
			teardown(NULL);
			setup(NULL);
		}
		assert_request();
		receive_from(SERVER, TID, cases[i].text, cases[i].len);
		assert_ack(0);
		receive_block(1, cases[i].blksize);
		assert_ack(1);
		assert_running();
		receive_block(2, cases[i].blksize - 1);
		assert_ack(2);
		assert_int_equal(dl.rc, 0);
		assert_int_equal(dl.done, 2 * cases[i].blksize - 1);
	}
}

/* Reads nothing behind the longest OACK there may be. */
static void takes_an_endless_oack(void **state)
{
	char packet[1400] = { 0, 6 };

	memset(packet + 2, 'x', sizeof(packet) - 2);
	assert_request();
	receive_from(SERVER, TID, packet, sizeof(packet));
	assert_ack(0);
	assert_running();
}

/* The server is told, and the file is asked for without options. */
static void asks_again_after_bad_oacks(void **state)
{
	static const struct {
		const char *text;
		size_t len;
	} cases[] = {
		{ CASE("blksize\0" "1469\0") }, { CASE("blksize\0" "7\0") },
		{ CASE("blksize\0" "-8\0") }, { CASE("blksize\0\0") },
		{ CASE("blksize\0") }, { CASE("blksize") },
		{ CASE("windowsize\0" "17\0") },
		{ CASE("blksize\0" "600\0windowsize\0" "0\0") },
		{ CASE("windowsize\0" "16\0blksize\0" "9999\0") },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		if (i) {
			teardown(NULL);
			setup(NULL);
		}
		assert_request();
		receive_from(SERVER, TID, cases[i].text, cases[i].len);
		assert_error(8, TID);
		assert_plain_request();
		receive_block(1, 512);
		assert_ack(1);
		receive_block(2, 0);
		assert_ack(2);
		assert_int_equal(dl.rc, 0);
	}
}

static void refuses_an_oack_nobody_asked_for(void **state)
{
	assert_request();
	RECEIVE("\0\5\0\10no\0");
	assert_plain_request();
	RECEIVE(OACK("blksize\0" "512\0"));
	assert_error(8, TID);
	assert_int_equal(dl.rc, -EPROTO);
	assert_non_null(strstr(dl.message, "options nobody asked for"));
}

static void refuses_what_memory_cannot_hold(void **state)
{
	assert_request();
	RECEIVE(OACK("tsize\0" "99999999999\0"));
	assert_error(3, TID);
	assert_int_equal(dl.rc, -ENOMEM);
	assert_non_null(strstr(dl.message, "memory"));
}

static void refuses_long_blocks(void **state)
{
	assert_request();
	receive_block(1, 513);
	assert_error(4, TID);
	assert_plain_request();
	receive_block(1, 513);
	assert_error(4, TID);
	assert_int_equal(dl.rc, -EPROTO);
}

#define NOT_FOUND "\0\5\0\1File \xc3\xbc not\x1b[2J found"

static void tells_the_servers_error(void **state)
{
	assert_request();
	RECEIVE(NOT_FOUND);
	assert_plain_request();
	RECEIVE(NOT_FOUND);
	assert_quiet();
	assert_int_equal(dl.rc, -ENOENT);
	assert_string_equal(dl.message,
			    "the server says: File \xc3\xbc not?[2J found (1)");
}

/* Once blocks come, options are not the reason any more. */
static void believes_a_late_error(void **state)
{
	assert_request();
	receive_block(1, 512);
	assert_ack(1);
	RECEIVE("\0\5\0\2gone");
	assert_quiet();
	assert_int_equal(dl.rc, -EACCES);
}

static void ignores_strangers(void **state)
{
	assert_request();
	receive_from(SERVER + 1, TID, "\0\3\0\1abc", 7);
	receive_from(SERVER + 1, TID, "\0\5\0\1no", 6);
	assert_quiet();
	assert_running();
	receive_block(1, 512);
	assert_ack(1);
	/* A second transfer that a repeated request has begun. */
	receive_from(SERVER, TID + 1, "\0\3\0\1abc", 7);
	assert_error(5, TID + 1);
	receive_from(SERVER, TID + 1, "\0\5\0\1no", 6);
	assert_quiet();
	assert_running();
	assert_int_equal(dl.done, 512);
}

static void ignores_runts_and_unknown_packets(void **state)
{
	assert_request();
	RECEIVE("");
	RECEIVE("\0");
	RECEIVE("\0\3\0");
	RECEIVE("\0\2\0\1x");
	RECEIVE("\0\4\0\1");
	RECEIVE("\1\3\0\1");
	receive_block(2, 512);
	assert_quiet();
	assert_running();
}

static void reports_a_gap_once(void **state)
{
	assert_request();
	RECEIVE(OACK("windowsize\0" "8\0"));
	assert_ack(0);
	receive_block(1, 512);
	receive_block(3, 512);
	assert_ack(1);
	receive_block(4, 512);
	receive_block(5, 512);
	assert_quiet();
	receive_block(2, 512);
	receive_block(4, 512);
	assert_ack(2);
	receive_block(3, 512);
	receive_block(4, 100);
	assert_ack(4);
	assert_int_equal(dl.rc, 0);
	assert_int_equal(dl.done, 3 * 512 + 100);
}

static void answers_duplicates_now_and_then(void **state)
{
	unsigned int i;

	assert_request();
	receive_block(1, 512);
	assert_ack(1);
	for (i = 0; i < 10; i++)
		receive_block(1, 512);
	assert_quiet();
	hosted_clock_advance(TICKS_PER_SEC / 5);
	receive_block(1, 512);
	receive_block(1, 512);
	assert_ack(1);
	assert_quiet();
	assert_int_equal(dl.done, 512);
}

static void answers_a_second_oack(void **state)
{
	assert_request();
	RECEIVE(OACK("blksize\0" "1024\0"));
	assert_ack(0);
	hosted_clock_advance(TICKS_PER_SEC / 5);
	RECEIVE(OACK("blksize\0" "512\0"));
	assert_ack(0);
	receive_block(1, 1024);
	assert_ack(1);
	assert_running();
	RECEIVE(OACK("blksize\0" "512\0"));
	assert_quiet();
}

static void asks_again_and_gives_up(void **state)
{
	unsigned int requests = 0;
	unsigned int i;

	for (i = 0; i < 40 && dl.rc == -EINPROGRESS; i++) {
		requests += num_sent;
		num_sent = 0;
		wait_ticks(TICKS_PER_SEC / 2);
	}
	assert_int_equal(requests, 5);
	assert_int_equal(dl.rc, -ETIMEDOUT);
	assert_in_range(i, 30, 31);
	assert_quiet();
}

/* Starts a download of a URI over a device with that MTU. */
static void start_again(const char *text, size_t mtu)
{
	teardown(NULL);
	device.mtu = mtu;
	num_sent = 0;
	memset(&dl, 0, sizeof(dl));
	dl.uri = parse_uri(text);
	dl.image = alloc_image(NULL);
	dl.server.s_addr = htonl(SERVER);
	dl.rc = -EINPROGRESS;
	assert_int_equal(tftp_protocol.start(&dl), 0);
}

static void say_unreachable(unsigned int port, int rc)
{
	struct in_addr server = { htonl(SERVER) };

	client_error(client_ctx, server, port, rc);
}

static void ends_where_nothing_listens(void **state)
{
	assert_request();
	say_unreachable(70, -ECONNREFUSED);
	assert_running();
	say_unreachable(69, -ECONNREFUSED);
	assert_int_equal(dl.rc, -ECONNREFUSED);
	assert_string_equal(dl.message, "nothing listens on UDP port 69 "
			    "there; is a TFTP server running?");
	assert_quiet();
}

static void ends_where_no_way_leads(void **state)
{
	assert_request();
	say_unreachable(69, -EHOSTUNREACH);
	assert_int_equal(dl.rc, -EHOSTUNREACH);
	assert_non_null(strstr(dl.message, "no way"));
	start_again("tftp://10.3.0.1/boot.ipxe", 1500);
	say_unreachable(69, -EACCES);
	assert_int_equal(dl.rc, -EACCES);
	assert_string_equal(dl.message, "a firewall forbids UDP port 69 there");
	/* What comes later is too late. */
	say_unreachable(69, -EHOSTUNREACH);
	assert_int_equal(dl.rc, -EACCES);
}

/* The opinion of a host that was not asked does not count. */
static void asks_for_no_other_opinion(void **state)
{
	struct in_addr other = { htonl(SERVER + 1) };

	assert_request();
	client_error(client_ctx, other, 69, -ECONNREFUSED);
	assert_running();
}

/* Only the end of the server's own port is the end of a transfer. */
static void believes_the_server_more_than_routers(void **state)
{
	assert_request();
	receive_block(1, 512);
	assert_ack(1);
	say_unreachable(69, -ECONNREFUSED);
	say_unreachable(TID, -EHOSTUNREACH);
	say_unreachable(TID, -EACCES);
	assert_running();
	say_unreachable(TID, -ECONNREFUSED);
	assert_int_equal(dl.rc, -ECONNREFUSED);
}

static void gives_up_where_nobody_answers_arp(void **state)
{
	unsigned int i;

	neighbour_known = 0;
	for (i = 0; i < 40 && dl.rc == -EINPROGRESS; i++)
		wait_ticks(TICKS_PER_SEC / 2);
	assert_int_equal(dl.rc, -EHOSTUNREACH);
	assert_in_range(i, 10, 11);
}

static void gives_up_in_the_middle(void **state)
{
	unsigned int i;

	assert_request();
	receive_block(1, 512);
	assert_ack(1);
	wait_ticks(TICKS_PER_SEC);
	assert_ack(1);
	for (i = 0; i < 40 && dl.rc == -EINPROGRESS; i++) {
		num_sent = 0;
		wait_ticks(TICKS_PER_SEC / 2);
	}
	assert_int_equal(dl.rc, -ETIMEDOUT);
	assert_error(0, TID);
}

/* A block every ten seconds is what download.c may mind, not TFTP. */
static void bears_a_slow_server(void **state)
{
	unsigned int block, half;

	assert_request();
	for (block = 1; block <= 60; block++) {
		receive_block(block, 512);
		for (half = 0; half < 20; half++) {
			num_sent = 0;
			wait_ticks(TICKS_PER_SEC / 2);
		}
	}
	assert_running();
	assert_int_equal(dl.done, 60 * 512);
}

static void tells_the_server_of_a_cancel(void **state)
{
	assert_request();
	receive_block(1, 512);
	assert_ack(1);
	tftp_protocol.stop(&dl);
	assert_error(0, TID);
}

/* A block fits into a packet, unless it would be shorter than every client takes. */
static void fits_a_small_mtu(void **state)
{
	static const struct {
		size_t mtu;
		const char *blksize;
	} cases[] = {
		{ 1000, "968" }, { 1499, "1467" }, { 9000, "1468" },
		{ 544, "512" }, { 543, "512" }, { 68, "512" }, { 0, "512" },
	};
	unsigned int i;
	char *option;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		start_again("tftp://10.3.0.1/boot.ipxe", cases[i].mtu);
		assert_int_equal(num_sent, 1);
		option = memmem(sent[0].data, sent[0].len, "blksize", 8);
		assert_non_null(option);
		assert_string_equal(option + 8, cases[i].blksize);
	}
}

/* A URI may have no path, or one without a slash. */
static void asks_for_any_path(void **state)
{
	start_again("tftp://10.3.0.1", 1500);
	ASSERT_SENT("\0\1\0octet\0" OPTIONS, 69);
	start_again("tftp:boot.ipxe", 1500);
	assert_int_equal(num_sent, 1);
}

/* Codes that are not known, and a text that is longer than a line. */
static void tells_any_error(void **state)
{
	static const struct {
		unsigned int code;
		int rc;
	} errors[] = {
		{ 0, -EIO }, { 1, -ENOENT }, { 3, -ENOSPC }, { 4, -EPROTO },
		{ 5, -EIO }, { 8, -EIO }, { 255, -EIO },
	};
	char packet[4 + 400] = { 0, 5 };
	unsigned int i;

	memset(packet + 4, 'x', sizeof(packet) - 4);
	for (i = 0; i < ARRAY_LEN(errors); i++) {
		start_again("tftp://10.3.0.1/boot.ipxe", 1500);
		assert_request();
		receive_block(1, 512);
		assert_ack(1);
		packet[3] = errors[i].code;
		receive_from(SERVER, TID, packet, sizeof(packet));
		assert_int_equal(dl.rc, errors[i].rc);
		assert_int_equal(strncmp(dl.message, "the server says: xxx",
					 20), 0);
		assert_non_null(strstr(dl.message, "xxx ("));
	}
}

static void refuses_to_start(const char *text, int rc)
{
	teardown(NULL);
	memset(&dl, 0, sizeof(dl));
	dl.uri = parse_uri(text);
	dl.image = alloc_image(NULL);
	dl.server.s_addr = htonl(SERVER);
	assert_int_equal(tftp_protocol.start(&dl), rc);
	assert_true(strlen(dl.message) > 0);
}

static void checks_names_ports_and_routes(void **state)
{
	char text[600] = "tftp://10.3.0.1/";

	memset(text + strlen(text), 'x', 500);
	refuses_to_start(text, -ENAMETOOLONG);
	refuses_to_start("tftp://10.3.0.1:0x/a", -EINVAL);
	send_error_code = -ENETUNREACH;
	refuses_to_start("tftp://10.3.0.1/a", -ENETUNREACH);
	send_error_code = -ENOMEM;
	assert_request();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(loads_with_all_options),
		TEST(asks_for_the_decoded_name),
		TEST(takes_a_server_without_options),
		TEST(asks_again_without_options),
		TEST(ends_without_a_second_socket),
		TEST(takes_part_of_the_options),
		TEST(loads_an_empty_file),
		TEST(wraps_block_numbers),
		TEST(wraps_block_numbers_to_1),
		TEST(wraps_to_1_with_a_window),
		TEST(waits_for_a_lost_block_0),
		TEST(takes_odd_oacks),
		TEST(takes_an_endless_oack),
		TEST(asks_again_after_bad_oacks),
		TEST(refuses_an_oack_nobody_asked_for),
		TEST(refuses_what_memory_cannot_hold),
		TEST(refuses_long_blocks),
		TEST(tells_the_servers_error),
		TEST(believes_a_late_error),
		TEST(ignores_strangers),
		TEST(ignores_runts_and_unknown_packets),
		TEST(reports_a_gap_once),
		TEST(answers_duplicates_now_and_then),
		TEST(answers_a_second_oack),
		TEST(asks_again_and_gives_up),
		TEST(ends_where_nothing_listens),
		TEST(ends_where_no_way_leads),
		TEST(believes_the_server_more_than_routers),
		TEST(gives_up_where_nobody_answers_arp),
		TEST(gives_up_in_the_middle),
		TEST(bears_a_slow_server),
		TEST(tells_the_server_of_a_cancel),
		TEST(asks_for_no_other_opinion),
		TEST(fits_a_small_mtu),
		TEST(asks_for_any_path),
		TEST(tells_any_error),
		TEST(checks_names_ports_and_routes),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
