/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * DNS answers, through the whole stack: a net device whose other end answers
 * ARP and sends the input as the reply to whatever was asked. The first two
 * bytes stand for the query's id, which a forger has to guess, and if the first
 * is even, the question is put in after the header.
 */

#include <errno.h>
#include "fuzz.h"
#include <stdio.h>
#include <ipxe/if_ether.h>
#include <core/net.h>
#include <ipxe/netdevice.h>
#include <ipxe/process.h>
#include <ipxe/timer.h>
#include "../../core/platform/testhost/testhost.h"
#include "../bytes.h"

REACHES(dns_recv, dns_compare_name, dns_skip_name);

#define IP_OFFSET ETH_HLEN
#define UDP_OFFSET (ETH_HLEN + 20)
#define DNS_OFFSET (ETH_HLEN + 20 + 8)
#define DNS_HEADER 12
#define FRAME_MAX 1514
/* What lwIP takes to give up a question, and more. */
#define GIVE_UP_SECONDS 24

static const uint8_t server[6] = { 2, 0, 0, 0, 0, 1 };
static uint8_t query[FRAME_MAX];
static size_t query_len;

static int open_nic(struct net_device *netdev)
{
	netdev_link_up(netdev);
	return 0;
}

static void close_nic(struct net_device *netdev)
{
}

static void poll_nic(struct net_device *netdev)
{
}

static void deliver(struct net_device *netdev, const uint8_t *frame,
		    size_t len)
{
	struct io_buffer *iobuf = alloc_iob(FRAME_MAX);

	memcpy(iob_put(iobuf, len), frame, len);
	netdev_rx(netdev, iobuf);
}

/* "10.0.0.1 is at ..." to whoever asked. */
static void answer_arp(struct net_device *netdev, const uint8_t *frame)
{
	uint8_t reply[60] = { 0 };

	memcpy(reply, frame + 6, 6);
	memcpy(reply + 6, server, 6);
	memcpy(reply + 12, frame + 12, 8);
	put16(reply + 20, 2);
	memcpy(reply + 22, server, 6);
	memcpy(reply + 28, frame + 38, 4);
	memcpy(reply + 32, frame + 22, 10);
	deliver(netdev, reply, sizeof(reply));
}

static int transmit(struct net_device *netdev, struct io_buffer *iobuf)
{
	uint8_t frame[FRAME_MAX];
	size_t len = iob_len(iobuf);

	if (len > sizeof(frame))
		__builtin_trap();
	memcpy(frame, iobuf->data, len);
	netdev_tx_complete(netdev, iobuf);
	if (frame[12] == 8 && frame[13] == 6)
		answer_arp(netdev, frame);
	else if (len > DNS_OFFSET)
		memcpy(query, frame, query_len = len);
	return 0;
}

static struct net_device *nic(void)
{
	static const struct net_device_operations operations = {
		.open = open_nic, .close = close_nic,
		.transmit = transmit, .poll = poll_nic,
	};
	static struct device dev;
	static struct net_device *netdev;
	struct settings *settings;

	if (netdev)
		return netdev;
	hosted_options.virtual_clock = 1;
	netdev = alloc_etherdev(0);
	netdev_init(netdev, &operations);
	netdev->dev = &dev;
	netdev->hw_addr[0] = 2;
	settings = netdev_settings(netdev);
	if (register_netdev(netdev) != 0 || netdev_open(netdev) != 0 ||
	    storef_setting(settings, &ip_setting, "10.0.0.2") != 0 ||
	    storef_setting(settings, &dns_setting, "10.0.0.1") != 0)
		__builtin_trap();
	return netdev;
}

/* Sends the query back as its answer, with the input in place of the
 * question. */
static void answer_dns(struct net_device *netdev, const uint8_t *data,
		       size_t size)
{
	uint8_t frame[FRAME_MAX];
	uint8_t *ip = frame + IP_OFFSET, *udp = frame + UDP_OFFSET;
	uint8_t *dns = frame + DNS_OFFSET;
	size_t question = 0;
	size_t len;

	if (size >= DNS_HEADER && !(data[0] & 1))
		question = query_len - DNS_OFFSET - DNS_HEADER;
	len = DNS_OFFSET + question + size;
	if (len > sizeof(frame))
		return;
	memcpy(dns + question, data, size);
	if (question) {
		memcpy(dns, data, DNS_HEADER);
		memcpy(dns + DNS_HEADER, query + DNS_OFFSET + DNS_HEADER,
		       question);
	}
	memcpy(dns, query + DNS_OFFSET, 2);
	memcpy(frame, query, DNS_OFFSET);
	memcpy(frame, query + 6, 6);
	memcpy(frame + 6, server, 6);
	memcpy(ip + 12, query + IP_OFFSET + 16, 4);
	memcpy(ip + 16, query + IP_OFFSET + 12, 4);
	memcpy(udp, query + UDP_OFFSET + 2, 2);
	memcpy(udp + 2, query + UDP_OFFSET, 2);
	put16(ip + 2, len - IP_OFFSET);
	put16(ip + 10, 0);
	put_checksum(ip, 20, 0, ip + 10);
	put16(udp + 4, len - UDP_OFFSET);
	put16(udp + 6, 0);
	deliver(netdev, frame, len);
}

static int result;

static void done(void *ctx, int rc, struct in_addr addr)
{
	result = rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned int number;
	struct net_device *netdev = nic();
	struct in_addr addr;
	char name[24];
	unsigned int i;
	int rc;

	if (size < 2 || size > FRAME_MAX - DNS_OFFSET)
		return 0;
	query_len = 0;
	result = -EINPROGRESS;
	snprintf(name, sizeof(name), "h%d.lab", number++);
	rc = net_resolve(name, &addr, done, NULL);
	for (i = 0; i < 4; i++)
		step();
	if (rc != -EINPROGRESS || !query_len)
		__builtin_trap();
	answer_dns(netdev, data, size);
	for (i = 0; i < GIVE_UP_SECONDS && result == -EINPROGRESS; i++) {
		hosted_clock_advance(TICKS_PER_SEC);
		step();
	}
	/* An answer or the end of patience, but not silence. */
	if (result == -EINPROGRESS)
		__builtin_trap();
	return 0;
}
