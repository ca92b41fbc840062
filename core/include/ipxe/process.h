/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_PROCESS_H
#define IPXE_PROCESS_H

#include <stddef.h>
#include <ipxe/tables.h>

/* Runs the event loop once: calls every function in the table below, and then
 * platform_idle() if nothing has happened for a while. It takes a tick of the
 * platform at most. A call from one of these functions does nothing. */
void step ( void );

/* Notes that something has happened after which more may follow at once, such
 * as the arrival of a frame, so that the processor does not rest for now. */
void step_busy ( void );

/* Returns for how many ticks nothing like that has happened. */
unsigned long step_quiet ( void );

/* Rests as step() does, for loops that call no step() but give turns to parts of
 * the core one after another. It is called after each turn with the part that had
 * it, and rests once a round, as the other parts would have to wait otherwise. */
void step_rest ( const void *who );

/* Runs step() and looks for Ctrl-C, both once a tick at most. Returns non-zero
 * if Ctrl-C was typed. Loops that may run for ever call this, so that the user
 * can end them. */
int step_interrupted ( void );

/* A function that step() calls. */
struct step_fn {
	/* The function. */
	void ( *step ) ( void );
};
/* The table of functions that step() calls. */
#define STEP_FNS __table ( struct step_fn, "step_fns" )
/* Order of functions that take in what devices have received. */
#define STEP_DEVICES 01
/* Order of all other functions, such as timers. */
#define STEP_NORMAL 02
/* Makes a step_fn an entry of the table. */
#define __step_fn( order ) __table_entry ( STEP_FNS, order )

/* Makes a function an entry of the table, in iPXE's way. There the function
 * gets a process as its argument; here it gets NULL. */
struct process;
#define PERMANENT_PROCESS( name, function )				\
	static void name ## _step ( void ) {				\
		function ( NULL );					\
	}								\
	struct step_fn name __step_fn ( STEP_NORMAL ) = {		\
		.step = name ## _step,					\
	}

#endif /* IPXE_PROCESS_H */
