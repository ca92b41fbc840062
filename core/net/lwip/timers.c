/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Runs lwIP's timers. Its own scheme allocates memory for each time that a timer has
 * to run, and a timer that gets none never runs again. This one allocates
 * nothing.
 */

#include <lwip/dns.h>
#include <lwip/etharp.h>
#include <lwip/ip4_frag.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/sys.h>
#include "glue.h"

unsigned int glue_inside;

/* What has to run regularly while a device is open. */
static struct timer {
	/* Time between two runs, in ms. */
	u32_t interval;
	/* The function of lwIP's that has to be called. */
	void (*expire)(void);
	/* Time of the last run, in ms. */
	u32_t last;
} timers[] = {
	{ TCP_TMR_INTERVAL, tcp_tmr, 0 },
	{ IP_TMR_INTERVAL, ip_reass_tmr, 0 },
	{ ARP_TMR_INTERVAL, etharp_tmr, 0 },
	{ DNS_TMR_INTERVAL, dns_tmr, 0 },
};

void glue_timers(void)
{
	u32_t now = sys_now();
	unsigned int i;

	glue_inside++;
	for (i = 0; i < LWIP_ARRAYSIZE(timers); i++) {
		if (now - timers[i].last < timers[i].interval)
			continue;
		timers[i].last = now;
		timers[i].expire();
	}
	glue_inside--;
}

void glue_deliver(void)
{
	glue_tcp_deliver();
	glue_udp_deliver();
	glue_dns_deliver();
}
