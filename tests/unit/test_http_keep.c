/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Kept HTTP connections on the real stack, against a web server that is the
 * test itself, frame by frame: nothing of one outlives its device or address.
 */

#include "wire.h"
#include <errno.h>
#include <stdlib.h>
#include <core/main.h>
#include <ipxe/download.h>
#include <ipxe/http.h>
#include <ipxe/uri.h>

#define TCP_LEN 20
#define AT_TCP (AT_IP + IP_LEN)
#define AT_DATA (AT_TCP + TCP_LEN)

enum { FIN = 1, SYN = 2, RST = 4, ACK = 16 };

#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

/* lwIP's connections that have not ended. */
struct tcp_pcb;
extern struct tcp_pcb *tcp_active_pcbs;

/* The headers of the segment that came last, and what the server has sent. */
static uint8_t heard[AT_DATA];
static uint32_t sent, received;
static unsigned int syns, fins, requests;
/* It answers the next request with a reset. */
static int reset_next;

static uint32_t get32(const uint8_t *from)
{
	return (uint32_t)from[0] << 24 | from[1] << 16 | from[2] << 8 | from[3];
}

/* The server's next segment, to where the last one came from. */
static void say(unsigned int flags, const char *data)
{
	size_t len = strlen(data);
	uint8_t frame[256] = { 0 }, *ip = frame + AT_IP, *tcp = frame + AT_TCP;
	uint32_t pseudo = 6 + TCP_LEN + len;
	unsigned int i;

	memcpy(frame, netdev->ll_addr, ETH_ALEN);
	memcpy(frame + 6, "\2\0\0\0\0\1", ETH_ALEN);
	put16(frame + 12, ETH_P_IP);
	ip[0] = 0x45;
	put16(ip + 2, IP_LEN + TCP_LEN + len);
	ip[8] = 64;
	ip[9] = 6;
	memcpy(ip + 12, heard + AT_IP + 16, 4);
	memcpy(ip + 16, heard + AT_IP + 12, 4);
	checksum(ip, IP_LEN, 0, ip + 10);
	memcpy(tcp, heard + AT_TCP + 2, 2);
	memcpy(tcp + 2, heard + AT_TCP, 2);
	put32(tcp + 4, sent);
	put32(tcp + 8, received);
	tcp[12] = TCP_LEN / 4 << 4;
	tcp[13] = flags;
	put16(tcp + 14, 8192);
	memcpy(frame + AT_DATA, data, len);
	for (i = 12; i < 20; i += 2)
		pseudo += ip[i] << 8 | ip[i + 1];
	checksum(tcp, TCP_LEN + len, pseudo, tcp + 16);
	sent += len + !!(flags & (SYN | FIN));
	wire_deliver(frame, AT_DATA + len);
}

static void hear(const uint8_t *frame)
{
	const uint8_t *tcp = frame + AT_TCP;
	unsigned int flags = tcp[13];
	size_t len = (frame[AT_IP + 2] << 8 | frame[AT_IP + 3]) - IP_LEN -
		     (tcp[12] >> 4 << 2);

	memcpy(heard, frame, sizeof(heard));
	received = get32(tcp + 4) + len + !!(flags & (SYN | FIN));
	if (flags & SYN) {
		syns++;
		say(SYN | ACK, "");
	} else if (flags & FIN) {
		fins++;
		say(ACK, "");
	} else if (len) {
		requests++;
		say(reset_next ? RST : ACK, reset_next ? "" : ANSWER);
		reset_next = 0;
	}
}

static void wire_hear(const uint8_t *frame, size_t len)
{
	if (frame[AT_IP + 9] == 6)
		hear(frame);
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

/* The end comes together with the next file's beginning. */
static void is_replaced_when_it_breaks(void **state)
{
	reset_next = 1;
	assert_int_equal(load(), 1);
	say(FIN | ACK, "");
	assert_int_equal(load(), 1);
	say(RST, "");
	assert_int_equal(load(), 1);
}

static void is_closed_before_the_devices(void **state)
{
	wire_late = 5;
	core_shutdown();
	assert_int_equal(fins, 1);
	assert_int_equal(wire_late, 0);
	assert_true(list_empty(&netdev->tx_queue));
	assert_int_equal(load(), 1);
	/* A device that sends nothing is not waited for. */
	wire_late = 0xffffffff;
	core_shutdown();
	assert_int_equal(fins, 2);
	assert_false(list_empty(&netdev->tx_queue));
	wire_late = 0;
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

	linux_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
