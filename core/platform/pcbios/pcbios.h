/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PCBIOS_H
#define PCBIOS_H

#include <stddef.h>
#include <stdint.h>
#include "block.h"

/* The parts of this platform, for each other. */

/* The block in base memory; set before anything else runs. */
extern struct block *block;

/* Calls a BIOS interrupt, or far code, in real mode, with interrupts on.
 * Registers come back in regs, too. */
void bios_call(int vector, struct bios_regs *regs);
void far_call(uint16_t seg, uint16_t off, struct bios_regs *regs);
/* INT 10h for each of count entries of the buffer. */
struct video_op {
	uint16_t ax, bx, cx, dx;
};
void bios_video_ops(unsigned int count);
/* Calls nothing: lets the BIOS see its interrupts. */
void bios_interrupts(void);

/* The processor's carry and zero flags in bios_regs.flags. */
#define FLAG_CF 0x0001
#define FLAG_ZF 0x0040

/* For the BIOS's use: in base memory. */
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

/* exception.c: a register dump instead of a silent reset. */
void exceptions_init(void);

/* timer.c: finds out how fast the time stamp counter runs. */
void timer_init(void);
uint64_t timer_tsc(void);
/* Time stamp counts in a millisecond. */
extern uint32_t tsc_per_ms;

/* memory.c */
void memory_init(void);
/* In place of the command line that came with us. */
void set_cmdline(const char *command);
/* What is ours above 1 MiB: the runtime, what came with it, and what umalloc()
 * has handed out at the moment. max is at least OWNED_MAX / 2. */
#define OWNED_MAX 16
struct memory_region;
unsigned int memory_own(struct memory_region *ours, unsigned int max);
/* Hides our memory from whoever asks the BIOS (INT 15h), as long as foreign
 * code runs that may come back to us. */
void hide_memory(void);
void unhide_memory(void);
/* Gives base memory back to the BIOS: nothing of ours is used from then on
 * but what is already running. */
void release_base_memory(void);

/* console.c: switches off the consoles that are not wanted or not there. */
void console_init(void);

/* acpi.c: switches off through ACPI; returns on failure. */
void acpi_poweroff(void);

#endif /* PCBIOS_H */
