/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Runs network boot programs on a BIOS: sets up the segment in base memory that
 * serves their PXE calls (pxe_entry.S), and its hooks, and puts back what was
 * there before when the program has ended.
 *
 *   0000:7c00  the program, and the memory that it may use
 *   segment:0  entry points, structures | packets, frame | first stack
 *   ...        base memory of the runtime, and of the BIOS
 *
 * The word at 40:13 tells where the segment begins.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <arch/io.h>
#include <core/main.h>
#include <ipxe/image.h>
#include <ipxe/netdevice.h>
#include "pxe/pxe.h"
#include "console.h"
#include "pcbios.h"

/* Length of the program's first stack in bytes. */
#define STACK_LEN 4096

#define KIB 1024U
#define NUM_VECTORS 256
#define VECTOR(number) bios_data(uint32_t, (number) * 4)
#define BASE_KIB bios_data(uint16_t, BDA_BASE_KIB)

#define PIC1_MASK 0x21
#define PIC2_MASK 0xa1

/* Channel 0 of the timer chip, which is the clock of the BIOS (8254 data sheet:
 * read-back command, status byte). What it counts from cannot be read; the BIOS
 * has 0 there, which means 65536. */
#define PIT_CHANNEL0 0x40
#define PIT_COMMAND 0x43
#define PIT_READ_STATUS_0 0xe2
/* The bits of the status byte that hold the mode it was set to. */
#define PIT_MODE 0x3f

/* What pxe_pm_run() returns for INT 18h. */
#define NEXT_DEVICE 0x10000

/* Places in the segment's image, which pxe_entry.S defines. */
extern uint8_t pxe16[], pxe16_end[], pxe16_bang[], pxe16_env[], pxe16_gdt[],
	pxe16_bang_entry[], pxe16_env_entry[], pxe16_int18[], pxe16_int1a[];
/* Where the image has struct pxe16_vars. */
extern uint8_t pxe16_vars[];
/* Starts the program, with the segment at a flat address. Returns what it has in
 * AX at its end, or NEXT_DEVICE (pxe_entry.S). */
unsigned int pxe_pm_run(void *flat);
/* Is where the segment's code enters the runtime for a call (pxe_entry.S). */
void pxe_pm_call(void);
/* Is where the segment's code enters the runtime at the program's end
 * (pxe_entry.S). */
void pxe_pm_back(void);
/* Does a call of the program, with a far pointer to its parameters. Returns what
 * goes to AX, and in the upper half enum pxe_after. Called by pxe_entry.S. */
uint32_t pxe_bios_call(unsigned int opcode, uint32_t params);

/* A far pointer of 32-bit code, as far jumps read it (Intel SDM volume 2,
 * JMP). */
struct far_pointer {
	uint32_t offset;
	uint16_t selector;
} __packed;

/* What LGDT and LIDT load and SGDT and SIDT store (Intel SDM volume 3,
 * 3.5.1). */
struct table_register {
	uint16_t limit;
	uint32_t base;
} __packed;

/* The variables of the segment that are set from here. */
struct pxe16_vars {
	/* The segment's own descriptor table. */
	struct table_register gdtr;
	/* The runtime's descriptor table, which pxe_pm_run() stores. */
	struct table_register core_gdtr;
	/* The runtime's interrupt descriptor table, which pxe_pm_run()
	 * stores. */
	struct table_register core_idtr;
	/* The runtime's code selector, which pxe_pm_run() stores. */
	uint16_t core_cs;
	/* The runtime's data selector, which pxe_pm_run() stores. */
	uint16_t core_ds;
	/* The flat address of the segment. */
	uint32_t flat;
	/* Leads to pxe_pm_call(). */
	struct far_pointer call_entry;
	/* Leads to pxe_pm_back(). */
	struct far_pointer back_entry;
	/* Leads to the segment's code in 16-bit protected mode. */
	struct far_pointer to_pm16;
	/* Offset of the segment's code that has returned to real mode. */
	uint16_t to_real_offset;
	/* The segment of that code. */
	uint16_t to_real_segment;
	/* Offset of the code that is next in real mode. */
	uint16_t real_next;
	/* Where the program's first stack begins. */
	uint16_t stack_top;
	/* INT 18h as it was when the program was started. */
	uint32_t old_int18;
	/* INT 1Ah as it was when the program was started. */
	uint32_t old_int1a;
	/* The hook of INT 15h that hides our memory. */
	uint32_t our_int15;
	/* INT 15h as it was when the program was started. */
	uint32_t old_int15;
	/* Base memory in KiB without anything of ours. */
	uint16_t found_kib;
} __packed;

