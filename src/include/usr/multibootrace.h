/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _USR_MULTIBOOTRACE_H
#define _USR_MULTIBOOTRACE_H

/** @file
 *
 * The race: one contender a network device
 *
 */

FILE_LICENCE ( GPL2_OR_LATER );

#include <stdint.h>
#include <stddef.h>
#include <string.h>
#include <ipxe/list.h>
#include <ipxe/timer.h>
#include <ipxe/netdevice.h>
#include <usr/multibootmgmt.h>
#include <usr/multibootdhcp.h>

/** Default limits, in ticks */
#define MULTIBOOT_LINK_TIMEOUT_IN_TURN ( 5 * TICKS_PER_SEC )
#define MULTIBOOT_DHCP_TIMEOUT ( 15 * TICKS_PER_SEC )
#define MULTIBOOT_TIMEOUT ( 30 * TICKS_PER_SEC )

/** How long an offer without a file waits for a proxyDHCP offer */
#define MULTIBOOT_PROXY_WINDOW ( 2 * TICKS_PER_SEC )
/** How long an offer may take to be acknowledged: three requests if another
 * one could be taken instead, else four */
#define MULTIBOOT_REQUEST_SHORT ( 4 * TICKS_PER_SEC )
#define MULTIBOOT_REQUEST_TIMEOUT ( 10 * TICKS_PER_SEC )
/** How long a port counts as blocked after a frame that says so: LACP sends
 * every 30 s at the slowest (IEEE 802.1AX 6.4.4) */
#define MULTIBOOT_BLOCKED_TIME ( 35 * TICKS_PER_SEC )
/** How long after link-up a port of a plain STP bridge may be blocked (IEEE
 * 802.1D: max age and twice the forward delay). Its frames do not say. */
#define MULTIBOOT_STP_TIME ( 50 * TICKS_PER_SEC )
/** Longest time between two requests, and that while the port is blocked */
#define MULTIBOOT_PACE_MAX ( 8 * TICKS_PER_SEC )
#define MULTIBOOT_PACE_BLOCKED ( 4 * TICKS_PER_SEC )
/** A second Ctrl-C within this time ends the command */
#define MULTIBOOT_CANCEL_TIME TICKS_PER_SEC
/** Keys are looked at this often */
#define MULTIBOOT_KEY_TIME ( TICKS_PER_SEC / 20 )

/** Offers that are kept for a contender */
#define MULTIBOOT_MAX_OFFERS 4
/** Requests without success after which a contender is out */
#define MULTIBOOT_MAX_NAKS 3
/** Frames taken from a device before the next one gets its turn */
#define MULTIBOOT_MAX_FRAMES 32

/** Things to tell once: the link was lost, the port is blocked, it forwards */
#define MULTIBOOT_TOLD_LOST 0x01
#define MULTIBOOT_TOLD_BLOCKED 0x02
#define MULTIBOOT_TOLD_FORWARDING 0x04

/** Length of a reason, with its NUL */
#define MULTIBOOT_REASON_LEN 56

/** The life of a contender */
enum multiboot_state {
	/** Waits to be opened */
	MULTIBOOT_CLOSED = 0,
	/** Open, waits for its link */
	MULTIBOOT_LINK,
	/** Sends DHCPDISCOVER, has no offer */
	MULTIBOOT_DISCOVER,
	/** Has an offer */
	MULTIBOOT_OFFERED,
	/** Sends DHCPREQUEST: there is one such contender at a time */
	MULTIBOOT_REQUEST,
	/** Has a lease */
	MULTIBOOT_BOUND,
	/** Its file runs, or has run */
	MULTIBOOT_BOOTED,
	/** Is out, for the reason given */
	MULTIBOOT_FAILED,
	/** Was never in */
	MULTIBOOT_EXCLUDED,
};

/** A network device in the race */
struct multiboot_contender {
	/** Network device */
	struct net_device *netdev;
	/** State */
	enum multiboot_state state;
	/** Transaction identifier, network order */
	uint32_t xid;
	/** Opening it failed for want of memory, and it waits */
	int starved;
	/** When it was opened last, and what was told about it since */
	unsigned long opened_at;
	unsigned int told;
	/** When it was first opened, and when it was done with, if it is */
	unsigned long started;
	unsigned long ended;
	int done;
	/** When it began to wait for its link, or the link came up */
	unsigned long since;
	/** When the next request is due, and how many went out */
	unsigned long next;
	unsigned int sent;
	/** When the first DHCPREQUEST for the current offer went out */
	unsigned long requested;
	/** When the first offer without a file came */
	unsigned long offered;
	/** The switch blocks the port, for all we know until then */
	int blocked;
	unsigned long blocked_until;
	/** Order of opening: netX is the highest */
	unsigned int opened;
	/** It had a link, an offer, an offer with something to boot */
	int had_link;
	int had_offer;
	int had_boot;
	/** What the last request failed with when it was sent, or 0 */
	int tx_rc;
	/** Requests that were refused, or not answered */
	unsigned int naks;
	/** Offers, as they came; bootable ones are looked for in that order */
	struct list_head offers;
	/** Offer of a proxyDHCP server */
	struct multiboot_reply *proxy;
	/** Offer that is requested, and the lease it became */
	struct multiboot_reply *offer;
	struct multiboot_reply *lease;
	/** What DHCP said last, for the table: outlives the offers */
	struct in_addr address;
	struct in_addr server;
	char name[MULTIBOOT_NAME_LEN];
	/** Why it is out, or what became of it */
	char reason[MULTIBOOT_REASON_LEN];
};

