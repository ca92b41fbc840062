/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Memory maps (memmap.h). Usable memory is found step by step from the lowest
 * address up: first the next address that is RAM, then whatever ends it.
 */

#include "memmap.h"

static uint64_t end_of(const struct e820_entry *entry)
{
	uint64_t end = entry->start + entry->len;

	return end < entry->start ? ~0ULL : end;
}

/* Finds the lowest address, not below at, that lies in RAM, and where the entry
 * that says so ends; if several do, the one that reaches farthest. Returns 0 if
 * there is none. */
static int next_ram(const struct e820_entry *map, unsigned int count,
		    uint64_t at, struct memory_region *found)
{
	unsigned int i;

	found->start = ~0ULL;
	found->end = 0;
	for (i = 0; i < count; i++) {
		uint64_t start = map[i].start > at ? map[i].start : at;
		uint64_t end = end_of(&map[i]);

		if (map[i].type != E820_RAM || end <= start ||
		    start > found->start)
			continue;
		if (start < found->start || end > found->end)
			found->end = end;
		found->start = start;
	}
	return found->end != 0;
}

/* Cuts the region at something that is in its way. Where that covers the start
 * of the region, the region goes on after it and may become empty. Returns
 * non-zero if the start has moved. */
static int cut(struct memory_region *region, uint64_t start, uint64_t end)
{
	if (end <= region->start || start >= region->end || start >= end)
		return 0;
	if (start > region->start) {
		region->end = start;
		return 0;
	}
	region->start = end;
	return 1;
}

/* Cuts the region at everything there is, and begins again whenever its start
 * has moved. An end that has become too low by that is found again by the
 * caller in its next step. */
static void cut_all(const struct e820_entry *map, unsigned int count,
		    const struct memory_region *own, unsigned int own_count,
		    struct memory_region *region)
{
	unsigned int i = 0;
	int moved;

	while (i < count + own_count && region->start < region->end) {
		if (i >= count)
			moved = cut(region, own[i - count].start,
				    own[i - count].end);
		else if (map[i].type == E820_RAM)
			moved = 0;
		else
			moved = cut(region, map[i].start, end_of(&map[i]));
		i = moved ? 0 : i + 1;
	}
}

unsigned int memmap_usable(const struct e820_entry *map, unsigned int count,
			   const struct memory_region *own,
			   unsigned int own_count,
			   const struct memory_region *window,
			   struct memory_region *regions, unsigned int max)
{
	struct memory_region region;
	uint64_t at = window->start;
	unsigned int used = 0;

	while (at < window->end && next_ram(map, count, at, &region)) {
		uint64_t ram_end = region.end;

		cut_all(map, count, own, own_count, &region);
		if (region.start >= window->end)
			break;
		if (region.start >= region.end) {
			at = region.start > ram_end ? region.start : ram_end;
			continue;
		}
		at = region.end;
		if (region.end > window->end)
			region.end = window->end;
		if (used && regions[used - 1].end == region.start)
			regions[used - 1].end = region.end;
		else if (used < max)
			regions[used++] = region;
		else
			break;
	}
	return used;
}

/* Adds an entry unless it is empty or there is no room. Returns the new number
 * of entries. */
static unsigned int add(struct e820_entry *hidden, unsigned int used,
			unsigned int max, uint64_t start, uint64_t end,
			uint32_t type)
{
	if (used >= max || start >= end)
		return used;
	hidden[used].start = start;
	hidden[used].len = end - start;
	hidden[used].type = type;
	return used + 1;
}

unsigned int memmap_hide(const struct e820_entry *map, unsigned int count,
			 const struct memory_region *own,
			 unsigned int own_count, struct e820_entry *hidden,
			 unsigned int max)
{
	struct memory_region regions[E820_MAX];
	struct memory_region entry;
	unsigned int used = 0, i, k, pieces;

	for (i = 0; i < count; i++) {
		entry.start = map[i].start;
		entry.end = end_of(&map[i]);
		if (map[i].type != E820_RAM) {
			used = add(hidden, used, max, entry.start, entry.end,
				   map[i].type);
			continue;
		}
		pieces = memmap_usable(&map[i], 1, own, own_count, &entry,
				       regions, E820_MAX);
		for (k = 0; k < pieces; k++)
			used = add(hidden, used, max, regions[k].start,
				   regions[k].end, E820_RAM);
	}
	for (i = 0; i < own_count; i++)
		used = add(hidden, used, max, own[i].start, own[i].end,
			   E820_RESERVED);
	return used;
}
