/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The unpacker, in front of the compressed runtime in the payload. It runs
 * where the payload happens to be, in protected mode, and has nothing but the
 * block. It takes memory for the runtime and the heap as high as it can,
 * unpacks the runtime there, has it put together and calls it.
 *
 *   payload:  struct payload | this code | parts, LZMA
 *   parts:    streams of the image's code (x86_split) | rest of the image, with
 *             join() at its start (../join.c)
 */

#include <core/lzma.h>
#include "../block.h"
#include "payload.h"

#define MIB (1U << 20)
#define HEAP_MAX (8 * MIB)
/* The heap's share of the region it is in: a sixteenth. */
#define HEAP_SHIFT 4
#define PAGE 4096U
#define PAGES(len) (((len) + PAGE - 1) & ~(PAGE - 1))

_Static_assert(sizeof(struct shared) == SHARED_LEN, "block.h");

struct range {
	uint32_t start, end;
};

/* Ends the whole with a text, which the block prints. */
static int fail(struct block *block, const char *text)
{
	char *to = (char *)block + BLOCK_BUFFER;

	while ((*to++ = *text++))
		;
	block->text = 1;
	return -1;
}

/* One race serves all NICs: when another one's has failed there is nothing to
 * add. The NIC that ran it may try again. Non-zero: give up. */
static int already_tried(struct block *block)
{
	const struct shared *shared = (const struct shared *)block->shared;

	if (!shared || !shared->tried || shared->tried == block->boot_nic + 1)
		return 0;
	return fail(block, shared->text);
}

static struct e820_entry *map_entry(struct block *block, unsigned int i)
{
	return (struct e820_entry *)((char *)block + BLOCK_E820) + i;
}

/* Lowers end until no entry that is not RAM and nothing of the loader's lies
 * between end - len and end. Returns the start of the place, or 0. */
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

/* The highest place for len bytes in RAM above 1 MiB. */
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

/* The most heap the machine can spare. */
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

static void copy(uint8_t *to, const uint8_t *from, uint32_t len)
{
	__asm__ __volatile__("rep movsb" : "+D"(to), "+S"(from), "+c"(len)
			     : : "memory");
}

static void clear(void *start, uint32_t len)
{
	__asm__ __volatile__("rep stosb" : "+D"(start), "+c"(len) : "a"(0)
			     : "memory");
}

/* All parts, one behind the other. */
static int decode(const struct payload *payload, uint8_t *out, uint16_t *probs)
{
	const uint8_t *in = (const uint8_t *)payload + payload->packed;
	const struct part *part = payload->parts;

	for (; part < payload->parts + PARTS; part++) {
		if (lzma_decode(out, part->len, in, part->packed_len,
				part->props, probs) != 0)
			return -1;
		out += part->len;
		in += part->packed_len;
	}
	return 0;
}

/* Makes the image of the payload's data. scratch: memory for all of them and,
 * at its end, for the decoder. */
static int unpack_image(const struct payload *payload, uint8_t *image,
			uint8_t *scratch, uint32_t scratch_len)
{
	uint32_t probs_len = sizeof(uint16_t) * LZMA_PROBS(LZMA_LCLP_MAX);
	uint8_t *rest = image + payload->text_len;

	if (decode(payload, scratch, (uint16_t *)(scratch + scratch_len -
						  probs_len)) != 0)
		return -1;
	copy(rest, scratch + payload->rest,
	     payload->image_len - payload->text_len);
	clear(scratch + payload->work, X86_WORK(payload->text_len));
	return ((join_function *)rest)(payload, image, scratch);
}

/* Called by the block. The runtime's result is nobody's concern here. */
int unpack(struct block *block);
int unpack(struct block *block)
{
	struct payload *payload = payload_header(block->payload);
	uint32_t mem_len = PAGES(payload->mem_len);
	uint32_t heap_len;
	uint8_t *image;
	int (*runtime)(struct block *block);

	if (already_tried(block))
		return -1;
	image = (uint8_t *)find_memory(block, mem_len, &heap_len);
	if (!image)
		return fail(block, "multiboot: not enough memory: "
			    "the machine needs 4 MiB\r\n");
	/* The future heap is free until then. */
	if (unpack_image(payload, image, image + mem_len, heap_len) != 0)
		return fail(block, "multiboot: the image is damaged\r\n");
	clear(image + payload->image_len, mem_len - payload->image_len);
	block->image = (uint32_t)image;
	block->image_end = (uint32_t)image + mem_len;
	block->heap_end = (uint32_t)image + mem_len + heap_len;
	runtime = (void *)(image + payload->entry);
	runtime(block);
	return 0;
}