/** A run of the command */
struct multiboot_race {
	/** What to do */
	struct multiboot_options *options;
	/** Limits in force, in ticks */
	unsigned long link_timeout;
	unsigned long dhcp_timeout;
	unsigned long timeout;
	/** Time that does not count (downloads) */
	unsigned long paused;
	/** When the command, and the round, began */
	unsigned long started;
	unsigned long round_started;
	/** When the first bootable offer of this choice came, if one has */
	unsigned long settling_since;
	int settling;
	/** There is something to open: at first, and when one was closed */
	int may_open;
	/** Another round follows: blocked ports stay open for it */
	int more_rounds;
	/** Devices opened so far */
	unsigned int opened;
	/** When keys were looked at, when Ctrl-C came last, if it did */
	unsigned long keys_at;
	unsigned long cancel_at;
	int cancel_seen;
	/** Give up what is going on; all of this round was given up; give up
	 * everything */
	int skip;
	int given_up;
	int cancelled;
	/** The terminal can update lines in place: yes, no (negative), or not
	 * known; the row of the first line, or 0 if there are none; when they
	 * were drawn */
	int live;
	unsigned int live_top;
	unsigned long live_at;
	/** Contenders, most preferred first */
	unsigned int count;
	struct multiboot_contender *contenders;
};

/**
 * Iterate over all contenders, most preferred first
 *
 * @v contender		Contender
 * @v race		Race
 */
#define for_each_contender( contender, race )				\
	for ( (contender) = (race)->contenders ;			\
	      (contender) < ( (race)->contenders + (race)->count ) ;	\
	      (contender)++ )

/**
 * Get the time that counts
 *
 * @v race		Race
 * @ret now		Ticks, without those spent on downloads
 */
static inline unsigned long multiboot_now ( struct multiboot_race *race ) {
	return ( currticks() - race->paused );
}

/**
 * Check that a point in time has come
 *
 * @v now		Now
 * @v when		Point in time
 * @ret come		It has
 */
static inline int multiboot_due ( unsigned long now, unsigned long when ) {
	return ( ( ( long ) ( now - when ) ) >= 0 );
}

/**
 * Check whether what a contender boots is to be had from a server of its own
 *
 * @v contender		Contender
 * @ret named		Its boot file is a URI, or it is a root path: that names
 *			the server
 */
static inline int
multiboot_names_server ( struct multiboot_contender *contender ) {
	return ( strchr ( contender->name, ':' ) != NULL );
}

/**
 * Check that a contender can still win
 *
 * @v contender		Contender
 * @ret alive		It is in the race
 */
static inline int multiboot_alive ( struct multiboot_contender *contender ) {
	return ( contender->state < MULTIBOOT_BOOTED );
}

/* multibootcontender.c */
extern int multiboot_is_blocked ( struct multiboot_race *race,
				  struct multiboot_contender *contender );
extern void multiboot_drop_offer ( struct multiboot_contender *contender );
extern void multiboot_drop_offers ( struct multiboot_contender *contender );
extern void multiboot_close ( struct multiboot_race *race,
			      struct multiboot_contender *contender );
extern void multiboot_fail ( struct multiboot_race *race,
			     struct multiboot_contender *contender,
			     const char *reason );
extern void multiboot_tell ( struct multiboot_race *race,
			     struct multiboot_contender *contender,
			     unsigned int what, const char *text );
extern struct multiboot_reply *
multiboot_best_offer ( struct multiboot_contender *contender );
extern int multiboot_pending ( struct multiboot_race *race,
			       struct multiboot_contender *contender );
extern void multiboot_open ( struct multiboot_race *race,
			     struct multiboot_contender *contender );
extern void multiboot_discover ( struct multiboot_race *race,
				 struct multiboot_contender *contender );
extern void multiboot_send ( struct multiboot_race *race,
			     struct multiboot_contender *contender );
extern void multiboot_expire ( struct multiboot_race *race,
			       struct multiboot_contender *contender );
extern void multiboot_poll ( struct multiboot_race *race,
			     struct multiboot_contender *contender );

/* multibootoffer.c */
extern void multiboot_rx ( struct multiboot_race *race,
			   struct multiboot_contender *contender,
			   struct io_buffer *iobuf );

/* multibootrace.c */
extern unsigned int multiboot_num_open ( struct multiboot_race *race );
extern void multiboot_note_cancel ( struct multiboot_race *race );
extern struct multiboot_contender *
multiboot_run ( struct multiboot_race *race );
extern void multiboot_pause ( struct multiboot_race *race,
			      unsigned long ticks );

/* multibootboot.c */
extern int multiboot_boot ( struct multiboot_race *race,
			    struct multiboot_contender *winner );

/* multibootlive.c */
extern void multiboot_live_poll ( struct multiboot_race *race );
extern void multiboot_live_end ( struct multiboot_race *race );
extern int multiboot_live ( struct multiboot_race *race );

/* multibootreport.c */
extern void multiboot_say ( struct multiboot_race *race,
			    struct multiboot_contender *contender,
			    const char *text );
extern void multiboot_say_offer ( struct multiboot_race *race,
				  struct multiboot_contender *contender,
				  struct multiboot_reply *reply );
extern void multiboot_table ( struct multiboot_race *race );
extern void multiboot_results_clear ( void );
extern void multiboot_results ( struct multiboot_race *race,
				struct multiboot_contender *winner );

#endif /* _USR_MULTIBOOTRACE_H */
