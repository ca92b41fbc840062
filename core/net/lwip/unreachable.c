/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * ICMP "destination unreachable" (RFC 792, RFC 1122 3.2.2.1) for UDP sockets and for
 * TCP connections that are being opened: lwIP drops these messages. Anybody can send
 * one, so that it only counts if it is whole and quotes a datagram that a socket of
 * ours has sent last, or a connection's first segment; ports and sequence numbers are
 * random ones.
 */

#include <errno.h>
#include <string.h>
#include <ipxe/in.h>
#include <lwip/icmp.h>
#include <lwip/inet_chksum.h>
#include <lwip/ip4.h>
#include <lwip/prot/icmp.h>
#include <lwip/prot/ip4.h>
#include <lwip/raw.h>
#include "glue.h"

/* The header before the quoted datagram (RFC 792, "Destination Unreachable
 * Message"). */
struct unreachable_header {
	uint8_t type;
	uint8_t code;
	uint16_t checksum;
	uint32_t unused;
};

/* The first bytes of an UDP or a TCP header, which are all that has to be quoted. */
struct quoted_ports {
	/* Our port. */
	uint16_t src;
	/* The port that was sent to. */
	uint16_t dest;
	/* TCP: the sequence number. */
	uint32_t seq;
};

/* How many bytes of the quoted datagram are read: the longest IP header and
 * those. */
#define MAX_QUOTE (IP_HLEN_MAX + sizeof(struct quoted_ports))

/* Returns the error that a code means for the sender, or 0 if it means
 * nothing. */
static int code_error(unsigned int code)
{
	static const int errors[] = {
		[ICMP_DUR_NET] = -ENETUNREACH,
		[ICMP_DUR_HOST] = -EHOSTUNREACH,
		[ICMP_DUR_PROTO] = -ECONNREFUSED,
		[ICMP_DUR_PORT] = -ECONNREFUSED,
		[6] = -ENETUNREACH,	/* network unknown */
		[7] = -EHOSTUNREACH,	/* host unknown */
		[9] = -EACCES,		/* network prohibited */
		[10] = -EACCES,		/* host prohibited */
		[13] = -EACCES,		/* prohibited by a filter */
	};

	return code < sizeof(errors) / sizeof(errors[0]) ? errors[code] : 0;
}

/* Finds the flow in the quoted datagram, which must have come from us. */
static void take_quote(const uint8_t *quote, size_t len, int rc)
{
	struct ip_hdr ip;
	struct quoted_ports ports;
	struct in_addr to;
	size_t ip_len;

	if (len < sizeof(ip))
		return;
	memcpy(&ip, quote, sizeof(ip));
	ip_len = IPH_HL_BYTES(&ip);
	if (IPH_V(&ip) != 4 || ip.src.addr != ip4_current_dest_addr()->addr ||
	    (IPH_OFFSET(&ip) & PP_HTONS(IP_OFFMASK)) ||
	    ip_len < IP_HLEN || ip_len > len || sizeof(ports) > len - ip_len)
		return;
	memcpy(&ports, quote + ip_len, sizeof(ports));
	to.s_addr = ip.dest.addr;
	if (IPH_PROTO(&ip) == IP_PROTO_UDP)
		glue_udp_error(ntohs(ports.src), to, ntohs(ports.dest), rc);
	else if (IPH_PROTO(&ip) == IP_PROTO_TCP)
		glue_tcp_error(ntohs(ports.src), to, ntohs(ports.dest),
			       ntohl(ports.seq), rc);
}

/* Looks at an ICMP message. Returns 0, as lwIP gets all of them, too. */
static u8_t icmp_rx(void *arg, struct raw_pcb *pcb, struct pbuf *pbuf,
		    const ip_addr_t *from)
{
	const u16_t ip_len = ip_current_header_tot_len();
	struct unreachable_header header;
	uint8_t quote[MAX_QUOTE];
	uint16_t sum;
	size_t len;
	int rc;

	if (pbuf->tot_len < ip_len + sizeof(header))
		return 0;
	pbuf_copy_partial(pbuf, &header, sizeof(header), ip_len);
	if (header.type != ICMP_DUR)
		return 0;
	rc = code_error(header.code);
	if (rc == 0 || pbuf_remove_header(pbuf, ip_len) != 0)
		return 0;
	sum = inet_chksum_pbuf(pbuf);
	len = pbuf_copy_partial(pbuf, quote, sizeof(quote), sizeof(header));
	pbuf_add_header_force(pbuf, ip_len);
	if (sum == 0)
		take_quote(quote, len, rc);
	return 0;
}

void glue_unreachable_init(void)
{
	struct raw_pcb *pcb = raw_new(IP_PROTO_ICMP);

	/* Without a socket, errors are noticed later, by a timeout. */
	if (pcb)
		raw_recv(pcb, icmp_rx, NULL);
}
