/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Networks that have leases and no way to the server of "multiboot --url", in virtual
 * time, on the real stack: how long they keep the right one waiting, and what the
 * table says that each has cost.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "recorder.h"
#include "wire_tcp.h"
#include <ipxe/console.h>
#include <ipxe/dhcp.h>
#include <ipxe/image.h>
#include <ipxe/timer.h>
#include "../sim/packet.h"

/* The port of DHCP servers (RFC 2131 section 4.1). */
#define DHCP_PORT 67

/* What a network does to the server's packets. */
enum kind {
	/* It brings them there. */
	RIGHT,
	/* It has a machine with that address, and no server on it. */
	RESETS,
	/* Its router says that there is no way. */
	UNREACHABLE,
	/* Its lease names no router. */
	NO_ROUTE,
	/* It loses them. */
	SWALLOWS,
};

#define WIRES 4

/* A network. */
static struct wire {
	struct net_device *netdev;
	enum kind kind;
	/* How often the server was asked for something over it. */
	unsigned int asked;
} wires[WIRES];

/* The one that the device which has sent the latest frame is on. */
static struct wire *here;

/* When the right one's server was asked for the file, in ticks. */
static unsigned long asked_at;

/* --- the servers */

/* Gives a lease in a network of its own, 10.10.0.0, 10.11.0.0 and so on. */
static void hear_dhcp(const uint8_t *frame, size_t len)
{
	uint32_t server = 0x0a0a0001 + ((here - wires) << 16);
	struct packet packet;
	const uint8_t *type;
	size_t type_len;
	uint32_t xid;

	if ((frame[AT_TCP + 2] << 8 | frame[AT_TCP + 3]) != DHCP_PORT)
		return;
	type = packet_find(frame, len, DHCP_MESSAGE_TYPE, &type_len);
	assert_non_null(type);
	memcpy(&xid, frame + PACKET_BOOTP + 4, sizeof(xid));
	packet_reply(&packet, xid, netdev->ll_addr, server + 1, server);
	packet_option_byte(&packet, DHCP_MESSAGE_TYPE,
			   *type == DHCPDISCOVER ? DHCPOFFER : DHCPACK);
	packet_option_addr(&packet, DHCP_SERVER_IDENTIFIER, server);
	packet_option_addr(&packet, DHCP_SUBNET_MASK, 0xffffff00);
	if (here->kind != NO_ROUTE)
		packet_option_addr(&packet, DHCP_ROUTERS, server);
	packet_end(&packet);
	packet_put32(&packet, PACKET_IP + 16, 0xffffffff);
	packet_checksums(&packet);
	wire_deliver(packet.bytes, packet.len);
}

static void hear_connection(void)
{
	here->asked++;
	if (here->kind == RIGHT)
		say(SYN | ACK, "");
	else if (here->kind == RESETS)
		say(RST | ACK, "");
	else if (here->kind == UNREACHABLE)
		say_unreachable(1, QUOTE_LEN);
}

static void serve(void)
{
	asked_at = currticks();
	say(ACK, "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n#!ipxe\nexit 0");
}

/* The function that the wire has for it. */
static int (*wire_send)(struct net_device *netdev, struct io_buffer *iobuf);

/* Finds the wire of a device before it sends a frame. */
static int send(struct net_device *from, struct io_buffer *iobuf)
{
	for (here = wires; here->netdev != from; here++)
		;
	netdev = from;
	return wire_send(from, iobuf);
}

/* --- the race */

/* What the race may take beside what is waited for, in ms. */
#define RACE_MS 1000
/* What a network that says so, or has no route, may cost, in ms. */
#define REFUSAL_MS 100
/* What one that loses everything may cost, in ms. */
#define LOSS_MIN_MS 3900
#define LOSS_MAX_MS 4300

/* Returns what the table says that a network has cost, in ms. */
static unsigned long told_ms(unsigned int wire)
{
	char name[8];
	const char *row = NULL, *at = shown, *cost;

	snprintf(name, sizeof(name), "\nnet%d ", wire);
	while ((at = strstr(at, name)))
		row = at++;
	assert_non_null(row);
	cost = strstr(row, " ms)");
	assert_non_null(cost);
	while (*cost != '(')
		cost--;
	return strtoul(cost + 1, NULL, 10);
}

/* Runs the command on four networks, the last of which is the right one and answers
 * like the others. Checks what each has cost, and how long it was until the file was
 * asked for. */
static void run_race(enum kind first, enum kind second, enum kind third)
{
	enum kind kinds[WIRES] = { first, second, third, RIGHT };
	unsigned long cost_ms = 0, started_at, took_ms;
	unsigned int i;

	for (i = 0; i < WIRES; i++) {
		wires[i].kind = kinds[i];
		wires[i].asked = 0;
	}
	shown_len = 0;
	asked_at = 0;
	started_at = currticks();
	assert_int_equal(system("multiboot --url http://192.0.2.1/boot"), 0);
	assert_int_not_equal(asked_at, 0);
	took_ms = (asked_at - started_at) * 1000 / TICKS_PER_SEC;
	for (i = 0; i < WIRES - 1; i++) {
		assert_int_equal(!!wires[i].asked, kinds[i] != NO_ROUTE);
		cost_ms += told_ms(i);
		if (kinds[i] == SWALLOWS)
			assert_in_range(told_ms(i), LOSS_MIN_MS, LOSS_MAX_MS);
		else
			assert_in_range(told_ms(i), 0, REFUSAL_MS);
	}
	print_message("%ld ms, %ld of them in dead ends\n", took_ms, cost_ms);
	assert_in_range(took_ms, cost_ms, cost_ms + RACE_MS - 3 * REFUSAL_MS);
}

static void refusals_cost_next_to_nothing(void **state)
{
	run_race(RESETS, RESETS, RESETS);
	run_race(UNREACHABLE, UNREACHABLE, UNREACHABLE);
	run_race(NO_ROUTE, NO_ROUTE, NO_ROUTE);
	run_race(NO_ROUTE, UNREACHABLE, RESETS);
}

static void silence_costs_a_time_that_is_known(void **state)
{
	run_race(SWALLOWS, RESETS, NO_ROUTE);
	run_race(UNREACHABLE, NO_ROUTE, SWALLOWS);
	run_race(SWALLOWS, SWALLOWS, SWALLOWS);
}

/* --- setting up */

static int setup(void **state)
{
	static struct net_device_operations operations;
	unsigned int i;

	hosted_options.virtual_clock = 1;
	/* Nobody presses a key however long it takes. */
	hosted_options.patience = 1000000000;
	hear_udp = hear_dhcp;
	hear_syn = hear_connection;
	for (i = 0; i < WIRES; i++) {
		wire_setup();
		wires[i].netdev = netdev;
		netdev->ll_addr[5] = 2 + i;
		operations = *netdev->op;
		wire_send = operations.transmit;
		operations.transmit = send;
		netdev->op = &operations;
		delete_setting(netdev_settings(netdev), &ip_setting);
		delete_setting(netdev_settings(netdev), &netmask_setting);
		netdev_close(netdev);
	}
	return 0;
}

static int teardown(void **state)
{
	unsigned int i;

	for (i = 0; i < WIRES; i++) {
		netdev = wires[i].netdev;
		wire_teardown();
	}
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refusals_cost_next_to_nothing),
		cmocka_unit_test(silence_costs_a_time_that_is_known),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
