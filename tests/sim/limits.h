/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIM_LIMITS_H
#define SIM_LIMITS_H

#include "scenario.h"

/* The time limits that the manual page promises (docs/multiboot.md), in
 * microseconds. */
#define ROUND_US (30 * US_PER_SEC)
#define ROUND_BLOCKED_US (60 * US_PER_SEC)
#define LINK_IN_TURN_US (5 * US_PER_SEC)
#define DHCP_US (15 * US_PER_SEC)
#define PROXY_US (2 * US_PER_SEC)
#define REQUEST_SHORT_US (4 * US_PER_SEC)
#define REQUEST_MIN_US US_PER_SEC
#define REQUEST_US (10 * US_PER_SEC)
#define PAUSE_US (30 * US_PER_SEC)

/* Iterates over all cards of the scenario. */
#define for_each_nic(nic) \
	for (nic = scenario.nics; nic < scenario.nics + scenario.nic_count; \
	     nic++)

/* Returns a number of ticks in microseconds. */
uint64_t ticks_to_us(unsigned long ticks);
/* Returns how long a round of this run may take, by its options. */
uint64_t round_us(void);
/* Returns how long a link may stay down in this run. */
uint64_t link_us(void);
/* Returns how long a card with link may stay without an offer in this run. */
uint64_t dhcp_us(void);
/* Returns how long this run may wait for preferred cards. */
uint64_t settle_us(void);
/* Returns how much a limit may be exceeded: the time of some sweeps, in which the
 * clock is read several times, and of asking the terminal for its cursor. */
uint64_t slack_us(unsigned int sweeps);

#endif /* SIM_LIMITS_H */