/* What is known of the segment while a program runs. */
static struct {
	/* Its flat address, or NULL if no program runs. */
	uint8_t *flat;
	/* Its address in real mode. */
	uint16_t segment;
	/* Its length with the stack, in bytes. */
	uint16_t len;
	/* Base memory in KiB before the segment was taken from it. */
	uint16_t found_kib;
	/* The memory that the program may not write to. */
	struct memory_region own[OWNED_MAX];
	/* How many regions that are. */
	unsigned int own_count;
} seg16;

/* The vectors as they were when the program was started. */
static uint32_t vectors[NUM_VECTORS];
/* INT 15h as it was before our hook, or 0 if it was not hooked. */
static uint32_t old_int15;
/* The masks of the interrupt controllers and the mode of the clock as they were
 * when the program was started. */
static uint8_t pic1_mask, pic2_mask, pit_mode;

/* Returns the offset of a label in the segment. */
static uint16_t offset_of(const uint8_t *label)
{
	return label - pxe16;
}

/* Returns the offset of struct pxe_buffers in the segment. */
static uint16_t buffers_offset(void)
{
	return (offset_of(pxe16_end) + 15) & ~15;
}

/* Returns the offset of the lowest byte of the stack in the segment. */
static uint16_t stack_offset(void)
{
	return (buffers_offset() + sizeof(struct pxe_buffers) + 15) & ~15;
}

static unsigned int segment_kib(void)
{
	return (stack_offset() + STACK_LEN + KIB - 1) / KIB;
}

size_t pxe_program_room(void)
{
	size_t top = BASE_KIB * KIB;

	if (!seg16.flat)
		top -= segment_kib() * KIB;
	return top > PXE_PROGRAM && top < 0xa0000 ? top - PXE_PROGRAM : 0;
}

void *pxe_ptr(uint32_t address, uint32_t len)
{
	return (void *)address;
}

unsigned int pxe_own_memory(const struct memory_region **regions)
{
	*regions = seg16.own;
	return seg16.own_count;
}

static void note_own_memory(void)
{
	struct memory_region *own = seg16.own;

	/* The stack follows, which belongs to the program. */
	own[0].start = (uint32_t)seg16.flat;
	own[0].end = own[0].start + stack_offset();
	own[1].start = (uint32_t)block;
	own[1].end = own[1].start + BLOCK_KIB * KIB;
	seg16.own_count = 2 + memory_own(own + 2, OWNED_MAX - 2);
}

/* --- structures */

/* Returns the byte that makes the sum of all bytes zero. */
static uint8_t checksum(const void *data, size_t len)
{
	const uint8_t *bytes = data;
	uint8_t sum = 0;

	while (len--)
		sum -= *bytes++;
	return sum;
}

/* Returns the address of a label in real mode. */
static struct pxe_segoff at(const uint8_t *label)
{
	return (struct pxe_segoff){ offset_of(label), seg16.segment };
}

/* Describes a part of the segment in the structure !PXE. */
static void describe(struct pxe_segment *segment, unsigned int offset,
		     unsigned int size)
{
	segment->segment = seg16.segment + (offset >> 4);
	segment->address = segment->segment << 4;
	segment->size = size;
}

/* Returns the length of our segment together with the block of the runtime,
 * which follows it: programs that unload us give back the memory that the
 * structures name. */
