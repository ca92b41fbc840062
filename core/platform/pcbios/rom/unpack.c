/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The unpacker. It runs wherever the payload is, in protected mode, and knows
 * nothing but the block (block.h). It takes memory for the runtime and its heap
 * as high as it can, unpacks the runtime there and calls it. Nothing packs this
 * code, so that it is written and compiled for few bytes.
 */

#include "../block.h"
#include "payload.h"

#define MIB (1U << 20)
#define HEAP_MAX (8 * MIB)
/* The heap's share of the region it is in: a sixteenth. */
#define HEAP_SHIFT 4
#define PAGE 4096U
#define PAGES(len) (((len) + PAGE - 1) & ~(PAGE - 1))

/* Addresses [start,end). */
struct range {
	/* The first address, and the one after the last. */
	uint32_t start, end;
};

/* Has the block print a text when we leave. Returns -1. */
static int fail(struct block *block, const char *text)
{
	char *to = (char *)block + BLOCK_BUFFER;

	while ((*to++ = *text++))
		;
	block->text = 1;
	return -1;
}

/* Returns -1 if the race of another NIC has failed: one race serves all NICs,
 * so that nothing is left to try. Returns 0 if there was none, or if it was
 * that of this NIC, which may try again. */
static int already_tried(struct block *block)
{
	const struct shared *shared = (const struct shared *)block->shared;

	if (!shared || !shared->tried || shared->tried == block->boot_nic + 1)
		return 0;
	return fail(block, shared->text);
}

/* Returns an entry of the memory map. */
static struct e820_entry *map_entry(struct block *block, unsigned int i)
{
	return (struct e820_entry *)((char *)block + BLOCK_E820) + i;
}

/* Returns the highest address in the region where len bytes are free, or 0 if
 * there is none. What an entry of the map says is not RAM is not free, nor is
 * what the loader has brought along. */
static uint32_t place_below(struct block *block, const struct range *region,
			    uint32_t len)
{
	const struct range busy[] = {
		{ block->initrd, block->initrd + block->initrd_len },
		{ (uint32_t)payload_header(block->payload), block->payload +
			payload_header(block->payload)->len },
	};
	uint32_t end = region->end & ~(PAGE - 1);
	unsigned int i;

	for (i = 0; i < 2 + block->e820_count; ) {
		struct range range;

		if (end < region->start || end - region->start < len)
			return 0;
		if (i < 2) {
			range = busy[i];
		} else {
			struct e820_entry *entry = map_entry(block, i - 2);
			uint64_t top = entry->start + entry->len;

			range.start = range.end = 0;
			if (entry->type != E820_RAM &&
			    entry->start <= 0xffffffff) {
				range.start = entry->start;
				range.end = top > 0xffffffff ? 0xffffffff : top;
			}
		}
		i++;
		if (range.start < range.end && range.start < end &&
		    range.end > end - len) {
			end = range.start & ~(PAGE - 1);
			i = 0;
		}
	}
	return end - len;
}

/* Returns the address of the highest place for len bytes in RAM from 1 MiB up,
 * or 0 if there is none. */
static uint32_t find_place(struct block *block, uint32_t len)
{
	uint32_t best = 0;
	unsigned int i;

	for (i = 0; i < block->e820_count; i++) {
		struct e820_entry *entry = map_entry(block, i);
		uint64_t end = entry->start + entry->len;
		struct range range;
		uint32_t place;

		if (entry->type != E820_RAM || entry->start > 0xffffffff)
			continue;
		range.start = entry->start < MIB ? MIB : entry->start;
		range.end = end > 0xffffffff ? 0xffffffff : end;
		if (end <= MIB)
			continue;
		place = place_below(block, &range, len);
		if (place > best)
			best = place;
	}
	return best;
}

/* Finds memory for len bytes followed by the longest heap that the machine can
 * spare. Returns its address, or 0 if there is too little. */
static uint32_t find_memory(struct block *block, uint32_t len,
			    uint32_t *heap_len)
{
	uint32_t heap, place;

	for (heap = HEAP_MAX; heap >= HEAP_MIN; heap /= 2) {
		place = find_place(block, len + heap);
		if (place && (heap == HEAP_MIN ||
			      place >> HEAP_SHIFT >= heap)) {
			*heap_len = heap;
			return place;
		}
	}
	return 0;
}

/* Clears memory dword by dword, and so up to 3 bytes more than len. */
static void clear(void *start, uint32_t len)
{
	len = (len + 3) / 4;
	__asm__ __volatile__("rep stosl" : "+D"(start), "+c"(len) : "a"(0)
			     : "memory");
}

/* Unpacks and calls the runtime; it is the entry of the payload (rom.h). Only
 * returns, with -1, if the runtime cannot start: after its work the runtime leaves
 * by the block itself. */
int unpack(struct block *block);
int unpack(struct block *block)
{
	struct payload *payload = payload_header(block->payload);
	uint32_t mem_len = PAGES(payload->mem_len);
	uint32_t heap_len;
	uint8_t *image;
	void (*runtime)(struct block *block) __attribute__((noreturn));

	if (already_tried(block))
		return -1;
	image = (uint8_t *)find_memory(block, mem_len, &heap_len);
	if (!image)
		return fail(block, "multiboot: not enough memory: "
			    "the machine needs 4 MiB\r\n");
	if (unpack_image(payload, image, image + mem_len, heap_len) != 0)
		return fail(block, "multiboot: the image is damaged\r\n");
	clear(image + payload->image_len, mem_len - payload->image_len);
	block->image = (uint32_t)image;
	block->image_end = (uint32_t)image + mem_len;
	block->heap_end = (uint32_t)image + mem_len + heap_len;
	runtime = (void *)(image + payload->entry);
	runtime(block);
}
