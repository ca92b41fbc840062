/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The platform's life: from the unpacker to core_main() and back.
 */

#include <stdio.h>
#include <core/main.h>
#include <core/platform.h>
#include <ipxe/console.h>
#include "pcbios.h"
#include "prefix/payload.h"

const char platform_name[] = "pcbios";
const char platform_arch[] = "i386";

int pcbios_main(struct block *our_block);

/* The BIOS will start the ROMs of other NICs next: they need not try. */
static void tell_other_roms(void)
{
	struct shared *shared = (struct shared *)block->shared;

	if (shared)
		shared->tried = block->boot_nic + 1;
}

int pcbios_main(struct block *our_block)
{
	int rc;

	block = our_block;
	exceptions_init();	/* mistakes are seen */
	timer_init();		/* currticks() */
	memory_init();		/* what is ours, what came with us */
	console_init();		/* which consoles there are */
	rc = core_main();
	console_flush();
	unhide_memory();
	tell_other_roms();
	return rc;
}