static uint16_t whole_len(void)
{
	uint32_t len = (uint32_t)block + BLOCK_KIB * KIB -
		(uint32_t)seg16.flat;

	return len < 0x10000 ? len : seg16.len;
}

static void fill_bang(void)
{
	struct pxe_bang *bang = (void *)(seg16.flat + offset_of(pxe16_bang));

	memset(bang, 0, sizeof(*bang));
	memcpy(bang->signature, "!PXE", sizeof(bang->signature));
	bang->len = sizeof(*bang);
	bang->entry = at(pxe16_bang_entry);
	bang->status_callout = ~0U;
	bang->segment_count = 7;
	describe(&bang->stack, stack_offset(), STACK_LEN);
	describe(&bang->undi_data, 0, whole_len());
	describe(&bang->undi_code, 0, seg16.len);
	describe(&bang->undi_code_write, 0, seg16.len);
	describe(&bang->base_data, 0, seg16.len);
	describe(&bang->base_code, 0, seg16.len);
	describe(&bang->base_code_write, 0, seg16.len);
	bang->checksum = checksum(bang, sizeof(*bang));
}

static void fill_env(void)
{
	struct pxe_env *env = (void *)(seg16.flat + offset_of(pxe16_env));

	memset(env, 0, sizeof(*env));
	memcpy(env->signature, "PXENV+", sizeof(env->signature));
	env->version = 0x0201;
	env->len = sizeof(*env);
	env->entry = at(pxe16_env_entry);
	env->stack_segment = seg16.segment + (stack_offset() >> 4);
	env->stack_size = STACK_LEN;
	env->base_code_segment = env->base_data_segment = seg16.segment;
	env->base_code_size = env->base_data_size = seg16.len;
	env->undi_code_segment = env->undi_data_segment = seg16.segment;
	env->undi_code_size = seg16.len;
	env->undi_data_size = whole_len();
	env->bang = at(pxe16_bang);
	env->checksum = checksum(env, sizeof(*env));
}

static void fill_vars(void)
{
	struct pxe16_vars *vars =
		(void *)(seg16.flat + offset_of(pxe16_vars));
	uint8_t *gdt = seg16.flat + offset_of(pxe16_gdt);
	uint32_t base = (uint32_t)seg16.flat;

	vars->flat = base;
	vars->gdtr.base = (uint32_t)gdt;
	vars->call_entry.offset = (uint32_t)pxe_pm_call;
	vars->back_entry.offset = (uint32_t)pxe_pm_back;
	vars->to_real_segment = seg16.segment;
	vars->stack_top = seg16.len;
	vars->old_int18 = vectors[0x18];
	vars->old_int1a = vectors[0x1a];
	vars->our_int15 = int15_hook();
	vars->old_int15 = vectors[0x15];
	vars->found_kib = seg16.found_kib + BLOCK_KIB;
	/* Sets bits 0 to 23 of the bases of the two 16-bit segments. */
	memcpy(gdt + 3 * 8 + 2, &base, 3);
	memcpy(gdt + 4 * 8 + 2, &base, 3);
}

/* --- hooks and memory */

/* Returns the interrupt vector that leads to a label in the segment. */
static uint32_t vector_to(const uint8_t *label)
{
	return (uint32_t)seg16.segment << 16 | offset_of(label);
}

/* Puts an interrupt back to what it was, if our hook is the last one that was
 * put there. */
static void unhook(unsigned int number, const uint8_t *label)
{
	if (VECTOR(number) == vector_to(label))
		VECTOR(number) = vectors[number];
}

static uint8_t read_pit_mode(void)
{
	outb(PIT_READ_STATUS_0, PIT_COMMAND);
	return inb(PIT_CHANNEL0) & PIT_MODE;
}

/* Lets the clock tick at the BIOS's 18.2 Hz again, if the program has
 * changed that. */
static void restore_pit(void)
{
	outb(pit_mode, PIT_COMMAND);
	outb(0, PIT_CHANNEL0);
	outb(0, PIT_CHANNEL0);
}

/* Takes base memory for the segment. Returns 0, or -ENOMEM if the program would
 * have no room. */
