/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Two devices on two wires, of which a stranger owns one: what comes through
 * it counts for nothing that is going on with the other.
 */

#include "wire.h"
#include <stdlib.h>
#include <core/net.h>
#include <ipxe/dhcp.h>

#define AT_UDP (AT_IP + IP_LEN)
#define AT_DATA (AT_UDP + 8)

#define OTHER_IP 0x0a040002
#define NEIGHBOUR 0x0a040009
#define FAR_AWAY 0xc0a80909
#define EVERYBODY 0xffffffff
#define PORT 4000
#define DATA_LEN 8
#define UDP_LEN (8 + DATA_LEN)
/* The two parts of a datagram, in IP's fragment field. */
#define FIRST_PART 0x2000
#define LAST_PART (UDP_LEN / 8)

static struct net_device *ours, *other;
static struct net_udp *udp;
static unsigned int received;

static void wire_hear(const uint8_t *frame, size_t len)
{
}

static void on_rx(void *ctx, struct in_addr from, unsigned int port,
		  const void *data, size_t len)
{
	received++;
}

/* Opens a socket on a port; on a device, or NULL. */
static void listen(struct net_device *device, unsigned int port)
{
	net_udp_close(udp);
	assert_int_equal(net_udp_open(&udp, device, port, on_rx, NULL), 0);
}

static int setup(void **state)
{
	wire_setup();
	other = netdev;
	set_address(&ip_setting, 0);
	wire_setup();
	ours = netdev;
	udp = NULL;
	received = 0;
	listen(NULL, PORT);
	return 0;
}

static int teardown(void **state)
{
	net_udp_close(udp);
	netdev = ours;
	wire_teardown();
	netdev = other;
	wire_teardown();
	return 0;
}

static void address_other(uint32_t address)
{
	netdev = other;
	set_address(&ip_setting, address);
	netdev = ours;
}

/* Receives a datagram through a device. */
static void arrive(struct net_device *device, uint32_t from, uint32_t to,
		   unsigned int port, unsigned int fragment)
{
	uint8_t frame[AT_DATA + DATA_LEN] = { 0 };
	uint8_t *ip = frame + AT_IP, *at_udp = frame + AT_UDP;

	memcpy(frame, device->ll_addr, ETH_ALEN);
	memcpy(frame + 6, "\2\0\0\0\0\1", 6);
	put16(frame + 12, ETH_P_IP);
	ip[0] = 0x45;
	put16(ip + 2, sizeof(frame) - AT_IP);
	put16(ip + 6, fragment);
	ip[8] = 64;
	ip[9] = 17;
	put32(ip + 12, from);
	put32(ip + 16, to);
	put_checksum(ip, IP_LEN, 0, ip + 10);
	put16(at_udp, 69);
	put16(at_udp + 2, port);
	put16(at_udp + 4, fragment ? 2 * UDP_LEN : UDP_LEN);
	netdev = device;
	wire_deliver(frame, sizeof(frame));
	netdev = ours;
	run();
}

#define ASSERT_COUNTS(device, from, to, port, expected) do {		\
		received = 0;						\
		arrive(device, from, to, port, 0);			\
		assert_int_equal(received, expected);			\
	} while (0)

static void takes_its_own(void **state)
{
	ASSERT_COUNTS(ours, SERVER, OUR_IP, PORT, 1);
	ASSERT_COUNTS(ours, SERVER, OUR_IP | 0xff, PORT, 1);
	ASSERT_COUNTS(ours, FAR_AWAY, OUR_IP, PORT, 1);
	ASSERT_COUNTS(ours, SERVER, OUR_IP + 1, PORT, 0);
}

/* The stranger's device has no address, as one that has lost the race. */
static void takes_nothing_through_another_device(void **state)
{
	ASSERT_COUNTS(other, SERVER, OUR_IP, PORT, 0);
	ASSERT_COUNTS(other, SERVER, OUR_IP | 0xff, PORT, 0);
	ASSERT_COUNTS(other, SERVER, EVERYBODY, PORT, 0);
	ASSERT_COUNTS(other, SERVER, 0, PORT, 0);
}

/* Nor if it has one: not for our address, and not from our server. */
static void takes_nothing_that_belongs_elsewhere(void **state)
{
	address_other(OTHER_IP);
	ASSERT_COUNTS(other, SERVER, OUR_IP, PORT, 0);
	ASSERT_COUNTS(other, NEIGHBOUR, OUR_IP, PORT, 0);
	ASSERT_COUNTS(other, SERVER, OTHER_IP, PORT, 0);
	ASSERT_COUNTS(other, NEIGHBOUR, OTHER_IP, PORT, 1);
	ASSERT_COUNTS(ours, NEIGHBOUR, OUR_IP, PORT, 0);
}

