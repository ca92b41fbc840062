/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UNIT_WIRE_TCP_H
#define UNIT_WIRE_TCP_H

/*
 * A TCP server on the wire, for one connection at a time. Each segment with data
 * from the client calls the test's serve(), which answers with say().
 */

#include "wire.h"

/* Length of a TCP header, and offsets of the header and the data in a frame. */
#define TCP_LEN 20
#define AT_TCP (AT_IP + IP_LEN)
#define AT_DATA (AT_TCP + TCP_LEN)

/* The flags of a segment (RFC 9293 section 3.1). */
enum { FIN = 1, SYN = 2, RST = 4, ACK = 16 };

/* The list of lwIP's connections that have not ended. */
struct tcp_pcb;
extern struct tcp_pcb *tcp_active_pcbs;

/* The headers of the client's last segment. */
static uint8_t heard[AT_DATA];
/* The sequence numbers of the server's next byte and of the client's. */
static uint32_t sent, received;
/* How many connections the client has opened, and how many it has closed. */
static unsigned int syns, fins;

/* Answers a segment with data. Each test has its own function. */
static void serve(void);
/* Gets each ICMP message that the client sends; may be NULL. */
static void (*hear_icmp)(const uint8_t *frame, size_t len);
/* Gets each UDP datagram that the client sends; may be NULL. */
static void (*hear_udp)(const uint8_t *frame, size_t len);
/* Is called for each connection that the client opens, in place of accepting it; may
 * be NULL. */
static void (*hear_syn)(void);

/* Returns the server's next segment as a frame, addressed to the sender of the
 * client's last segment. */
static struct io_buffer *build(unsigned int flags, const void *data,
			       size_t len)
{
	struct io_buffer *iobuf = wire_alloc(ETH_FRAME_LEN + len);
	uint8_t *frame = iob_put(iobuf, AT_DATA + len);
	uint8_t *ip = frame + AT_IP, *tcp = frame + AT_TCP;
	uint32_t pseudo = 6 + TCP_LEN + len;
	unsigned int i;

	memset(frame, 0, AT_DATA);
	memcpy(frame, netdev->ll_addr, ETH_ALEN);
	memcpy(frame + 6, "\2\0\0\0\0\1", ETH_ALEN);
	put16(frame + 12, ETH_P_IP);
	ip[0] = 0x45;
	put16(ip + 2, IP_LEN + TCP_LEN + len);
	ip[8] = 64;
	ip[9] = 6;
	memcpy(ip + 12, heard + AT_IP + 16, 4);
	memcpy(ip + 16, heard + AT_IP + 12, 4);
	put_checksum(ip, IP_LEN, 0, ip + 10);
	memcpy(tcp, heard + AT_TCP + 2, 2);
	memcpy(tcp + 2, heard + AT_TCP, 2);
	put32(tcp + 4, sent);
	put32(tcp + 8, received);
	tcp[12] = TCP_LEN / 4 << 4;
	tcp[13] = flags;
	put16(tcp + 14, 8192);
	memcpy(frame + AT_DATA, data, len);
	for (i = 12; i < 20; i += 2)
		pseudo += get16(ip + i);
	put_checksum(tcp, TCP_LEN + len, pseudo, tcp + 16);
	sent += len + !!(flags & (SYN | FIN));
	return iobuf;
}

/* Sends a segment with flags and text to the client. */
static void say(unsigned int flags, const char *data)
{
	netdev_rx(netdev, build(flags, data, strlen(data)));
}

/* How many bytes a router quotes of the client's last segment: its IP header and the
 * first bytes of its TCP header (RFC 792). */
#define QUOTE_LEN (IP_LEN + 8)

/* Sends an ICMP message which says with a code that the client's last segment has not
 * arrived. A byte of what it quotes is exchanged for another one, or none if the
 * offset is QUOTE_LEN. */
static inline void say_unreachable(unsigned int code, unsigned int wrong)
{
	uint8_t frame[AT_TCP + 8 + QUOTE_LEN + 1] = { 0 };
	uint8_t *ip = frame + AT_IP, *icmp = frame + AT_TCP;

	memcpy(frame, netdev->ll_addr, ETH_ALEN);
	memcpy(frame + 6, "\2\0\0\0\0\1", ETH_ALEN);
	put16(frame + 12, ETH_P_IP);
	ip[0] = 0x45;
	put16(ip + 2, IP_LEN + 8 + QUOTE_LEN);
	ip[8] = 64;
	ip[9] = 1;
	put32(ip + 12, SERVER);
	memcpy(ip + 16, heard + AT_IP + 12, 4);
	put_checksum(ip, IP_LEN, 0, ip + 10);
	icmp[0] = 3;
	icmp[1] = code;
	memcpy(icmp + 8, heard + AT_IP, QUOTE_LEN);
	icmp[8 + wrong] ^= 0x80;
	icmp[8 + QUOTE_LEN] = 0;
	put_checksum(icmp, 8 + QUOTE_LEN, 0, icmp + 2);
	wire_deliver(frame, sizeof(frame) - 1);
}

/* Handles the client's segments: accepts connections, acknowledges their ends and
 * has data answered by serve(). */
static void wire_hear(const uint8_t *frame, size_t frame_len)
{
	const uint8_t *tcp = frame + AT_TCP;
	unsigned int flags = tcp[13];
	size_t len;

	if (frame[AT_IP + 9] == 1 && hear_icmp)
		hear_icmp(frame, frame_len);
	if (frame[AT_IP + 9] == 17 && hear_udp)
		hear_udp(frame, frame_len);
	if (frame[AT_IP + 9] != 6)
		return;
	len = get16(frame + AT_IP + 2) - IP_LEN - (tcp[12] >> 4 << 2);
	memcpy(heard, frame, sizeof(heard));
	received = get32(tcp + 4) + len + !!(flags & (SYN | FIN));
	if (flags & SYN) {
		syns++;
		if (hear_syn)
			hear_syn();
		else
			say(SYN | ACK, "");
	} else if (flags & FIN) {
		fins++;
		say(ACK, "");
	} else if (len) {
		serve();
	}
}

#endif /* UNIT_WIRE_TCP_H */
