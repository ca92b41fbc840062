/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_INIT_H
#define IPXE_INIT_H

#include <ipxe/tables.h>

/*
 * What core_main() starts before anything runs and core_shutdown() stops, so
 * that it needs no list of the modules there are. Started in this order and
 * stopped in the opposite one; either function may be NULL. shutdown() may be
 * called twice.
 */
struct init_fn {
	void ( *initialise ) ( void );
	void ( *shutdown ) ( void );
};

#define INIT_FNS __table ( struct init_fn, "init_fns" )
#define INIT_CONSOLE 01		/* what all others may print on */
#define INIT_EARLY 02		/* settings: what others register with */
#define INIT_NORMAL 03		/* the stack */
#define INIT_DEVICES 04		/* net devices, which register with both */
#define INIT_LATE 05		/* what wants to see the devices */
#define __init_fn( order ) __table_entry ( INIT_FNS, order )

#endif /* IPXE_INIT_H */
