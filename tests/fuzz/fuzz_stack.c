/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Frames into the IP stack while a TCP connection, a UDP port and a ping are
 * open: ARP, IP, ICMP, UDP and TCP. A record is a frame, whose kind says what
 * is put right in it.
 */

#include "wire.h"
#include <core/net.h>

REACHES(etharp_input, ip4_input, icmp_input, udp_input, tcp_process);
REACHES(tcp_receive, tcp_parseopt, ip4_reass, take_quote, rx_data);

#define OUR_IP "\x0a\0\0\2"
#define SERVER_IP "\x0a\0\0\1"

/* What a record's kind puts right: lengths and checksums; who it is for; the
 * ports and the numbers of the TCP connection. */
enum { FIX_SUMS = 1, FIX_ADDRESSES = 2, FIX_TCP = 4, FIX_UDP = 8 };

/* How long fragments wait for the others, and more. */
#define FORGET_SECONDS 20

/* What our side has sent last by TCP. */
static uint8_t heard[AT_IP + IP_LEN + 20];

static void wire_hear(struct net_device *netdev, const uint8_t *frame,
		      size_t len)
{
	wire_answer_arp(netdev, frame);
	if (len >= sizeof(heard) && frame[AT_IP + 9] == 6)
		memcpy(heard, frame, sizeof(heard));
}

static void wire_poll(struct net_device *netdev)
{
}

/* Makes a segment the next one of the connection. */
static void fix_tcp(uint8_t *frame, size_t len)
{
	const uint8_t *mine = heard + AT_UDP;
	uint8_t *tcp = frame + AT_UDP;
	uint32_t next = get32(mine + 4) + (mine[13] & 2 ? 1 : 0);

	if (len < sizeof(heard))
		return;
	frame[AT_IP + 9] = 6;
	memset(frame + AT_IP + 6, 0, 2);
	memcpy(tcp, mine + 2, 2);
	memcpy(tcp + 2, mine, 2);
	/* The first segment may have any number, the others what is awaited. */
	if (!(mine[13] & 2))
		memcpy(tcp + 4, mine + 8, 4);
	put16(tcp + 8, next >> 16);
	put16(tcp + 10, next);
}

static void deliver(struct net_device *netdev,
		    const struct fuzz_record *record)
{
	uint8_t *frame = fuzz_copy(record->data, record->len);

	if (record->len >= AT_UDP + 8 && (record->kind & FIX_ADDRESSES)) {
		memcpy(frame, netdev->ll_addr, ETH_ALEN);
		memcpy(frame + AT_IP + 12, SERVER_IP OUR_IP, 8);
	}
	if (record->kind & FIX_TCP)
		fix_tcp(frame, record->len);
	if (record->len >= AT_UDP + 8 && (record->kind & FIX_UDP)) {
		frame[AT_IP + 9] = 17;
		put16(frame + AT_UDP + 2, 4000);
	}
	if (record->kind & FIX_SUMS)
		wire_repair(frame, record->len);
	wire_deliver(netdev, frame, record->len);
	free(frame);
}

static void rx_datagram(void *ctx, struct in_addr from, unsigned int port,
			const void *data, size_t len)
{
	free(fuzz_copy(data, len));
}

static void refused(void *ctx, struct in_addr to, unsigned int port, int rc)
{
	fuzz_assert(rc < 0);
}

static void rx_data(void *ctx, const void *data, size_t len)
{
	free(fuzz_copy(data, len));
}

static void connected(void *ctx)
{
	net_tcp_send(*(struct net_tcp **)ctx, "GET / HTTP/1.1\r\n\r\n", 18);
}

static void closed(void *ctx, int rc)
{
	fuzz_assert(rc <= 0);
}

static void rx_ping(void *ctx, struct in_addr from, unsigned int seq,
		    size_t len)
{
}

static struct net_device *start(void)
{
	struct net_device *netdev = wire_add(0);
	struct settings *settings = netdev_settings(netdev);

	fuzz_assert(netdev_open(netdev) == 0 &&
		    storef_setting(settings, &ip_setting, "10.0.0.2") == 0 &&
		    storef_setting(settings, &netmask_setting,
				   "255.255.255.0") == 0);
	return netdev;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct net_tcp_operations operations = {
		.connected = connected, .rx = rx_data, .closed = closed,
	};
	static struct net_device *netdev;
	struct fuzz_input in = { data, len };
	struct in_addr server;
	struct fuzz_record record;
	struct net_udp *udp;
	struct net_tcp *tcp;
	struct net_ping *ping;
	unsigned int i;

	if (!netdev)
		netdev = start();
	memcpy(&server, SERVER_IP, sizeof(server));
	fuzz_assert(net_udp_open(&udp, NULL, 4000, rx_datagram, NULL) == 0);
	net_udp_on_error(udp, refused);
	fuzz_assert(net_tcp_open(&tcp, server, 80, &operations, &tcp) == 0);
	fuzz_assert(net_ping_open(&ping, rx_ping, NULL) == 0);
	net_udp_send(udp, server, 69, "x", 1);
	net_ping_send(ping, server, 1, 8);
	step();
	while (fuzz_record(&in, &record)) {
		if (record.flags & FUZZ_LATER)
			hosted_clock_advance(TICKS_PER_SEC);
		deliver(netdev, &record);
		step();
	}
	net_ping_close(ping);
	net_tcp_close(tcp);
	net_udp_close(udp);
	/* What is left of connections and fragments is forgotten. */
	netdev_close(netdev);
	for (i = 0; i < FORGET_SECONDS; i++) {
		hosted_clock_advance(TICKS_PER_SEC);
		step();
	}
	fuzz_assert(netdev_open(netdev) == 0);
	return 0;
}
