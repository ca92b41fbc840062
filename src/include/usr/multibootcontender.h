/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _USR_MULTIBOOTCONTENDER_H
#define _USR_MULTIBOOTCONTENDER_H

/** @file
 *
 * A contender: one network device on its way through the race
 *
 */

FILE_LICENCE ( GPL2_OR_LATER );

#include <stdint.h>
#include <string.h>
#include <ipxe/in.h>
#include <ipxe/list.h>
#include <ipxe/timer.h>
#include <usr/multibootcompat.h>
#include <usr/multibootdhcp.h>
#include <usr/multibootsyslog.h>

struct io_buffer;
struct net_device;
struct multiboot_race;

/** How long an offer with nothing to boot waits for a proxyDHCP offer */
#define MULTIBOOT_PROXY_WINDOW ( 2 * TICKS_PER_SEC )
/** How long a request may go unanswered; that is time to send it four times */
#define MULTIBOOT_REQUEST_TIMEOUT ( 10 * TICKS_PER_SEC )
/** How long a request may go unanswered while another contender has an offer
 * that could be requested instead; that is time to send it three times */
#define MULTIBOOT_REQUEST_SHORT ( 4 * TICKS_PER_SEC )
/** How long a request may go unanswered at the least, however many others have an
 * offer; that is time to send it twice */
#define MULTIBOOT_REQUEST_MIN TICKS_PER_SEC
/** How long a port counts as blocked after a frame that says so: LACP sends
 * every 30 s at the slowest (IEEE 802.1AX 6.4.4) */
#define MULTIBOOT_BLOCKED_TIME ( 35 * TICKS_PER_SEC )
/** How long a port may be blocked by a bridge with plain STP, counted from the
 * start of the exchange. Its frames do not say whether it is (IEEE 802.1D: max
 * age and twice the forward delay) */
#define MULTIBOOT_STP_TIME ( 50 * TICKS_PER_SEC )
/** Longest time between two DHCPDISCOVERs or DHCPREQUESTs */
#define MULTIBOOT_PACE_MAX ( 8 * TICKS_PER_SEC )
/** Longest time between two DHCPDISCOVERs or DHCPREQUESTs while the port is
 * blocked, so that a port which begins to forward is used soon */
#define MULTIBOOT_PACE_BLOCKED TICKS_PER_SEC
/** Shortest time between two answers to the switch: it sends once a second at
 * the fastest, and three times in a second when something has changed */
#define MULTIBOOT_ANSWER_PACE ( TICKS_PER_SEC / 8 )
/** How long a link may stay down if devices are opened in turn, or if another
 * device cannot be opened because this one holds the memory */
#define MULTIBOOT_LINK_SHORT ( 5 * TICKS_PER_SEC )

/** Most offers that are kept for a contender */
#define MULTIBOOT_MAX_OFFERS 4
/** Number of requests without success that takes a contender out: each offer that is
 * kept has had its turn by then */
#define MULTIBOOT_MAX_FAILURES MULTIBOOT_MAX_OFFERS
/** Number of requests without success, the last one refused, that takes a contender
 * out: where many machines start at once, a server may offer one address to several
 * of them */
#define MULTIBOOT_MAX_REFUSALS 6
/** Half of the longest pause after the first refusal, which each further one
 * doubles */
#define MULTIBOOT_REFUSAL_PAUSE ( TICKS_PER_SEC / 16 )
/** Most frames taken from a device before the next one gets its turn */
#define MULTIBOOT_MAX_FRAMES 32

/** Highest identifier of a VLAN (IEEE 802.1Q 9.6): 4095 is reserved */
#define MULTIBOOT_VLAN_MAX 4094
/** Added to the identifier of a VLAN that a DHCP server has named */
#define MULTIBOOT_VLAN_NAMED 0x8000
/** Most VLANs that a record notes because they do not take part */
#define MULTIBOOT_VLANS_NOTED 4
/** Length of a contender's name, with its NUL: that of a device, a hyphen and the
 * identifier of a VLAN */
#define MULTIBOOT_DEVICE_LEN 20

/** The user has been told that the link was lost */
#define MULTIBOOT_TOLD_LOST 0x01
/** The user has been told that the port is blocked */
#define MULTIBOOT_TOLD_BLOCKED 0x02
/** The switch has said that the port forwards, and requests were sent anew */
#define MULTIBOOT_TOLD_FORWARDING 0x04
/** The user has been told that an offer was refused */
#define MULTIBOOT_TOLD_REFUSED 0x08

