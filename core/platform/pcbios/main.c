/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The platform's life, from its start by the unpacker to core_main() and to what
 * follows that.
 */

#include <stdio.h>
#include <core/given.h>
#include <core/main.h>
#include <core/machine.h>
#include <ipxe/keys.h>
#include <ipxe/timer.h>
#include "conf.h"
#include "console.h"
#include "pcbios.h"
#include "rom/rom.h"

const char platform_name[] = "pcbios";
const char platform_arch[] = "i386";

/* Returns 0, which stands for a PC with a BIOS (RFC 4578 2.1). */
uint16_t platform_dhcp_arch(void)
{
	return 0;
}

/* Runs the core and leaves. Called by start.S. */
void pcbios_main(struct block *our_block) __attribute__((noreturn));

/* Offers the shell before the ROM boots, if the build wants that. */
static void prompt(void)
{
	unsigned long ticks = pcbios_conf.prompt_ms * TICKS_PER_SEC / 1000;
	unsigned long start = currticks();

	if (!ticks || platform_boot_nic() < 0)
		return;
	printf("Press Ctrl-B for the shell of multiboot...");
	console_drain();
	while (currticks() - start < ticks) {
		if (iskey() && getchar() == CTRL_B) {
			set_cmdline("shell");
			break;
		}
	}
	printf("\n");
}

/* Tells the ROMs of other NICs, which the BIOS will start next, that they need
 * not try, so that they say so before they unpack anything. */
static void tell_other_roms(void)
{
	struct shared *shared = (struct shared *)block->shared;
	unsigned int nic = block->boot_nic;

	if (!shared)
		return;
	shared->tried = nic + 1;
	snprintf(shared->text, sizeof(shared->text),
		 "multiboot: already tried from %02x:%02x.%x, going on\r\n",
		 nic >> 8, nic >> 3 & 0x1f, nic & 7);
}

void give_back(void)
{
	console_drain();
	unhide_memory();
	wipe_memory();
	tell_other_roms();
}

void leave_to(unsigned int exit)
{
	struct bios_regs regs = { .ds = rm_seg(block) };

	core_shutdown();
	give_back();
	block->exit = exit;
	far_call(rm_seg(block), block->leave, &regs);
	__builtin_unreachable();
}

/* Leaves by another way than it came: programs may have overwritten the memory
 * from 1 MiB on, to which a loader has put the unpacker. */
void pcbios_main(struct block *our_block)
{
	block = our_block;
	exceptions_init();	/* shows our mistakes */
	timer_init();		/* starts currticks() */
	memory_init();		/* notes what is ours and came with us */
	console_init();		/* chooses the consoles */
	prompt();		/* offers the shell */
	core_main(run_given);
	leave_to(block->exit);
}
