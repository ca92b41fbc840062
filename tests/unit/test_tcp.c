/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Connections on the real stack, whose owners do in their callbacks what they
 * like: close them, open others, when memory is short as well.
 */

#include "wire_tcp.h"
#include <errno.h>
#include <stdlib.h>
#include <core/net.h>
#include <ipxe/timer.h>

/* Of the host's C library. */
int fork(void);
int waitpid(int pid, int *status, int options);
void *signal(int number, void *handler);
void _exit(int status);
#define SIGILL 4

#define PORT 80

static struct net_tcp *tcp;
static char heard_text[64];
static unsigned int heard_len, connects, ends;
static int end_rc;
static unsigned int requests;

/* What the owner does when it is told something. */
static void (*on_connected)(void);
static void (*on_rx)(void);
static void (*on_closed)(void);

static void call(void (*what)(void))
{
	if (what)
		what();
}

static void connected(void *ctx)
{
	connects++;
	call(on_connected);
}

static void rx(void *ctx, const void *data, size_t len)
{
	assert_non_null(tcp);
	assert_true(len < sizeof(heard_text) - heard_len);
	memcpy(heard_text + heard_len, data, len);
	heard_len += len;
	call(on_rx);
}

static void closed(void *ctx, int rc)
{
	ends++;
	end_rc = rc;
	call(on_closed);
}

static const struct net_tcp_operations operations = {
	.connected = connected, .rx = rx, .closed = closed,
};

static void serve(void)
{
	requests++;
}

static void open_connection(void)
{
	struct in_addr to = { htonl(SERVER) };

	assert_int_equal(net_tcp_open(&tcp, to, PORT, &operations, NULL), 0);
}

static void close_connection(void)
{
	struct net_tcp *old = tcp;

	tcp = NULL;
	net_tcp_close(old);
}

static void close_without_memory(void)
{
	testhost_malloc_left = 0;
	close_connection();
	testhost_malloc_left = -1;
}

static void reopen_connection(void)
{
	close_connection();
	on_rx = on_closed = NULL;
	open_connection();
}

static void send_request(void)
{
	assert_int_equal(net_tcp_send(tcp, "hello", 5), 0);
}

static int setup(void **state)
{
	wire_setup();
	memset(heard_text, 0, sizeof(heard_text));
	heard_len = connects = ends = requests = syns = fins = 0;
	on_connected = on_rx = on_closed = NULL;
	hear_syn = NULL;
	return 0;
}

static int teardown(void **state)
{
	close_connection();
	wire_teardown();
	assert_null(tcp_active_pcbs);
	return 0;
}

static void connect_once(void)
{
	open_connection();
	run();
	assert_int_equal(connects, 1);
}

/* Leaves it open whether the connection will be accepted. */
static void say_nothing(void)
{
}

/* What a router says, as with datagrams (test_unreachable.c). */
static void tells_that_it_cannot_be_opened(void **state)
{
	static const struct {
		unsigned int code;
		int rc;
	} cases[] = {
		{ 0, -ENETUNREACH }, { 1, -EHOSTUNREACH }, { 3, -ECONNREFUSED },
		{ 13, -EACCES },
	};
	unsigned int i;

	hear_syn = say_nothing;
	on_closed = close_connection;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		open_connection();
		run();
		assert_int_equal(ends, i);
		say_unreachable(cases[i].code, QUOTE_LEN);
		run();
		assert_int_equal(ends, i + 1);
		assert_int_equal(end_rc, cases[i].rc);
		assert_null(tcp);
	}
	/* It comes once more, when the connection has gone. */
	say_unreachable(1, QUOTE_LEN);
	run();
	assert_int_equal(ends, i);
	assert_int_equal(connects, 0);
}

/* Anybody may send such messages. */
static void ignores_what_quotes_another_segment(void **state)
{
	static const unsigned int wrong[] = {
		9,			/* protocol */
		12, 15, 16, 19,		/* addresses */
		20, 21, 22, 23,		/* ports */
		24, 25, 26, 27,		/* sequence number */
	};
	unsigned int i;

	hear_syn = say_nothing;
	open_connection();
	run();
	for (i = 0; i < ARRAY_LEN(wrong); i++)
		say_unreachable(1, wrong[i]);
	/* One that ends nothing: fragmentation needed. */
	say_unreachable(4, QUOTE_LEN);
	run();
	assert_int_equal(ends, 0);
	say(SYN | ACK, "");
	run();
	assert_int_equal(connects, 1);
}

/* A connection that stands outlives trouble on the way (RFC 1122 4.2.3.9). */
static void outlives_what_a_router_says(void **state)
{
	uint8_t first[sizeof(heard)];

	hear_syn = say_nothing;
	open_connection();
	run();
	memcpy(first, heard, sizeof(first));
	say(SYN | ACK, "");
	run();
	assert_int_equal(connects, 1);
	say_unreachable(1, QUOTE_LEN);
	memcpy(heard, first, sizeof(first));
	say_unreachable(1, QUOTE_LEN);
	run();
	assert_int_equal(ends, 0);
}

static void tells_what_happens(void **state)
{
	on_connected = send_request;
	connect_once();
	assert_int_equal(requests, 1);
	say(ACK, "one ");
	say(FIN | ACK, "two");
	run();
	assert_string_equal(heard_text, "one two");
	assert_int_equal(ends, 1);
	assert_int_equal(end_rc, 0);
}