/** Length of a reason, with its NUL
 *
 * The longest text of an error, with the address of its page, has 64 characters
 * with its NUL. A few words of ours about what has failed precede it. */
#define MULTIBOOT_REASON_LEN 80

/**
 * The states of a contender
 *
 * multiboot_states[] says what each state means to the race. Contenders in a
 * state before MULTIBOOT_BOOTED can still win.
 */
enum multiboot_state {
	/** The device waits to be opened */
	MULTIBOOT_CLOSED = 0,
	/** The device is open and waits for its link */
	MULTIBOOT_LINK,
	/** The contender sends DHCPDISCOVER and has no offer */
	MULTIBOOT_DISCOVER,
	/** The contender has an offer */
	MULTIBOOT_OFFERED,
	/** The contender sends DHCPREQUEST, as at most one does at a time */
	MULTIBOOT_REQUEST,
	/** The contender has a lease */
	MULTIBOOT_BOUND,
	/** The contender's file has run, or it is the winner of a probe */
	MULTIBOOT_BOOTED,
	/** The contender is out, for the reason in its record */
	MULTIBOOT_FAILED,
	/** The contender never takes part, for the reason in its record */
	MULTIBOOT_EXCLUDED,
	/** Number of states */
	MULTIBOOT_NUM_STATES
};

/** What is known about a contender's device, and the switch port it is on */
struct multiboot_port {
	/** When the device was last opened */
	unsigned long opened_at;
	/** Rank in the order of opening, or 0 if it was never opened: the open
	 * device with the highest one is "netX" */
	unsigned int open_rank;
	/** There was not enough memory to open the device, which is tried again
	 * when another device has been closed */
	int starved;
	/** The switch has said that it blocks the port */
	int blocked;
	/** When what the switch has said about blocking is out of date */
	unsigned long blocked_until;
	/** When the switch was last answered */
	unsigned long answered_at;
	/** The device stays open and frozen while another one boots */
	int guarded;
	/** The device stays open although the contender is out, as a message may
	 * have to be sent from it */
	int held;
	/** MULTIBOOT_TOLD_...: events since the device was opened, none of which
	 * is told or acted on a second time */
	unsigned int told;
};

/** A DHCP exchange: what a contender asks for, and at what pace */
struct multiboot_exchange {
	/** Transaction identifier, in network order */
	uint32_t xid;
	/** When the exchange began. It begins anew when the device is opened,
	 * when its link comes or goes, and when an offer has to be asked for
	 * again. "secs" and the time limit for an offer count from here */
	unsigned long began_at;
	/** When the next DHCPDISCOVER or DHCPREQUEST is due */
	unsigned long next_at;
	/** How many DHCPDISCOVERs or DHCPREQUESTs have been sent */
	unsigned int sent;
	/** Result of sending the last packet: 0, or a negative error */
	int tx_rc;
};

/** The replies that a contender has in hand */
struct multiboot_hand {
	/** Offers with an address, in the order in which they came. The first
	 * bootable one is requested first */
	struct list_head offers;
	/** When the first of these offers came, if there is one */
	unsigned long first_offer_at;
	/** Offer of a proxyDHCP server, or NULL */
	struct multiboot_reply *proxy;
	/** The offer that is being requested, or NULL */
	struct multiboot_reply *chosen;
	/** Acknowledgement of the chosen offer, or NULL */
	struct multiboot_reply *lease;
	/** How many requests were refused, or not answered */
	unsigned int failures;
};

/** What the user is told about a contender at the end, when its replies are
 * gone */
