/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UNIT_WIRE_H
#define UNIT_WIRE_H

/*
 * A net device of the real stack on a wire that belongs to the test. The test
 * defines wire_hear(), which gets the frames that the stack sends, and sends frames
 * with wire_deliver(). An ARP request for any address is answered with
 * 02:00:00:00:00:01.
 */

#include "unit.h"
#include <string.h>
#include <byteswap.h>
#include <ipxe/if_ether.h>
#include <ipxe/netdevice.h>
#include <ipxe/process.h>
#include <ipxe/settings.h>
#include "../bytes.h"

/* Addresses of the device and of the server on the wire, in host order. */
#define OUR_IP 0x0a030002
#define SERVER 0x0a030001

/* EtherType of ARP. */
#define ARP 0x0806
/* Length of an IPv4 header, and its offset in a frame. */
#define IP_LEN 20
#define AT_IP ETH_HLEN

/* The device. */
static struct net_device *netdev;
/* The address that the device has asked for by ARP last. */
static uint32_t wire_asked;

/* Gets each IPv4 frame that the device sends. Each test has its own function. */
static void wire_hear(const uint8_t *frame, size_t len);

/* Returns a buffer for a frame on the wire. The server has memory where a test lets
 * the client's allocations fail. */
static inline struct io_buffer *wire_alloc(size_t len)
{
	long left = testhost_malloc_left;
	struct io_buffer *iobuf;

	testhost_malloc_left = -1;
	iobuf = alloc_iob(len);
	testhost_malloc_left = left;
	return iobuf;
}

/* Sends a frame to the device. */
static inline void wire_deliver(const uint8_t *frame, size_t len)
{
	struct io_buffer *iobuf = wire_alloc(ETH_FRAME_LEN);

	memcpy(iob_put(iobuf, len), frame, len);
	netdev_rx(netdev, iobuf);
}

/* Answers an ARP request, whatever address it is for. */
static void wire_answer_arp(const uint8_t *request)
{
	uint8_t reply[60] = { 0 };

	memcpy(&wire_asked, request + 38, sizeof(wire_asked));
	wire_asked = ntohl(wire_asked);
	memcpy(reply, request + 6, 6);
	memcpy(reply + 6, "\2\0\0\0\0\1", 6);
	memcpy(reply + 12, request + 12, 8);
	reply[21] = 2;
	memcpy(reply + 22, reply + 6, 6);
	memcpy(reply + 28, request + 38, 4);
	memcpy(reply + 32, request + 22, 10);
	wire_deliver(reply, sizeof(reply));
}

/* Answers an ARP request, and passes IPv4 frames on to wire_hear(). Returns
 * 0. */
static int wire_transmit(struct net_device *netdev, struct io_buffer *iobuf)
{
	const uint8_t *frame = iobuf->data;
	unsigned int type = get16(frame + 12);

	if (type == ARP && frame[21] == 1)
		wire_answer_arp(frame);
	else if (type == ETH_P_IP)
		wire_hear(frame, iob_len(iobuf));
	netdev_tx_complete(netdev, iobuf);
	return 0;
}

/* Does nothing, as the device sends at once and what it receives is given to it. */
static void wire_poll(struct net_device *netdev)
{
}

/* Returns 0, as a wire needs no preparation. */
static int wire_open(struct net_device *netdev)
{
	return 0;
}

/* Does nothing, as a wire needs no end. */
static void wire_close(struct net_device *netdev)
{
}

/* Stores an address, in host order, in the device's settings. */
static void set_address(const struct setting *setting, uint32_t address)
{
	struct in_addr addr = { htonl(address) };

	assert_int_equal(store_setting(netdev_settings(netdev), setting, &addr,
				       sizeof(addr)), 0);
}

/* Runs the event loop for some steps, which is enough for a frame and its answer. */
static inline void run(void)
{
	unsigned int i;

	for (i = 0; i < 8; i++)
		step();
}

/* Makes the device and opens it. Its address is OUR_IP, with a netmask of 24 bits. */
static void wire_setup(void)
{
	static const struct net_device_operations operations = {
		.open = wire_open,
		.close = wire_close,
		.transmit = wire_transmit,
		.poll = wire_poll,
	};
	static struct device dev = { .name = "wire", .driver_name = "fake" };

	netdev = alloc_etherdev(0);
	netdev_init(netdev, &operations);
	netdev->dev = &dev;
	memcpy(netdev->hw_addr, "\2\0\0\0\0\2", ETH_ALEN);
	assert_int_equal(register_netdev(netdev), 0);
	netdev_link_up(netdev);
	assert_int_equal(netdev_open(netdev), 0);
	set_address(&ip_setting, OUR_IP);
	set_address(&netmask_setting, 0xffffff00);
}

/* Removes the device. */
static void wire_teardown(void)
{
	unregister_netdev(netdev);
	netdev_put(netdev);
}

#endif /* UNIT_WIRE_H */