static int take_memory(void)
{
	unsigned int kib = BASE_KIB;

	if (!pxe_program_room())
		return -ENOMEM;
	seg16.found_kib = kib;
	kib -= segment_kib();
	seg16.segment = kib * (KIB / 16);
	seg16.flat = (uint8_t *)(kib * KIB);
	seg16.len = segment_kib() * KIB;
	BASE_KIB = kib;
	return 0;
}

/* Notes the state of the machine, fills the segment and sets its hooks. */
static void install(void)
{
	memcpy(vectors, (const void *)hide_origin(0), sizeof(vectors));
	old_int15 = block->old_int15;
	pic1_mask = inb(PIC1_MASK);
	pic2_mask = inb(PIC2_MASK);
	pit_mode = read_pit_mode();
	memset(seg16.flat, 0, seg16.len);
	memcpy(seg16.flat, pxe16, offset_of(pxe16_end));
	fill_bang();
	fill_env();
	fill_vars();
	note_own_memory();
	VECTOR(0x18) = vector_to(pxe16_int18);
	VECTOR(0x1a) = vector_to(pxe16_int1a);
	hide_memory();
}

/* Ends the runtime after the program has unloaded us, to go on alone. Base
 * memory is left to the program to free (PXE 2.1 section 3.3.5): programs
 * complain if it is free already. */
static void leave_for_good(void)
{
	pxe_deactivate();
	core_shutdown();
	give_back();
	unhook(0x18, pxe16_int18);
	unhook(0x1a, pxe16_int1a);
}

/* Puts back what install() has changed, after the program has ended. A program
 * that has taken base memory for itself keeps that, and its hooks. */
static void uninstall(void)
{
	unsigned int i;

	unhide_memory();
	unhook(0x18, pxe16_int18);
	unhook(0x1a, pxe16_int1a);
	outb(pic1_mask, PIC1_MASK);
	outb(pic2_mask, PIC2_MASK);
	restore_pit();
	if (BASE_KIB == seg16.found_kib - segment_kib()) {
		for (i = 0; i < NUM_VECTORS; i++)
			VECTOR(i) = vectors[i];
		block->old_int15 = old_int15;
		BASE_KIB = seg16.found_kib;
	}
	seg16.flat = NULL;
}

uint32_t pxe_bios_call(unsigned int opcode, uint32_t params)
{
	struct pxe_segoff block = { params, params >> 16 };
	uint32_t result = pxe_api_call(opcode, block);
	enum pxe_after after = pxe_after_call();

	if (after == PXE_AFTER_UNLOAD)
		leave_for_good();
	return result | (uint32_t)after << 16;
}

/* Returns non-zero if a program has ended as planned. Programs that want the
 * local disk to be started next say so by what should stay in memory for it,
 * which is what they have not unloaded themselves. */
static int has_succeeded(unsigned int result)
{
	return result == PXENV_STATUS_SUCCESS ||
	       result == PXENV_STATUS_KEEP_UNDI ||
	       result == PXENV_STATUS_KEEP_ALL;
}

int pxe_run(struct image *image, struct net_device *netdev)
{
	struct pxe_segoff buffers;
	unsigned int result;
	int rc;

	rc = take_memory();
	if (rc != 0)
		return rc;
	install();
	buffers.segment = seg16.segment;
	buffers.offset = buffers_offset();
	pxe_activate(netdev, image->uri, buffers);
	memcpy((void *)PXE_PROGRAM, image->data, image->len);
	console_drain();
	result = pxe_pm_run(seg16.flat);
	pxe_deactivate();
	uninstall();
	if (result == NEXT_DEVICE)
		leave_to(EXIT_INT18);
	/* The program may have overwritten the stack of the BIOS, to which the
	 * ROM would return. INT 18h needs no stack (BIOS Boot Specification
	 * 1.01). */
	block->exit = EXIT_INT18;
	/* The program may have closed the device. */
	rc = netdev_open(netdev);
	return has_succeeded(result) ? rc : -EIO;
}
