/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The command ping, which sends an echo request each second and prints the
 * replies. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include <core/net.h>
#include <ipxe/process.h>
#include <ipxe/timer.h>
#include <core/ping.h>

#define DEFAULT_SIZE 56
#define MAX_SIZE 65000
#define DEFAULT_PAUSE TICKS_PER_SEC

/* A run of ping. */
struct pinger {
	/* The socket of the network stack. */
	struct net_ping *ping;
	/* Address of the host. */
	struct in_addr to;
	/* Sequence number of the latest request. */
	unsigned int seq;
	/* Tick at which the latest request was sent. */
	unsigned long sent;
	/* Non-zero if the latest request was answered. */
	int answered;
	/* Non-zero if replies are not printed. */
	int silent;
};

static void rx(void *ctx, struct in_addr from, unsigned int seq, size_t len)
{
	struct pinger *pinger = ctx;
	unsigned long ticks = currticks() - pinger->sent;

	if (seq != (pinger->seq & 0xffff) || pinger->answered)
		return;
	pinger->answered = 1;
	if (!pinger->silent)
		printf("%s answers request %d: %ld bytes in %ld ms\n",
		       inet_ntoa(from), pinger->seq, (unsigned long)len,
		       ticks * 1000 / TICKS_PER_SEC);
}

int net_wait(unsigned long ticks, const int *done)
{
	unsigned long start = currticks();
	unsigned long last_look = start;

	while (currticks() - start < ticks) {
		if (done && *done != -EINPROGRESS)
			return 0;
		step();
		if (currticks() == last_look)
			continue;
		last_look = currticks();
		if (iskey() && getchar() == CTRL_C)
			return -ECANCELED;
	}
	return -ETIMEDOUT;
}

/* A query for the address of a host. */
struct lookup {
	/* The address, once the query has succeeded. */
	struct in_addr addr;
	/* -EINPROGRESS while the query runs, then its result. */
	int rc;
};

static void resolved(void *ctx, int rc, struct in_addr addr)
{
	struct lookup *lookup = ctx;

	lookup->rc = rc;
	lookup->addr = addr;
}

int find_host(const char *host, struct in_addr *addr)
{
	struct lookup lookup;
	int rc = 0;

	if (inet_aton(host, addr))
		return 0;
	lookup.rc = -EINPROGRESS;
	lookup.rc = net_resolve(host, &lookup.addr, resolved, &lookup);
	if (lookup.rc == -EINPROGRESS)
		rc = net_wait(15 * TICKS_PER_SEC, &lookup.rc);
	net_resolve_cancel();
	if (rc == 0)
		rc = lookup.rc;
	*addr = lookup.addr;
	if (rc != 0)
		printf("No address for %s: %s\n", host, strerror(rc));
	return rc;
}

/* Sends a request and waits for the time until the next one is due. Returns 0,
 * -ETIMEDOUT if no answer has come, or another negative error. */
static int ping_once(struct pinger *pinger, size_t size, unsigned long pause)
{
	int rc;

	pinger->seq++;
	pinger->answered = 0;
	pinger->sent = currticks();
	rc = net_ping_send(pinger->ping, pinger->to, pinger->seq, size);
	if (rc != 0) {
		printf("%s: %s\n", inet_ntoa(pinger->to), strerror(rc));
		return rc;
	}
	rc = net_wait(pause, NULL);
	if (rc == -ECANCELED)
		return rc;
	if (!pinger->answered && !pinger->silent)
		printf("%s does not answer request %d\n",
		       inet_ntoa(pinger->to), pinger->seq);
	return pinger->answered ? 0 : -ETIMEDOUT;
}

int ping(const char *host, const struct ping_plan *plan)
{
	struct pinger pinger = { .silent = plan->silent };
	size_t size = plan->payload ? plan->payload : DEFAULT_SIZE;
	unsigned long pause = plan->pause ? plan->pause : DEFAULT_PAUSE;
	unsigned int left = plan->requests;
	int rc;

	if (size > MAX_SIZE) {
		printf("ping: the size can be %d at most\n", MAX_SIZE);
		return -EMSGSIZE;
	}
	rc = find_host(host, &pinger.to);
	if (rc != 0)
		return rc;
	rc = net_ping_open(&pinger.ping, rx, &pinger);
	if (rc != 0)
		return rc;
	do {
		rc = ping_once(&pinger, size, pause);
	} while ((rc == 0 || rc == -ETIMEDOUT) &&
		 (!plan->requests || --left));
	net_ping_close(pinger.ping);
	return rc;
}
