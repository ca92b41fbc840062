/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIM_LIMITS_H
#define SIM_LIMITS_H

#include "scenario.h"

/* What the manual page says (docs/multiboot.md), in microseconds. */
#define ROUND_US (30 * US_PER_SEC)
#define ROUND_BLOCKED_US (60 * US_PER_SEC)
#define LINK_IN_TURN_US (5 * US_PER_SEC)
#define DHCP_US (15 * US_PER_SEC)
#define PROXY_US (2 * US_PER_SEC)
#define REQUEST_SHORT_US (4 * US_PER_SEC)
#define REQUEST_MIN_US US_PER_SEC
#define REQUEST_US (10 * US_PER_SEC)
#define PAUSE_US (30 * US_PER_SEC)

#define for_each_nic(nic) \
	for (nic = scenario.nics; nic < scenario.nics + scenario.nic_count; \
	     nic++)

uint64_t ticks_to_us(unsigned long ticks);
/* The limits of this run, as its options have them. */
uint64_t round_us(void);
uint64_t link_us(void);
uint64_t dhcp_us(void);
uint64_t settle_us(void);
/* Some sweeps, each with its looks at the clock, and the time in which a
 * terminal is asked what it can do. */
uint64_t slack_us(unsigned int sweeps);

#endif /* SIM_LIMITS_H */
