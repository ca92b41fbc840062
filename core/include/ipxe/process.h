/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_PROCESS_H
#define IPXE_PROCESS_H

#include <stddef.h>
#include <ipxe/tables.h>

/* One turn of everything that runs while something waits: what is in the table
 * below, and, when nobody has been busy for a while, the platform's
 * platform_idle(). Never blocks for longer than a tick of the platform. Not
 * reentrant: a call from inside does nothing. */
void step ( void );

/* Tells that something has happened after which more may follow at once, such
 * as a frame that came: the processor does not rest for now. */
void step_busy ( void );

/* For what may go on for ever, but not against the user's will: step() and a
 * look for Ctrl-C, of which it returns whether it was there. Does nothing more
 * than once a tick. */
int step_interrupted ( void );

/* What gets a turn in step(), in this order. */
struct step_fn {
	void ( *step ) ( void );
};
#define STEP_FNS __table ( struct step_fn, "step_fns" )
#define STEP_DEVICES 01		/* takes in what has come */
#define STEP_NORMAL 02		/* timers */
#define __step_fn( order ) __table_entry ( STEP_FNS, order )

/* iPXE's way to name a function that gets a turn in step(). The process that it
 * is handed says nothing here. */
struct process;
#define PERMANENT_PROCESS( name, function )				\
	static void name ## _step ( void ) {				\
		function ( NULL );					\
	}								\
	struct step_fn name __step_fn ( STEP_NORMAL ) = {		\
		.step = name ## _step,					\
	}

#endif /* IPXE_PROCESS_H */
