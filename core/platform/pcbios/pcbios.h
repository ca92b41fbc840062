/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PCBIOS_H
#define PCBIOS_H

#include <stddef.h>
#include <stdint.h>
#include "block.h"

/* The parts of this platform, for each other. */

/* The block in base memory; set before anything else runs. */
extern struct block *block;

/* Calls a BIOS interrupt in real mode, with interrupts on. Registers come
 * back in regs. */
void bios_call(int vector, struct bios_regs *regs);
/* Calls far code in real mode, as bios_call() does an interrupt. */
void far_call(uint16_t seg, uint16_t off, struct bios_regs *regs);
/* Calls INT 10h with the registers of each of the first count entries in
 * bios_buffer. */
struct video_op {
	uint16_t ax, bx, cx, dx;
};
void bios_video_ops(unsigned int count);
/* Lets the BIOS see its interrupts. */
void bios_interrupts(void);

/* The processor's carry and zero flags in bios_regs.flags. */
#define FLAG_CF 0x0001
#define FLAG_ZF 0x0040

/* Memory that the BIOS can reach, and its address in real mode. */
#define bios_buffer ((void *)((uint8_t *)block + BLOCK_BUFFER))
#define rm_seg(pointer) ((uint16_t)((uintptr_t)(pointer) >> 4))
#define rm_off(pointer) ((uint16_t)((uintptr_t)(pointer) & 15))

/* Memory of the BIOS at a flat address below 1 MiB. */
#define bios_data(type, address) (*(volatile type *)hide_origin(address))
/* gcc takes low constant addresses for mistakes. */
static inline uintptr_t hide_origin(uintptr_t address)
{
	__asm__("" : "+r"(address));
	return address;
}

#define BDA_BASE_KIB 0x413
#define BDA_KEYS_HEAD 0x41a
#define BDA_KEYS_TAIL 0x41c
#define BDA_CURSOR_SHAPE 0x460

/* Shows mistakes of ours as a register dump instead of a silent reset
 * (exception.c). */
void exceptions_init(void);

/* Lets the time begin, for currticks() (timer.c). */
void timer_init(void);

/* Takes note of what is ours (memory.c). */
void memory_init(void);
/* Puts a command line in the place of the one that came with us. */
void set_cmdline(const char *command);
/* Writes which memory above 1 MiB is ours: the runtime, what came with it,
 * and what umalloc() has handed out at the moment. max is at least OWNED_MAX
 * / 2. Returns the number of regions. */
#define OWNED_MAX 16
struct memory_region;
unsigned int memory_own(struct memory_region *ours, unsigned int max);
/* Hides our memory from whoever asks the BIOS (INT 15h), as long as foreign
 * code runs that may come back to us. */
void hide_memory(void);
/* Shows it again. */
void unhide_memory(void);
/* Where INT 15h leads meanwhile. */
uint32_t int15_hook(void);
/* Gives base memory back to the BIOS. From then on nothing of ours is used
 * any more, except what is running already. */
void release_base_memory(void);
/* Overwrites the heap, and the stack except for the calls that are on it, before
 * the machine gets into other hands. Nothing that was allocated may be used
 * afterwards. */
void wipe_memory(void);
extern char stack_start[];

/* Does what is left to do when core_shutdown() has run (main.c): text goes out,
 * the BIOS's calls are its own again, memory is wiped, the ROMs of other NICs
 * learn that there is nothing to add. */
void give_back(void);
/* Ends all, as found, and goes on as EXIT_... says (main.c). It is for what a boot
 * program or a script has decided, which nobody who called it may change. */
void leave_to(unsigned int exit) __attribute__((noreturn));

/* Switches off the consoles that are not wanted or not there (console.c). */
void console_init(void);

/* Switches the machine off through ACPI (acpi.c). Returns on failure. */
void acpi_poweroff(void);
/* Returns the port of ACPI's timer, or 0 if there is none (ACPI 6.5, 5.2.9). */
uint16_t acpi_timer_port(void);

#endif /* PCBIOS_H */