struct multiboot_record {
	/** When the device was first opened, if it ever was */
	unsigned long started_at;
	/** When the contender got a lease or was taken out, if "ended" is set */
	unsigned long ended_at;
	/** The contender has got a lease or was taken out, at least once */
	int ended;
	/** The device has had a link */
	int had_link;
	/** The round's time was over before the device was opened */
	int not_opened;
	/** The contender has had an offer with an address */
	int had_offer;
	/** An offer of this contender was requested */
	int tried;
	/** It was tried to boot the URI of "--url" from it */
	int fetched;
	/** How long that took, in ticks, if it was */
	unsigned long fetch_time;
	/** How many offers the command's options have refused */
	unsigned int refused;
	/** The option that refused an offer last, or NULL */
	const char *refused_by;
	/** The server of the offer that was refused last, or 0.0.0.0 */
	struct in_addr refused_server;
	/** Address that was last offered or leased, or 0.0.0.0 */
	struct in_addr address;
	/** DHCP server that gave the address or, once the winner boots, server
	 * of the boot file; or 0.0.0.0 */
	struct in_addr server;
	/** VLANs that were heard or, with MULTIBOOT_VLAN_NAMED, named by a
	 * server, and do not take part; 0 after the last one */
	uint16_t vlans[MULTIBOOT_VLANS_NOTED];
	/** Boot file or root path that was last offered, or "" */
	char name[MULTIBOOT_NAME_LEN];
	/** Why the contender is out, or what became of it, or "" */
	char reason[MULTIBOOT_REASON_LEN];
};

/** A network device in the race, or a VLAN on it */
struct multiboot_contender {
	/** Network device, which may have other contenders with other tags */
	struct net_device *netdev;
	/** VLAN whose frames count, or 0 for those without a tag */
	unsigned int tag;
	/** Device of the VLAN, while it is booted from, or NULL */
	struct net_device *vlan;
	/** That device was made for this boot */
	int vlan_made;
	/** Name of the device, and of the VLAN if there is one */
	char name[MULTIBOOT_DEVICE_LEN];
	/** State, which multiboot_enter() alone may set */
	enum multiboot_state state;
	/** When the contender entered this state */
	unsigned long since;
	/** What is known about its device and its switch port */
	struct multiboot_port port;
	/** Its DHCP exchange */
	struct multiboot_exchange exchange;
	/** The replies it has in hand */
	struct multiboot_hand hand;
	/** What is told about it at the end */
	struct multiboot_record record;
	/** Whom it is told to, if a lease has named somebody */
	struct multiboot_logger logger;
};

/** What a live line adds to the text of a state */
enum multiboot_detail {
	/** Nothing */
	MULTIBOOT_DETAIL_NONE = 0,
	/** The seconds since the state was entered */
	MULTIBOOT_DETAIL_TIME,
	/** The address that is requested */
	MULTIBOOT_DETAIL_ADDRESS,
	/** The server and what it offers to boot */
	MULTIBOOT_DETAIL_OFFER,
	/** The reason in the contender's record, in place of the state's text */
	MULTIBOOT_DETAIL_REASON,
};

/** What a state means to the race */
struct multiboot_state_desc {
	/**
	 * Go on with a contender in this state, once a sweep
	 *
	 * @v race		Race
	 * @v contender		Contender, whose frames have been taken in
	 *
	 * NULL if there is nothing to do: the device is not polled either.
	 */
	void ( * poll ) ( struct multiboot_race *race,
			  struct multiboot_contender *contender );
	/** The reason for a contender to be out if its time runs out in this
	 * state, unless multiboot_expire() has a more exact one; NULL if there
	 * is no time limit */
	const char *expiry;
	/** Text that the live line of a contender in this state shows */
	const char *live;
	/** States that may follow: bit N stands for state N */
	uint16_t next;
	/** What the live line adds to its text: MULTIBOOT_DETAIL_... */
	uint8_t detail;
};

/** The description of each state */
extern const struct multiboot_state_desc
multiboot_states[MULTIBOOT_NUM_STATES];

/**
 * Check that a contender can still win
 *
 * @v contender		Contender
 * @ret alive		It is in the race
 */
static inline int multiboot_alive ( struct multiboot_contender *contender ) {
	return ( contender->state < MULTIBOOT_BOOTED );
}

/**
 * Check that a contender takes part in the race with its device open
 *
 * @v contender		Contender
 * @ret racing		It is open, and can still win
 */
static inline int multiboot_racing ( struct multiboot_contender *contender ) {
	return ( multiboot_alive ( contender ) &&
		 ( contender->state != MULTIBOOT_CLOSED ) );
}

/**
 * Check whether what a contender boots names its server itself
 *
 * @v contender		Contender
 * @ret named		It is a URI or a root path, which may come from another
 *			server than the one that answered
 */
static inline int
multiboot_names_server ( struct multiboot_contender *contender ) {
	return ( strchr ( contender->record.name, ':' ) != NULL );
}

/* multibootstate.c: the state of a contender, and what it has in hand */

