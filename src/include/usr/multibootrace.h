/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _USR_MULTIBOOTRACE_H
#define _USR_MULTIBOOTRACE_H

/** @file
 *
 * The race: all contenders, the limits they run under, and who listens
 *
 */

FILE_LICENCE ( GPL2_OR_LATER );

#include <ipxe/timer.h>
#include <usr/multibootmgmt.h>
#include <usr/multibootcontender.h>

/** How long a device with link may stay without an offer, by default */
#define MULTIBOOT_DHCP_TIMEOUT ( 15 * TICKS_PER_SEC )
/** How long a round may take by default; in turn, this is the time for each
 * device */
#define MULTIBOOT_TIMEOUT ( 30 * TICKS_PER_SEC )

/** Shortest default wait for devices that are preferred to the one with the first
 * bootable offer, in milliseconds: equal servers may differ by that much */
#define MULTIBOOT_SETTLE_MIN 15
/** Longest default wait for preferred devices, in milliseconds, which is too short
 * for anybody to notice */
#define MULTIBOOT_SETTLE_MAX 20
/** Ticks after which the default wait for preferred devices is over, whatever was
 * counted. It is more than one step of the firmware's timer, as less may mean that
 * hardly any time has passed */
#define MULTIBOOT_SETTLE_TICKS 60

/** How long a round may take, by default, if the switch blocks a port: what
 * spanning tree needs, and some time to boot */
#define MULTIBOOT_TIMEOUT_BLOCKED ( 60 * TICKS_PER_SEC )

/** How long the download of "--url" may stand still, in milliseconds, while
 * another contender is there to be tried */
#define MULTIBOOT_URL_TIMEOUT 4000

/** Time limits in force in a round, in ticks */
struct multiboot_limits {
	/** How long a link may stay down */
	unsigned long link;
	/** How long a device with link may stay without an offer */
	unsigned long dhcp;
	/** How long the round may take, downloads excepted */
	unsigned long round;
};

/** What the race counts its time from */
struct multiboot_clock {
	/** When the command began, as currticks() has it */
	unsigned long started_at;
	/** When the round began, as multiboot_now() has it */
	unsigned long round_at;
	/** Ticks that were spent on downloads, which do not count */
	unsigned long paused;
};

/** The wait for contenders that are preferred to the best one so far */
struct multiboot_settling {
	/** The wait is under way */
	int active;
	/** When the wait began, if it is under way */
	unsigned long since;
	/** How many milliseconds of the default wait are left, if it is under
	 * way */
	unsigned int left;
};

/** What came from the keyboard */
struct multiboot_keyboard {
	/** When keys were last looked at */
	unsigned long read_at;
	/** Ctrl-C has been typed at least once */
	int cancel_seen;
	/** When Ctrl-C was typed last, if it ever was */
	unsigned long cancel_at;
	/** The current request, or the device whose turn it is, is to be given
	 * up */
	int skip;
	/** The whole race is to be given up, and the command ends */
	int cancelled;
};

/** What the live lines keep */
struct multiboot_live {
	/** Whether the terminal can update lines in place: positive if it can,
	 * negative if it cannot, 0 if it has not been asked */
	int able;
	/** Row of the first line on the screen, or 0 if none are drawn */
	unsigned int top;
	/** When the lines were last drawn */
	unsigned long drawn_at;
};

/**
 * Who listens to a race
 *
 * The race reports events only by these functions, and does not know what is done
 * with them.
 */
struct multiboot_listener {
	/**
	 * A contender has entered a state
	 *
	 * @v race		Race
	 * @v contender		Contender, in its new state
	 * @v from		State that it left, which may be the same one
	 */
	void ( * entered ) ( struct multiboot_race *race,
			     struct multiboot_contender *contender,
			     enum multiboot_state from );
	/**
	 * A contender has got an offer
	 *
	 * @v race		Race
	 * @v contender		Contender, which has the offer in hand
	 * @v reply		Offer, which may be that of a proxyDHCP server
	 */
	void ( * offered ) ( struct multiboot_race *race,
			     struct multiboot_contender *contender,
			     struct multiboot_reply *reply );
	/**
	 * Something has happened to a contender that changes no state
	 *
	 * @v race		Race
	 * @v contender		Contender
	 * @v text		What has happened
	 */
	void ( * told ) ( struct multiboot_race *race,
			  struct multiboot_contender *contender,
			  const char *text );
	/**
	 * The winner is configured, and is about to be booted
	 *
	 * @v race		Race
	 * @v winner		Winner, with the reason to be shown
	 */
	void ( * booting ) ( struct multiboot_race *race,
			     struct multiboot_contender *winner );
	/**
	 * The next sweep over the contenders is about to begin
	 *
	 * @v race		Race
	 */
	void ( * sweeping ) ( struct multiboot_race *race );
};

/** A run of the command */
struct multiboot_race {
	/** Options of the command */
	struct multiboot_options *options;
	/** Functions that are told about events */
	const struct multiboot_listener *listener;
	/** Limits in force */
	struct multiboot_limits limits;
	/** What time is counted from */
	struct multiboot_clock clock;
	/** Wait for preferred contenders */
	struct multiboot_settling settling;
	/** Keyboard */
	struct multiboot_keyboard keyboard;
	/** Live lines */
	struct multiboot_live live;
	/** Closed contenders are to be opened, as a round has begun or a device
	 * was closed */
	int may_open;
	/** Another round follows this one, for which blocked ports stay open */
	int more_rounds;
	/** All contenders of this round were given up with Ctrl-C */
	int given_up;
	/** When the first request was sent of those that share the time
	 * MULTIBOOT_REQUEST_SHORT */
	unsigned long shared_at;
	/** URI that the winner is to boot from, its settings expanded, or NULL */
	char *uri;
	/** How many devices have been opened, which is the rank of the device
	 * that was opened last */
	unsigned int opened;
	/** Number of contenders */
	unsigned int count;
	/** Contenders, most preferred first */
	struct multiboot_contender *contenders;
	/** End of the contenders: the address after the last one */
	struct multiboot_contender *end;
};

/**
 * Iterate over all contenders, most preferred first
 *
 * @v contender		Contender
 * @v race		Race
 */
#define for_each_contender( contender, race )				\
	for ( (contender) = (race)->contenders ;			\
	      (contender) < (race)->end ; (contender)++ )

/**
 * Get the time that counts
 *
 * @v race		Race
 * @ret now		Ticks, without those spent on downloads
 */
static inline unsigned long multiboot_now ( struct multiboot_race *race ) {
	return ( currticks() - race->clock.paused );
}

/**
 * Check that a point in time has come
 *
 * @v now		Now
 * @v when		Point in time, less than half the clock's range away
 * @ret come		The point in time has come
 */
static inline int multiboot_due ( unsigned long now, unsigned long when ) {
	return ( ( ( long ) ( now - when ) ) >= 0 );
}

/* multibootrace.c: who gets a lease first */

/** Note that Ctrl-C was typed; twice within a second ends the command */
extern void multiboot_note_cancel ( struct multiboot_race *race );
/** Run the race until there is a winner, or nobody is left in this round */
extern struct multiboot_contender *
multiboot_run ( struct multiboot_race *race );
/** Wait between rounds */
extern void multiboot_pause ( struct multiboot_race *race,
			      unsigned long ticks );

/* multibootboot.c: what becomes of the winner */

/** Boot from the winner, or configure it only if this is a probe */
extern int multiboot_boot ( struct multiboot_race *race,
			    struct multiboot_contender *winner );

#endif /* _USR_MULTIBOOTRACE_H */
