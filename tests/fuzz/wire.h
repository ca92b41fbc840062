/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FUZZ_WIRE_H
#define FUZZ_WIRE_H

/*
 * Net devices of the real stack on wires that a fuzzer owns: what they send
 * goes to wire_hear(), and wire_deliver() is what they receive. The frames of
 * an input may have their lengths and checksums put right before.
 */

#include "fuzz.h"
#include <byteswap.h>
#include <ipxe/if_ether.h>
#include <ipxe/netdevice.h>
#include <ipxe/process.h>
#include <ipxe/settings.h>
#include <ipxe/timer.h>
#include "../../core/platform/testhost/testhost.h"
#include "../bytes.h"

#define AT_IP ETH_HLEN
#define IP_LEN 20
#define AT_UDP (AT_IP + IP_LEN)
#define AT_BOOTP (AT_UDP + 8)
/* As far as the magic number of DHCP. */
#define BOOTP_LEN 240

/* Takes a frame that a device sends. */
static void wire_hear(struct net_device *netdev, const uint8_t *frame,
		      size_t len);
/* Called when a device is polled. */
static void wire_poll(struct net_device *netdev);

/* Makes a frame one of IPv4 with a header of 20 bytes, whose lengths and
 * checksums, that of the payload among them, are right. */
static inline void wire_repair(uint8_t *frame, size_t len)
{
	uint8_t *ip = frame + AT_IP, *data = ip + IP_LEN;
	uint32_t pseudo;
	unsigned int i;

	if (len < AT_IP + IP_LEN + 8)
		return;
	put16(frame + 12, ETH_P_IP);
	ip[0] = 0x45;
	put16(ip + 2, len - AT_IP);
	put_checksum(ip, IP_LEN, 0, ip + 10);
	len -= AT_IP + IP_LEN;
	pseudo = ip[9] + len;
	for (i = 12; i < IP_LEN; i += 2)
		pseudo += get16(ip + i);
	if (ip[9] == 1)
		put_checksum(data, len, 0, data + 2);
	else if (ip[9] == 6 && len >= 20)
		put_checksum(data, len, pseudo, data + 16);
	else if (ip[9] == 17) {
		put16(data + 4, len);
		put_checksum(data, len, pseudo, data + 6);
	}
}

/* Makes a frame that is long enough for one a reply of DHCP to a device. */
static inline void wire_repair_dhcp(uint8_t *frame, size_t len,
				    const uint8_t *mac, const uint8_t *xid)
{
	uint8_t *bootp = frame + AT_BOOTP;

	if (len < AT_BOOTP + BOOTP_LEN)
		return;
	frame[AT_IP + 9] = 17;
	memset(frame + AT_IP + 6, 0, 2);
	memcpy(frame + AT_UDP, "\0\x43\0\x44", 4);
	bootp[0] = 2;
	memcpy(bootp + 4, xid, 4);
	memcpy(bootp + 28, mac, ETH_ALEN);
	memcpy(bootp + 236, "\x63\x82\x53\x63", 4);
	wire_repair(frame, len);
}

/* Lets a device receive a frame, in a buffer as drivers have them. */
static inline void wire_deliver(struct net_device *netdev,
				const uint8_t *frame, size_t len)
{
	struct io_buffer *iobuf = alloc_iob(len < ETH_FRAME_LEN ?
					    ETH_FRAME_LEN : len);

	fuzz_assert(iobuf);
	memcpy(iob_put(iobuf, len), frame, len);
	netdev_rx(netdev, iobuf);
}

/* Answers a question by ARP, whomever it is about. */
static inline void wire_answer_arp(struct net_device *netdev,
				   const uint8_t *frame)
{
	uint8_t reply[60] = { 0 };

	if (get16(frame + 12) != ETH_P_ARP || frame[21] != 1)
		return;
	memcpy(reply, frame + 6, 6);
	memcpy(reply + 6, "\2\0\0\0\0\1", 6);
	memcpy(reply + 12, frame + 12, 8);
	reply[21] = 2;
	memcpy(reply + 22, reply + 6, 6);
	memcpy(reply + 28, frame + 38, 4);
	memcpy(reply + 32, frame + 22, 10);
	wire_deliver(netdev, reply, sizeof(reply));
}

/* Passes a frame that a device sends on to wire_hear(). Returns 0. */
static int wire_transmit(struct net_device *netdev, struct io_buffer *iobuf)
{
	uint8_t frame[ETH_FRAME_LEN];
	size_t len = iob_len(iobuf);

	fuzz_assert(len <= sizeof(frame));
	memcpy(frame, iobuf->data, len);
	netdev_tx_complete(netdev, iobuf);
	wire_hear(netdev, frame, len);
	return 0;
}

/* Sets the link of a device that is opened up. Returns 0. */
static int wire_open(struct net_device *netdev)
{
	netdev_link_up(netdev);
	return 0;
}

/* Does nothing, as a wire needs no end. */
static void wire_close(struct net_device *netdev)
{
}

/* Adds a device with the address 02:00:00:00:00:NN, for NN from 16 on. */
static inline struct net_device *wire_add(unsigned int number)
{
	static const struct net_device_operations operations = {
		.open = wire_open, .close = wire_close,
		.transmit = wire_transmit, .poll = wire_poll,
	};
	static struct device devs[4];
	struct net_device *netdev = alloc_etherdev(0);

	fuzz_assert(netdev);
	hosted_options.virtual_clock = 1;
	netdev_init(netdev, &operations);
	devs[number].driver_name = "wire";
	devs[number].desc.location = number;
	netdev->dev = &devs[number];
	netdev->hw_addr[0] = 2;
	netdev->hw_addr[5] = 16 + number;
	fuzz_assert(register_netdev(netdev) == 0);
	return netdev;
}

#endif /* FUZZ_WIRE_H */
