/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Runs the core: starts its parts, runs what there is to run, and stops the parts
 * (<core/main.h>).
 */

#include <stdio.h>
#include <core/main.h>
#include <core/random.h>
#include <ipxe/init.h>

static void initialise(void)
{
	struct init_fn *fn;

	for_each_table_entry(fn, INIT_FNS) {
		if (fn->initialise)
			fn->initialise();
	}
}

void core_shutdown(void)
{
	struct init_fn *fn;

	for (fn = table_end(INIT_FNS); fn-- > table_start(INIT_FNS); ) {
		if (fn->shutdown)
			fn->shutdown();
	}
}

int core_main(int (*run)(void))
{
	int rc;

	random_seed();
	printf("multiboot %s\n", VERSION);
	initialise();			/* settings, stack, net devices */
	rc = run();
	core_shutdown();		/* stops all DMA */
	return rc;
}
