/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_PROCESS_H
#define IPXE_PROCESS_H

#include <ipxe/tables.h>

/* One turn of everything that runs while something waits: net_poll(), the
 * table below (lwIP's timers), and, when the network has been quiet for a
 * while, the platform's idle hook. Never blocks for longer than a tick of the
 * platform. Not reentrant: a call from inside does nothing. */
void step ( void );
/* For what may go on for ever, but not against the user's will: step() and a
 * look for Ctrl-C, of which it returns whether it was there. Does nothing more
 * than once a tick. */
int step_interrupted ( void );

/* What else gets a turn in step(). */
struct step_fn {
	void ( *step ) ( void );
};
#define STEP_FNS __table ( struct step_fn, "step_fns" )
#define __step_fn __table_entry ( STEP_FNS, 01 )

#endif /* IPXE_PROCESS_H */