/* Data that came before a reset is delivered before the end is reported. */
static void tells_a_reset(void **state)
{
	connect_once();
	say(ACK, "some");
	say(RST | ACK, "");
	run();
	assert_string_equal(heard_text, "some");
	assert_int_equal(ends, 1);
	assert_int_equal(end_rc, -ECONNRESET);
	assert_int_equal(net_tcp_send(tcp, "x", 1), -ENOTCONN);
}

/* Not within the call that takes the address away, but in the next step. */
static void tells_that_its_address_has_gone(void **state)
{
	connect_once();
	set_address(&ip_setting, OUR_IP + 1);
	assert_int_equal(ends, 0);
	run();
	assert_int_equal(ends, 1);
	assert_true(end_rc != 0);
}

/* Segments that come in the wrong order are one delivery, of several parts. */
static void deliver_out_of_order(void)
{
	struct io_buffer *first = build(ACK, "first", 5);
	struct io_buffer *second = build(ACK, "second", 6);
	struct io_buffer *last = build(FIN | ACK, "last", 4);

	netdev_rx(netdev, last);
	netdev_rx(netdev, second);
	netdev_rx(netdev, first);
	run();
}

static void puts_segments_in_order(void **state)
{
	connect_once();
	deliver_out_of_order();
	assert_string_equal(heard_text, "firstsecondlast");
	assert_int_equal(ends, 1);
}

static void is_silent_once_closed(void (**when)(void), void (*how)(void),
				  const char *told)
{
	*when = how;
	open_connection();
	run();
	deliver_out_of_order();
	assert_string_equal(heard_text, told);
	assert_null(tcp);
}

static void may_be_closed_when_it_stands(void **state)
{
	is_silent_once_closed(&on_connected, close_connection, "");
	assert_int_equal(ends, 0);
}

static void may_be_closed_when_bytes_come(void **state)
{
	is_silent_once_closed(&on_rx, close_connection, "first");
	assert_int_equal(ends, 0);
}

static void may_be_closed_when_it_ends(void **state)
{
	is_silent_once_closed(&on_closed, close_connection, "firstsecondlast");
	assert_int_equal(ends, 1);
}

static void may_be_closed_without_memory(void **state)
{
	is_silent_once_closed(&on_rx, close_without_memory, "first");
	hosted_clock_advance(TICKS_PER_SEC);
	run();
}

static void may_be_followed_by_another(void **state)
{
	on_rx = reopen_connection;
	connect_once();
	say(ACK, "a");
	run();
	assert_int_equal(syns, 2);
	assert_int_equal(connects, 2);
	say(ACK, "b");
	run();
	assert_string_equal(heard_text, "ab");
	assert_int_equal(ends, 0);
}

/* Neither the next port nor the next sequence number follows from the last ones:
 * they lie in all quarters of their range, and in no order. */
static void draws_ports_and_sequence_numbers(void **state)
{
	unsigned int ports = 0, sequences = 0, ups = 0, i;
	uint32_t port, sequence, last = 0;

	srandom(1);
	for (i = 0; i < 64; i++) {
		open_connection();
		run();
		port = get16(heard + AT_TCP);
		sequence = get32(heard + AT_TCP + 4);
		assert_in_range(port, 0xc000, 0xffff);
		ports |= 1 << (port >> 12 & 3);
		sequences |= 1 << (sequence >> 29 & 3);
		ups += port > last;
		last = port;
		close_connection();
		say(FIN | ACK, "");
		run();
	}
	assert_int_equal(ports, 0xf);
	assert_int_equal(sequences, 0xf);
	assert_in_range(ups, 16, 48);
}

/* The rule that keeps lwIP's state whole is watched over: the answer to a ping
 * comes while the stack is at work. The host's handlers are not wanted, as a
 * broken assertion ends the program. */
static void break_the_rule(void *ctx, struct in_addr from, unsigned int seq,
			   size_t len)
{
	close_connection();
}

static void answer_ping(const uint8_t *request, size_t len)
{
	uint8_t reply[128];
	uint8_t *ip = reply + AT_IP, *icmp = ip + IP_LEN;

	assert_true(len <= sizeof(reply));
	memcpy(reply, request, len);
	memcpy(reply, request + 6, 6);
	memcpy(ip + 12, request + AT_IP + 16, 4);
	memcpy(ip + 16, request + AT_IP + 12, 4);
	put_checksum(ip, IP_LEN, 0, ip + 10);
	icmp[0] = 0;
	put_checksum(icmp, len - AT_IP - IP_LEN, 0, icmp + 2);
	wire_deliver(reply, len);
}

static void is_not_called_while_it_is_at_work(void **state)
{
	struct in_addr to = { htonl(SERVER) };
	struct net_ping *ping;
	int status, child;

	hear_icmp = answer_ping;
	connect_once();
	assert_int_equal(net_ping_open(&ping, break_the_rule, NULL), 0);
	child = fork();
	if (!child) {
		signal(SIGILL, NULL);
		net_ping_send(ping, to, 1, 8);
		run();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status & 0x7f, SIGILL);
	net_ping_close(ping);
}

#define TEST(function)							\
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(tells_that_it_cannot_be_opened),
		TEST(ignores_what_quotes_another_segment),
		TEST(outlives_what_a_router_says),
		TEST(tells_what_happens),
		TEST(tells_a_reset),
		TEST(tells_that_its_address_has_gone),
		TEST(puts_segments_in_order),
		TEST(may_be_closed_when_it_stands),
		TEST(may_be_closed_when_bytes_come),
		TEST(may_be_closed_when_it_ends),
		TEST(may_be_closed_without_memory),
		TEST(may_be_followed_by_another),
		TEST(draws_ports_and_sequence_numbers),
		TEST(is_not_called_while_it_is_at_work),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
