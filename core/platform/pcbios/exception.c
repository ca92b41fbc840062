/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Shows exceptions in our own code, which are mistakes of ours, with what is
 * needed to find the place in multiboot.elf, and restarts the machine.
 */

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <core/machine.h>
#include "console.h"
#include "pcbios.h"

#define EXCEPTIONS 32
/* Length in bytes of an entry of exception_entries, which is a call. */
#define ENTRY_LEN 5
#define CODE32 0x08
#define INTERRUPT_GATE 0x8e00
#define SHOW_MS 10000
#define SHOW_STEP_MS 10
#define STACK_DWORDS 16

/* The exceptions that push an error code, one bit each: 8, 10 to 14, 17 and 21
 * (Intel SDM volume 3, 6.15). */
#define HAS_ERROR_CODE 0x00227d00U

/* An interrupt gate (Intel SDM volume 3, 6.11). */
struct gate {
	uint16_t offset_low;
	uint16_t selector;
	uint16_t type;
	uint16_t offset_high;
};

/* What start.S has pushed when it calls exception(). */
struct exception_frame {
	/* The registers as PUSHA stores them. */
	uint32_t edi, esi, ebp, esp, ebx, edx, ecx, eax;
	/* The address after the entry of exception_entries that was taken. */
	uint32_t entered;
	/* What the processor has pushed: the error code if the exception has
	 * one, then eip, cs and eflags. */
	uint32_t pushed[];
};

/* The code that the gates lead to, ENTRY_LEN bytes for each exception
 * (start.S). */
extern const char exception_entries[];
/* Shows an exception and restarts the machine. Called by start.S; does not
 * return. */
void exception(struct exception_frame *frame);

static struct gate gates[EXCEPTIONS];

void exceptions_init(void)
{
	struct descriptor_pointer idt = { sizeof(gates) - 1, (uint32_t)gates };
	unsigned int i;

	for (i = 0; i < EXCEPTIONS; i++) {
		uint32_t entry = (uint32_t)exception_entries + i * ENTRY_LEN;

		gates[i].offset_low = entry;
		gates[i].offset_high = entry >> 16;
		gates[i].selector = CODE32;
		gates[i].type = INTERRUPT_GATE;
	}
	block->pm_idt = idt;
	__asm__ __volatile__("lidt %0" : : "m"(idt));
}

void exception(struct exception_frame *frame)
{
	static int again;
	unsigned int number = (frame->entered - (uint32_t)exception_entries) /
			      ENTRY_LEN - 1;
	unsigned int has_code = (HAS_ERROR_CODE >> number) & 1;
	uint32_t *at = &frame->pushed[has_code];
	uint32_t code = has_code ? frame->pushed[0] : 0;
	uint32_t *stack = at + 3;
	unsigned int i;

	if (again++)
		platform_reboot(0);
	printf("\nmultiboot: exception %d (%x) at image+%#x: please report\n"
	       "eax %08x ebx %08x ecx %08x edx %08x\n"
	       "esi %08x edi %08x ebp %08x esp %08x\n"
	       "eip %08x cs %04x flags %08x image %08x\n",
	       number, code, at[0] - block->image,
	       frame->eax, frame->ebx, frame->ecx, frame->edx,
	       frame->esi, frame->edi, frame->ebp, (uint32_t)stack,
	       at[0], at[1] & 0xffff, at[2], block->image);
	for (i = 0; i < STACK_DWORDS; i++)
		printf("%08x%c", stack[i], i % 8 == 7 ? '\n' : ' ');
	console_drain();
	for (i = 0; i < SHOW_MS; i += SHOW_STEP_MS) {
		bios_interrupts();
		mdelay(SHOW_STEP_MS);
	}
	platform_reboot(0);
}
