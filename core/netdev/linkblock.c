/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Knows whether a switch blocks the port, as it does for a while after the link
 * has come up. Frames of the switch itself tell that:
 *
 *   RSTP and MSTP (IEEE 802.1D-2004 9.3.3) carry the port's state: blocked
 *   until the forwarding flag is set, for as long as the information is valid
 *   (three hello times, 17.21.23).
 *
 *   STP (802.1D-1998 9.3.1) does not: a port that has passed nothing else
 *   since the link came up is taken to listen and to learn first, two forward
 *   delays from the first BPDU on (8.4).
 *
 *   LACP (802.1AX-2014 6.4.2): an actor that does not collect and distribute
 *   drops our frames, until its information times out (6.4.4: 3 s or 90 s). It
 *   is answered, so that it does and goes on doing so.
 *
 * An ordinary frame is the proof that the port forwards.
 */

#include <string.h>
#include <byteswap.h>
#include <ipxe/if_ether.h>
#include <ipxe/timer.h>
#include "netdev.h"

/* The units of times in a BPDU, as a part of a second, and the longest times in
 * seconds that a bridge may be set to (802.1D-2004 17.14): longer ones are not
 * believed. */
#define BPDU_TIME_HZ 256
#define HELLO_MAX 10
#define FORWARD_DELAY_MAX 30

/* The header of logical link control (IEEE 802.2, 3.2). */
struct llc_header {
	uint8_t dsap;
	uint8_t ssap;
	uint8_t control;
} __attribute__((packed));

#define LLC_STP 0x42
#define LLC_UI 0x03

/* What BPDUs of STP and RSTP have in common (802.1D-2004 9.3.1 and 9.3.3). */
struct bpdu {
	uint16_t protocol;
	uint8_t version;
	uint8_t type;
	uint8_t flags;
	uint8_t root[8];
	uint32_t root_cost;
	uint8_t bridge[8];
	uint16_t port;
	uint16_t message_age;
	uint16_t max_age;
	uint16_t hello_time;
	uint16_t forward_delay;
} __attribute__((packed));
_Static_assert(sizeof(struct bpdu) == 35, "802.1D-2004 9.3.1");

#define BPDU_TYPE_CONFIG 0x00
#define BPDU_TYPE_RST 0x02
#define BPDU_FORWARDING 0x20

#define ETH_P_SLOW 0x8809

/* A LACPDU up to the state of the actor (802.1AX-2014 6.4.2.3). */
struct lacpdu {
	uint8_t subtype;
	uint8_t version;
	uint8_t actor_tag;
	uint8_t actor_len;
	uint16_t system_priority;
	uint8_t system[ETH_ALEN];
	uint16_t key;
	uint16_t port_priority;
	uint16_t port;
	uint8_t state;
} __attribute__((packed));
_Static_assert(sizeof(struct lacpdu) == 19, "802.1AX-2014 6.4.2.3");

#define SLOW_LACP 1
#define LACP_TAG_ACTOR 1
#define LACP_ACTOR_LEN 20
#define LACP_SHORT_TIMEOUT 0x02
/* The bits of the state that say that the actor collects and distributes. */
#define LACP_PASSING 0x30
#define LACP_SHORT_SECONDS 3
#define LACP_LONG_SECONDS 90

/* The shortest time between two answers, in ticks: a switch sends once a second at the
 * fastest, and three times in a second when something has changed (6.4.16). */
#define ANSWER_PACE (TICKS_PER_SEC / 8)

/* The first bytes of the addresses 01:80:c2:00:00:0x, whose frames bridges do not
 * pass on (802.1D-2004 7.12.6). */
static const uint8_t link_local[] = { 0x01, 0x80, 0xc2, 0x00, 0x00 };

/* The last byte of the address of the slow protocols, LACP among them (802.3 annex
 * 57A.3). */
#define LINK_LOCAL_SLOW 0x02

