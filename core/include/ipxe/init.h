/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_INIT_H
#define IPXE_INIT_H

#include <ipxe/tables.h>

/*
 * The table of what core_main() starts before anything else runs, and what
 * core_shutdown() stops. With it, neither of them has to know the modules.
 * Entries are started in the order below and stopped in the opposite one.
 */
struct init_fn {
	/* Starts the module. May be NULL. */
	void ( *initialise ) ( void );
	/* Stops the module. It may be called twice. May be NULL. */
	void ( *shutdown ) ( void );
};

#define INIT_FNS __table ( struct init_fn, "init_fns" )
/* Order of consoles, which come first so that all other modules can print. */
#define INIT_CONSOLE 01
/* Order of settings, in which later modules register their own. */
#define INIT_EARLY 02
/* Order of the IP stack. */
#define INIT_NORMAL 03
/* Order of net devices, which register with settings and with the IP stack. */
#define INIT_DEVICES 04
/* Order of modules that need to find all net devices registered. */
#define INIT_LATE 05
#define __init_fn( order ) __table_entry ( INIT_FNS, order )

#endif /* IPXE_INIT_H */
