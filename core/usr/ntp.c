/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Asks an NTP server for the time in the simple way of RFC 4330: one packet is
 * sent in each direction, and the time at which the server has sent its answer
 * is taken as the present time.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <byteswap.h>
#include <core/net.h>
#include <core/ntp.h>
#include <core/ping.h>
#include <ipxe/settings.h>
#include <ipxe/timer.h>

#define NTP_PORT 123
/* First byte of a request, which stands for version 4 and a client. */
#define CLIENT 0x23
/* Mode of a server's answer. */
#define SERVER 4
#define MODE 7
/* Highest stratum of a server that knows the time. A server that does not know
 * it has 0 or a higher one. */
#define STRATUM_MAX 15
/* Number of seconds from 1900, where the time of NTP begins, to 1970. */
#define EPOCH 2208988800U
/* Number of requests that are sent before the server is given up. */
#define REQUESTS 4

/* A packet in either direction (RFC 4330 section 4). */
struct ntp_packet {
	/* Leap indicator, version and mode. */
	uint8_t flags;
	/* Distance of the server from a reference clock. */
	uint8_t stratum;
	/* Fields that are not used here. */
	uint8_t unused[22];
	/* In an answer, a copy of the field "sent" of the request. */
	uint32_t origin[2];
	/* Time at which the server has received the request. */
	uint32_t received[2];
	/* Time at which the sender has sent the packet, in seconds and
	 * fractions. */
	uint32_t sent[2];
} __attribute__((packed));

_Static_assert(sizeof(struct ntp_packet) == 48, "NTP packet");

/* A query while it runs. */
struct ntp {
	/* Address of the server. */
	struct in_addr server;
	/* The request, which the answer has to match. */
	struct ntp_packet request;
	/* -EINPROGRESS until the time is known, then 0. */
	int rc;
};

/* Handles an answer. It has to contain the random number that the request has
 * in place of a time, which nobody but the server can know. */
static void rx(void *ctx, struct in_addr from, unsigned int port,
	       const void *data, size_t len)
{
	const struct ntp_packet *answer = data;
	struct ntp *ntp = ctx;

	if (len < sizeof(*answer) || from.s_addr != ntp->server.s_addr ||
	    port != NTP_PORT || (answer->flags & MODE) != SERVER ||
	    !answer->stratum || answer->stratum > STRATUM_MAX ||
	    memcmp(answer->origin, ntp->request.sent,
		   sizeof(answer->origin)) != 0)
		return;
	settings_set_time(be32_to_cpu(answer->sent[0]) - EPOCH);
	ntp->rc = 0;
}

int ntp_ask(const char *host)
{
	struct ntp ntp = { .request = { .flags = CLIENT } };
	unsigned int left = REQUESTS;
	struct net_udp *udp;
	int rc = find_host(host, &ntp.server);

	if (rc != 0)
		return rc;
	rc = net_udp_open(&udp, NULL, 0, rx, &ntp);
	if (rc != 0)
		return rc;
	ntp.rc = -EINPROGRESS;
	ntp.request.sent[0] = random();
	ntp.request.sent[1] = random();
	do {
		rc = net_udp_send(udp, ntp.server, NTP_PORT, &ntp.request,
				  sizeof(ntp.request));
		if (rc == 0)
			rc = net_wait(TICKS_PER_SEC, &ntp.rc);
	} while (rc == -ETIMEDOUT && --left);
	net_udp_close(udp);
	if (rc != 0)
		printf("ntp: no time from %s: %s\n", host, strerror(rc));
	return rc;
}