/* Both are in one network: only the socket knows where its server is. */
static void takes_nothing_but_from_the_sockets_device(void **state)
{
	address_other(OUR_IP + 5);
	listen(ours, PORT);
	ASSERT_COUNTS(other, SERVER, OUR_IP + 5, PORT, 0);
	ASSERT_COUNTS(other, SERVER, EVERYBODY, PORT, 0);
	ASSERT_COUNTS(ours, SERVER, OUR_IP, PORT, 1);
}

/* Answers of DHCP come to an address that is none yet, from anywhere. */
static void takes_dhcp_before_there_is_an_address(void **state)
{
	listen(other, BOOTPC_PORT);
	ASSERT_COUNTS(other, FAR_AWAY, NEIGHBOUR, BOOTPC_PORT, 1);
	ASSERT_COUNTS(other, FAR_AWAY, EVERYBODY, BOOTPC_PORT, 1);
	ASSERT_COUNTS(other, FAR_AWAY, OUR_IP, BOOTPC_PORT, 1);
	ASSERT_COUNTS(ours, SERVER, OUR_IP, BOOTPC_PORT, 0);
}

/* Parts of a datagram do not meet whichever way they come. */
static void joins_no_parts_of_two_wires(void **state)
{
	listen(NULL, BOOTPC_PORT);
	arrive(other, SERVER, OUR_IP, BOOTPC_PORT, FIRST_PART);
	arrive(ours, SERVER, OUR_IP, BOOTPC_PORT, LAST_PART);
	assert_int_equal(received, 0);
	arrive(ours, SERVER, OUR_IP, BOOTPC_PORT, FIRST_PART);
	assert_int_equal(received, 1);
}

/* Frames that end anywhere, in buffers that end with them, and in longer ones:
 * no byte after them is looked at except the zeros that fill them up. */
static void reads_nothing_behind_a_frame(void **state)
{
	uint8_t frame[AT_DATA + DATA_LEN] = { 0 };
	struct io_buffer *iobuf;
	size_t len, room;

	memcpy(frame, ours->ll_addr, ETH_ALEN);
	put16(frame + 12, ETH_P_IP);
	frame[AT_IP] = 0x4f;
	frame[AT_IP + 9] = 17;
	for (len = 0; len <= sizeof(frame); len++) {
		for (room = len; room < 2 * sizeof(frame); room += 7) {
			iobuf = alloc_iob(room ? room : 1);
			memset(iobuf->data, 0xff, room ? room : 1);
			memcpy(iob_put(iobuf, len), frame, len);
			netdev_rx(ours, iobuf);
			run();
		}
	}
	assert_int_equal(received, 0);
}

/* Receives a frame with a tag of that VLAN and of the highest priority. */
static void arrive_tagged(unsigned int vlan)
{
	uint8_t frame[AT_DATA + DATA_LEN + 4] = { 0 };
	uint8_t *ip = frame + AT_IP + 4, *at_udp = frame + AT_UDP + 4;

	memcpy(frame, ours->ll_addr, ETH_ALEN);
	put16(frame + 12, ETH_P_8021Q);
	put16(frame + 14, 0xf000 | vlan);
	put16(frame + 16, ETH_P_IP);
	ip[0] = 0x45;
	put16(ip + 2, IP_LEN + UDP_LEN);
	ip[8] = 64;
	ip[9] = 17;
	put32(ip + 12, SERVER);
	put32(ip + 16, OUR_IP);
	put_checksum(ip, IP_LEN, 0, ip + 10);
	put16(at_udp, 69);
	put16(at_udp + 2, PORT);
	put16(at_udp + 4, UDP_LEN);
	received = 0;
	wire_deliver(frame, sizeof(frame));
	run();
}

/* IEEE 802.1Q section 6.9: VLAN 0 is none. */
static void takes_a_tag_of_vlan_0(void **state)
{
	arrive_tagged(0);
	assert_int_equal(received, 1);
	arrive_tagged(1);
	assert_int_equal(received, 0);
	arrive_tagged(0xfff);
	assert_int_equal(received, 0);
}

static void leaves_frozen_devices_alone(void **state)
{
	netdev_rx_freeze(ours);
	ASSERT_COUNTS(ours, SERVER, OUR_IP, PORT, 0);
	netdev_rx_unfreeze(ours);
	run();
	assert_int_equal(received, 1);
}

#define TEST(function)							\
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(takes_its_own),
		TEST(takes_nothing_through_another_device),
		TEST(takes_nothing_that_belongs_elsewhere),
		TEST(takes_nothing_but_from_the_sockets_device),
		TEST(takes_dhcp_before_there_is_an_address),
		TEST(joins_no_parts_of_two_wires),
		TEST(reads_nothing_behind_a_frame),
		TEST(takes_a_tag_of_vlan_0),
		TEST(leaves_frozen_devices_alone),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
