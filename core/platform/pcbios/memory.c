/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Knows which memory belongs to whom (docs/memory.md). The block has the BIOS's
 * memory map as it was when we started. Three regions are ours: the runtime with
 * its heap, the script that a loader has brought along (initrd), and the payload
 * if another ROM may start it again.
 */

#include <string.h>
#include <core/machine.h>
#include <core/mbi.h>
#include <core/memory.h>
#include <ipxe/umalloc.h>
#include "memmap.h"
#include "pcbios.h"

#define KIB 1024U
#define MIB (1024 * KIB)
#define GIB4 (1ULL << 32)
#define INT15 0x15
#define CMDLINE_MAX 1023
/* How many bytes of the stack wipe_memory() and memset() may use, with some to
 * spare. */
#define STACK_NEEDED 128

static struct e820_entry map[E820_MAX];
static unsigned int map_count;

static struct memory_region own[3];
static unsigned int own_count;

static char cmdline[CMDLINE_MAX + 1];

static void add_own(uint32_t start, uint32_t end)
{
	if (start >= end)
		return;
	own[own_count].start = start;
	own[own_count].end = end;
	own_count++;
}

void memory_init(void)
{
	map_count = block->e820_count;
	memcpy(map, (char *)block + BLOCK_E820, map_count * E820_LEN);
	add_own(block->image, block->heap_end);
	add_own(block->initrd, block->initrd + block->initrd_len);
	if (block->shared)
		add_own(block->shared, block->payload + block->payload_len);
	if (block->cmdline)
		memcpy(cmdline, (const void *)block->cmdline,
		       strnlen((const void *)block->cmdline, CMDLINE_MAX));
}

unsigned int platform_memmap(struct memory_region *regions, unsigned int max)
{
	struct memory_region all = { MIB, GIB4 };

	return memmap_usable(map, map_count, own, own_count, &all, regions,
			     max);
}

/* Counts RAM above 1 MiB up to the end of the address space, and all of the
 * first MiB. */
uint64_t platform_memsize(void)
{
	struct memory_region all = { MIB, ~0ULL };
	struct memory_region regions[E820_MAX];
	unsigned int i, count;
	uint64_t size = MIB;

	count = memmap_usable(map, map_count, NULL, 0, &all, regions,
			      E820_MAX);
	for (i = 0; i < count; i++)
		size += regions[i].end - regions[i].start;
	return size;
}

void platform_heap(void **start, size_t *len)
{
	*start = (void *)block->image_end;
	*len = block->heap_end - block->image_end;
}

void set_cmdline(const char *command)
{
	strncpy(cmdline, command, CMDLINE_MAX);
}

const char *platform_cmdline(void)
{
	return cmdline;
}

void platform_initrd(const void **data, size_t *len)
{
	*data = (const void *)block->initrd;
	*len = block->initrd_len;
}

int platform_boot_nic(void)
{
	return (int)block->boot_nic;
}

/* Returns how many bytes of usable memory there are from start on without a
 * gap, not counting those from limit on. */
static uint32_t contiguous(const struct memory_region *regions,
			   unsigned int count, uint64_t start, uint64_t limit)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (regions[i].start <= start && regions[i].end > start)
			return (regions[i].end < limit ? regions[i].end :
							 limit) - start;
	}
	return 0;
}

/* Works out what the older calls of INT 15h answer (E801h and 88h), which know
 * two pieces of memory: from 1 to 16 MiB, and from 16 MiB on. */
static void hide_from_old_calls(const struct memory_region *ours,
				unsigned int our_count)
{
	struct memory_region whole = { MIB, GIB4 };
	struct memory_region regions[E820_MAX];
	unsigned int count = memmap_usable(map, map_count, ours, our_count,
					   &whole, regions, E820_MAX);
	uint32_t low, high, all;

	low = contiguous(regions, count, MIB, 16 * MIB) / KIB;
	high = contiguous(regions, count, 16 * MIB, GIB4) / KIB;
	all = low + (low == 15 * KIB ? high : 0);
	block->hidden_e801_low = low;
	block->hidden_e801_high = high / 64;
	block->hidden_88 = all < 0xffff ? all : 0xffff;
}

unsigned int memory_own(struct memory_region *ours, unsigned int max)
{
	memcpy(ours, own, own_count * sizeof(own[0]));
	return own_count + umalloc_used(ours + own_count, max - own_count);
}

/* Prepares what our hook of INT 15h answers from now on. */
static void hide(const struct memory_region *ours, unsigned int our_count)
{
	block->hidden_count = memmap_hide(map, map_count, ours, our_count,
					  (void *)((char *)block +
						   BLOCK_HIDDEN), E820_MAX);
	hide_from_old_calls(ours, our_count);
}

uint32_t int15_hook(void)
{
	return (uint32_t)rm_seg(block) << 16 | block->int15_hook;
}

void hide_memory(void)
{
	struct memory_region ours[OWNED_MAX];
	unsigned int our_count = memory_own(ours, OWNED_MAX);
	volatile uint32_t *vector =
		(volatile uint32_t *)hide_origin(INT15 * 4);

	hide(ours, our_count);
	if (block->old_int15)
		return;
	block->old_int15 = *vector;
	*vector = int15_hook();
}

void unhide_memory(void)
{
	volatile uint32_t *vector =
		(volatile uint32_t *)hide_origin(INT15 * 4);

	if (!block->old_int15)
		return;
	/* Others may have hooked INT 15h after us. Our hook then has to stay,
	 * but it gives the answers of the BIOS again. */
	if (*vector == int15_hook()) {
		*vector = block->old_int15;
		block->old_int15 = 0;
	} else {
		hide(NULL, 0);
	}
}

void wipe_memory(void)
{
	char here;

	memory_wipe();
	/* Calls that have returned have left their data on the stack. */
	memset(stack_start, 0, &here - STACK_NEEDED - stack_start);
}

void memory_describe(struct mbi_machine *machine)
{
	struct memory_region whole = { MIB, GIB4 };
	struct memory_region regions[E820_MAX];
	unsigned int i, count = memmap_usable(map, map_count, NULL, 0, &whole,
					      regions, E820_MAX);
	uint16_t base_kib = bios_data(uint16_t, BDA_BASE_KIB);

	/* The block's memory is given back before the kernel is entered. */
	if (base_kib == block->base / KIB)
		base_kib += BLOCK_KIB;
	machine->lower_kib = base_kib;
	machine->upper_kib = contiguous(regions, count, MIB, GIB4) / KIB;
	machine->count = map_count;
	for (i = 0; i < map_count; i++) {
		machine->map[i].size = sizeof(machine->map[i]) -
				       sizeof(machine->map[i].size);
		machine->map[i].start = map[i].start;
		machine->map[i].len = map[i].len;
		machine->map[i].type = map[i].type;
	}
}

void release_base_memory(void)
{
	volatile uint16_t *base_kib =
		(volatile uint16_t *)hide_origin(BDA_BASE_KIB);

	if (*base_kib == block->base / KIB)
		*base_kib += BLOCK_KIB;
}