/**
 * Find the device that the winner is configured on and booted from
 *
 * @v winner		Winner
 * @ret netdev		Network device: that of its VLAN, if it has one
 */
static inline struct net_device *
multiboot_device ( struct multiboot_contender *winner ) {
	return ( winner->vlan ? winner->vlan : winner->netdev );
}

/** Enter a state */
extern void multiboot_enter ( struct multiboot_race *race,
			      struct multiboot_contender *contender,
			      enum multiboot_state state );
/** Tell something about a contender, each time it happens */
extern void multiboot_tell ( struct multiboot_race *race,
			     struct multiboot_contender *contender,
			     const char *text );
/** Tell something that may happen again and again, but only once each time the
 * contender's device is opened */
extern void multiboot_tell_once ( struct multiboot_race *race,
				  struct multiboot_contender *contender,
				  unsigned int what, const char *text );
/** Check whether the switch does not forward the contender's frames yet */
extern int multiboot_is_blocked ( struct multiboot_race *race,
				  struct multiboot_contender *contender );
/** Find the offer that a contender would request, if it has one */
extern struct multiboot_reply *
multiboot_best_offer ( struct multiboot_contender *contender );
/** Check whether a contender requests an offer that names nothing to boot */
extern int multiboot_is_bare ( struct multiboot_contender *contender );
/** Go back to waiting after such an offer was requested */
extern void multiboot_asked ( struct multiboot_race *race,
			      struct multiboot_contender *contender );
/** Drop the chosen offer and the lease for it */
extern void multiboot_drop_chosen ( struct multiboot_contender *contender );
/** Drop all replies in hand */
extern void multiboot_drop_all ( struct multiboot_contender *contender );
/** Begin to ask for an offer, or to ask again */
extern void multiboot_discover ( struct multiboot_race *race,
				 struct multiboot_contender *contender );
/** Close a contender's device without dropping its offers */
extern void multiboot_close ( struct multiboot_race *race,
			      struct multiboot_contender *contender );
/** Close the devices that stay open for a message, or one of them */
extern int multiboot_unhold ( struct multiboot_race *race,
			      struct net_device *netdev );
/** Take a contender out of the race */
extern void multiboot_fail ( struct multiboot_race *race,
			     struct multiboot_contender *contender,
			     const char *reason );
/** Take a contender out of the race because of an error */
extern void multiboot_fail_error ( struct multiboot_race *race,
				   struct multiboot_contender *contender,
				   const char *what, int rc );

/* multibootoffer.c: what a contender receives */

/** Answer a frame, if it comes from the switch and needs an answer */
extern void multiboot_answer ( struct multiboot_race *race,
			       struct multiboot_contender *contender,
			       struct io_buffer *iobuf );

/** Take a lease: the contender is the winner */
extern void multiboot_bind ( struct multiboot_race *race,
			     struct multiboot_contender *contender,
			     struct multiboot_reply *lease );
/** Take in a frame of a contender's device, and free it */
extern void multiboot_rx ( struct multiboot_race *race,
			   struct multiboot_contender *contender,
			   struct io_buffer *iobuf );

/* multibootcontender.c: how a contender goes on */

/** Check whether any contender's device is open */
extern int multiboot_any_open ( struct multiboot_race *race );
/** Open a contender's device, if there is enough memory for it */
extern void multiboot_open ( struct multiboot_race *race,
			     struct multiboot_contender *contender );
/** Request an offer */
extern void multiboot_request ( struct multiboot_race *race,
				struct multiboot_contender *contender,
				struct multiboot_reply *offer );
/** Check whether waiting for a contender can still lead to a boot */
extern int multiboot_pending ( struct multiboot_race *race,
			       struct multiboot_contender *contender );
/** Find a lease with nothing to boot whose acknowledgement may name a file */
extern struct multiboot_reply *
multiboot_unasked ( struct multiboot_contender *contender );
/** Check whether a contender whose leases have nothing to boot is listened to
 * when nothing else is left */
extern int multiboot_listens ( struct multiboot_race *race,
			       struct multiboot_contender *contender );
/** Take out a contender that has waited long enough */
extern void multiboot_expire ( struct multiboot_race *race,
			       struct multiboot_contender *contender );
/** Go on with a contender: take in its frames, then do what its state asks */
extern void multiboot_poll ( struct multiboot_race *race,
			     struct multiboot_contender *contender );

#endif /* _USR_MULTIBOOTCONTENDER_H */
