/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_INIT_H
#define IPXE_INIT_H

#include <ipxe/tables.h>

/*
 * The table of what core_main() starts before anything else runs, and what
 * core_shutdown() stops, so that they need no list of the modules. Entries are
 * started in the order below and stopped in the opposite one. Either function
 * may be NULL, and shutdown() may be called twice.
 */
struct init_fn {
	void ( *initialise ) ( void );
	void ( *shutdown ) ( void );
};

#define INIT_FNS __table ( struct init_fn, "init_fns" )
/* Consoles, so that all others can print. */
#define INIT_CONSOLE 01
/* Settings, so that others can register theirs. */
#define INIT_EARLY 02
/* The IP stack. */
#define INIT_NORMAL 03
/* Net devices, which register with settings and with the stack. */
#define INIT_DEVICES 04
/* Everything that wants to see the devices. */
#define INIT_LATE 05
#define __init_fn( order ) __table_entry ( INIT_FNS, order )

#endif /* IPXE_INIT_H */