/* Notes that the port is blocked for so many ticks. */
static void block(struct net_device *netdev, unsigned long ticks)
{
	netdev->link_blocked = currticks() + ticks;
	/* 0 would mean that the port is not blocked. */
	if (!netdev->link_blocked)
		netdev->link_blocked = 1;
}

int netdev_link_blocked(struct net_device *netdev)
{
	long left = netdev->link_blocked - currticks();

	if (netdev->link_blocked && left <= 0)
		netdev->link_blocked = 0;
	return netdev->link_blocked != 0;
}

/* Returns a time of a BPDU in ticks, at most max seconds. */
static unsigned long bpdu_ticks(uint16_t time, unsigned int max)
{
	unsigned long ticks = (unsigned long)ntohs(time) * TICKS_PER_SEC /
			      BPDU_TIME_HZ;

	return ticks < max * TICKS_PER_SEC ? ticks : max * TICKS_PER_SEC;
}

/* Reads the state of the port from a BPDU. */
static void stp_rx(struct net_device *netdev, const struct bpdu *bpdu)
{
	if (bpdu->protocol)
		return;
	if (bpdu->type == BPDU_TYPE_RST) {
		if (bpdu->flags & BPDU_FORWARDING)
			netdev->link_blocked = 0;
		else
			block(netdev, 3 * bpdu_ticks(bpdu->hello_time,
						     HELLO_MAX));
	} else if (bpdu->type == BPDU_TYPE_CONFIG &&
		   !(netdev->state & NETDEV_RX_SEEN)) {
		netdev->state |= NETDEV_RX_SEEN;
		block(netdev, 2 * bpdu_ticks(bpdu->forward_delay,
					     FORWARD_DELAY_MAX));
	}
}

/* Reads the state of the port from a LACPDU. */
static void lacp_rx(struct net_device *netdev, const struct lacpdu *lacpdu)
{
	if (lacpdu->subtype != SLOW_LACP ||
	    lacpdu->actor_tag != LACP_TAG_ACTOR ||
	    lacpdu->actor_len != LACP_ACTOR_LEN)
		return;
	if ((lacpdu->state & LACP_PASSING) == LACP_PASSING)
		netdev->link_blocked = 0;
	else if (lacpdu->state & LACP_SHORT_TIMEOUT)
		block(netdev, LACP_SHORT_SECONDS * TICKS_PER_SEC);
	else
		block(netdev, LACP_LONG_SECONDS * TICKS_PER_SEC);
}

/* Answers a frame of the slow protocols, but no more than a few each second, however
 * many come. */
static void answer(struct net_device *netdev, const void *frame, size_t len)
{
	unsigned long now = currticks();

	if (now - netdev->link_answered < ANSWER_PACE)
		return;
	netdev->link_answered = now;
	net_slow_rx(netdev, frame, len);
}

void link_block_rx(struct net_device *netdev, const void *frame, size_t len)
{
	const struct ethhdr *eth = frame;
	const struct llc_header *llc = (const void *)(eth + 1);
	uint16_t type;

	if (len < sizeof(*eth))
		return;
	len -= sizeof(*eth);
	type = ntohs(eth->h_protocol);
	if (memcmp(eth->h_dest, link_local, sizeof(link_local)) != 0) {
		netdev->link_blocked = 0;
		netdev->state |= NETDEV_RX_SEEN;
	} else if (type == ETH_P_SLOW) {
		if (eth->h_dest[ETH_ALEN - 1] != LINK_LOCAL_SLOW)
			return;
		if (len >= sizeof(struct lacpdu))
			lacp_rx(netdev, (const void *)(eth + 1));
		answer(netdev, frame, len + sizeof(*eth));
	} else if (type <= ETH_DATA_LEN &&
		   len >= sizeof(*llc) + sizeof(struct bpdu) &&
		   llc->dsap == LLC_STP && llc->ssap == LLC_STP &&
		   llc->control == LLC_UI) {
		stp_rx(netdev, (const void *)(llc + 1));
	}
}
