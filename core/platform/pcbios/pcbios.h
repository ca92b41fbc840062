/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PCBIOS_H
#define PCBIOS_H

#include <stddef.h>
#include <stdint.h>
#include "block.h"

/* What the parts of this platform offer each other. */

/* The block in base memory. It is set before any other code of the platform
 * runs. */
extern struct block *block;

/* Calls a BIOS interrupt in real mode, with interrupts on. The registers that
 * the handler returns with are in regs afterwards. */
void bios_call(int vector, struct bios_regs *regs);
/* Calls far code in real mode, with interrupts on. The registers that it
 * returns with are in regs afterwards. */
void far_call(uint16_t seg, uint16_t off, struct bios_regs *regs);
/* An operation on the screen: one call of INT 10h. */
struct video_op {
	/* The registers that the BIOS gets. */
	uint16_t ax, bx, cx, dx;
};
/* Does the first count operations in bios_buffer, all in one visit to real
 * mode. */
void bios_video_ops(unsigned int count);
/* Lets the BIOS handle the interrupts that are waiting for it. */
void bios_interrupts(void);

/* The carry and zero flags of the processor in bios_regs.flags. */
#define FLAG_CF 0x0001
#define FLAG_ZF 0x0040

/* Memory that code in real mode can reach. */
#define bios_buffer ((void *)((uint8_t *)block + BLOCK_BUFFER))
/* The address of such memory in real mode. */
#define rm_seg(pointer) ((uint16_t)((uintptr_t)(pointer) >> 4))
#define rm_off(pointer) ((uint16_t)((uintptr_t)(pointer) & 15))

/* Memory of the BIOS at a flat address below 1 MiB. */
#define bios_data(type, address) (*(volatile type *)hide_origin(address))
/* Returns the address unchanged, and keeps gcc from knowing that it is a
 * constant: it takes accesses to low constant addresses for mistakes. */
static inline uintptr_t hide_origin(uintptr_t address)
{
	__asm__("" : "+r"(address));
	return address;
}

/* Flat addresses in the BIOS data area. */
#define BDA_BASE_KIB 0x413
#define BDA_KEYS_HEAD 0x41a
#define BDA_KEYS_TAIL 0x41c
#define BDA_CURSOR_SHAPE 0x460

/* Has exceptions in our code, which are mistakes of ours, shown as a register
 * dump instead of a silent reset (exception.c). */
void exceptions_init(void);

/* Starts the clock, so that currticks() counts (timer.c). */
void timer_init(void);

/* Notes which memory is ours (memory.c). */
void memory_init(void);
/* Replaces the command line that we were started with. */
void set_cmdline(const char *command);
/* How many regions of memory can be ours. */
#define OWNED_MAX 16
struct memory_region;
/* Writes which memory above 1 MiB is ours: the runtime, what came with it,
 * and what umalloc() has handed out at the moment. max is at least half of
 * OWNED_MAX. Returns the number of regions. */
unsigned int memory_own(struct memory_region *ours, unsigned int max);
/* Hides our memory from whoever asks the BIOS for the memory map (INT 15h), as
 * long as foreign code runs that may come back to us. */
void hide_memory(void);
/* Ends what hide_memory() has begun. */
void unhide_memory(void);
/* Returns the vector, segment and offset, of the handler that INT 15h has while
 * our memory is hidden. */
uint32_t int15_hook(void);
struct mbi_machine;
/* Fills in how much memory the machine has and the BIOS's memory map, for a kernel
 * that owns the machine from then on. */
void memory_describe(struct mbi_machine *machine);
/* Gives base memory back to the BIOS. Nothing of ours may be used afterwards,
 * except the code that runs already. */
void release_base_memory(void);
/* Overwrites the heap, and the stack except for the calls that are on it, before
 * the machine gets into other hands. Nothing that was allocated may be used
 * afterwards. */
void wipe_memory(void);
/* The lowest address of the runtime's stack (start.S). */
extern char stack_start[];

/* Does what remains to be done after core_shutdown(), before the machine is
 * used by others (main.c): puts out all text, ends the hiding of our memory,
 * wipes memory, and tells the ROMs of other NICs that they need not try. */
void give_back(void);
/* Shuts the core down, puts the machine back to how it was found, and goes on
 * as EXIT_* says (main.c). This is for what a boot program or a script has
 * decided: those who have called it cannot decide otherwise. */
void leave_to(unsigned int exit) __attribute__((noreturn));

/* Switches off the consoles that the build does not want or the machine does
 * not have (console.c). */
void console_init(void);

/* Switches the machine off through ACPI (acpi.c). Only returns on failure. */
void acpi_poweroff(void);
/* Returns the port of ACPI's timer, or 0 if the machine has none (ACPI 6.5,
 * 5.2.9). */
uint16_t acpi_timer_port(void);

#endif /* PCBIOS_H */
