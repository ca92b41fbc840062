/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The time of an NTP server, asked for in the simple way of RFC 4330: one packet
 * each way, and the time is the one at which the server has sent its answer.
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
/* Version 4, from a client; the mode that a server answers in. */
#define CLIENT 0x23
#define SERVER 4
#define MODE 7
/* The stratum of a server that knows no time is 0 or above this. */
#define STRATUM_MAX 15
/* Seconds from 1900, where NTP's time begins, to 1970. */
#define EPOCH 2208988800U
#define REQUESTS 4

/* A packet (RFC 4330 section 4). */
struct ntp_packet {
	uint8_t flags;
	uint8_t stratum;
	uint8_t unused[22];
	/* The sender's time in the packet that this one answers. */
	uint32_t origin[2];
	uint32_t received[2];
	/* The sender's time: seconds, and parts of one. */
	uint32_t sent[2];
} __attribute__((packed));

_Static_assert(sizeof(struct ntp_packet) == 48, "NTP packet");

struct ntp {
	struct in_addr server;
	struct ntp_packet request;
	/* -EINPROGRESS, or 0 once the time has come. */
	int rc;
};

/* Takes an answer, which has to hold the number that the request has in place of
 * a time: others cannot know it. */
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
