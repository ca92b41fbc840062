/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * External memory (<ipxe/umalloc.h>). The blocks' records are kept in the
 * heap, so that the blocks themselves are whole pages and nothing that is
 * downloaded can damage them.
 *
 * Each block is followed by a reserve, which is empty at first. A block that grows
 * gets a reserve as long as itself or, if there is too little memory for that, the
 * largest free piece. So a download of unknown size is moved only a few times, at
 * a cost that grows no faster than the file. Reserves are given up when memory is
 * short, and when a block has grown for the last time (utrim()). The new place of
 * a block that has to move may overlap the old one, so that memory does not have
 * to hold the block twice.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <core/memory.h>
#include <ipxe/list.h>
#include <ipxe/umalloc.h>

#define PAGE 4096
/* Blocks are placed below this address if they fit. Most kernels want their initrd
 * there (initrd_addr_max is 7FFFFFFFh), so that a downloaded one can stay where
 * it is. */
#define LOW_END 0x80000000ULL
#define MAX_REGIONS 32

/* An allocated block. */
struct ublock {
	/* Place in the list of all blocks, the highest address first. */
	struct list_head list;
	/* Its first address. */
	uintptr_t start;
	/* Its length in bytes, in whole pages. */
	size_t len;
	/* How many bytes after the block are kept for it to grow, in whole
	 * pages. */
	size_t reserve;
};

/* All blocks, the highest address first. */
static LIST_HEAD(ublocks);

/* The memory that blocks can be in, ascending, in whole pages. */
static struct memory_region regions[MAX_REGIONS];
/* How many regions there are. */
static unsigned int region_count;

/* Free pages between or beside the blocks. */
struct gap {
	/* The first address. */
	uintptr_t start;
	/* The address after the last one. */
	uintptr_t end;
};

/* Reads the memory map, unless there are blocks: it does not change as long as
 * memory of it is in use. */
static void read_memmap(void)
{
	struct memory_region *region;
	unsigned int i, count;
	uint64_t limit = (uintptr_t)-1 & ~(uintptr_t)(PAGE - 1);

	if (!list_empty(&ublocks))
		return;
	count = platform_memmap(regions, MAX_REGIONS);
	region_count = 0;
	for (i = 0; i < count && i < MAX_REGIONS; i++) {
		region = &regions[region_count];
		region->start = (regions[i].start + PAGE - 1) &
				~(uint64_t)(PAGE - 1);
		region->end = regions[i].end & ~(uint64_t)(PAGE - 1);
		if (region->end > limit)
			region->end = limit;
		if (region->start < region->end)
			region_count++;
	}
}

/* Returns the length of the whole pages that hold len bytes, at least one page, or
 * 0 if there cannot be so many. */
static size_t whole_pages(size_t len)
{
	if (len > ~(size_t)0 - PAGE)
		return 0;
	return len ? (len + PAGE - 1) & ~(size_t)(PAGE - 1) : PAGE;
}

/* Returns the address after the reserve of a block. */
static uintptr_t block_end(const struct ublock *block)
{
	return block->start + block->len + block->reserve;
}

/* Finds the highest gap of a region that ends at gap->end or below; the pages
 * of the block to ignore count as free. Returns 0 if there is none. */
static int next_gap(struct gap *gap, const struct memory_region *region,
		    const struct ublock *ignore)
{
	struct ublock *block;

	gap->start = region->start;
	list_for_each_entry(block, &ublocks, list) {
		if (block == ignore || block->start >= gap->end)
			continue;
		if (block_end(block) <= region->start)
			break;
		if (block_end(block) < gap->end) {
			gap->start = block_end(block);
			return 1;
		}
		gap->end = block->start;
	}
	return gap->end > gap->start;
}

/* Finds a gap as find_gap() does, but only below an address. Returns 0 if there
 * is none. */
static int find_gap_below(uint64_t limit, size_t len,
			  const struct ublock *ignore, struct gap *found)
{
	struct gap gap;
	unsigned int i;

	found->start = found->end = 0;
	for (i = region_count; i--; ) {
		gap.end = regions[i].end < limit ? regions[i].end : limit;
		while (next_gap(&gap, &regions[i], ignore)) {
			size_t size = gap.end - gap.start;

			if (size > found->end - found->start && size >= len) {
				*found = gap;
				if (len)
					return 1;
			}
			gap.end = gap.start;
		}
	}
	return found->end != 0;
}

/* Finds the highest gap of at least len bytes, below LOW_END if there is one
 * there. If len is 0 it finds the largest gap of all. The pages of the block to
 * ignore count as free. Returns 0 if there is none. */
static int find_gap(size_t len, const struct ublock *ignore,
		    struct gap *found)
{
	return (len && find_gap_below(LOW_END, len, ignore, found)) ||
	       find_gap_below(~0ULL, len, ignore, found);
}

/* Gives up the reserves of all blocks. */
static void drop_reserves(void)
{
	struct ublock *block;

	list_for_each_entry(block, &ublocks, list)
		block->reserve = 0;
}

/* Puts a block into the list. */
static void insert(struct ublock *block)
{
	struct ublock *lower;

	list_for_each_entry(lower, &ublocks, list) {
		if (lower->start < block->start)
			break;
	}
	/* The new block goes before the first one that is lower, or to the end
	 * of the list if there is none. */
	list_add_tail(&block->list, &lower->list);
}

/* Returns the block that starts at an address, or NULL if there is none. */
static struct ublock *find_block(const void *ptr)
{
	struct ublock *block;

	list_for_each_entry(block, &ublocks, list) {
		if (block->start == (uintptr_t)ptr)
			return block;
	}
	return NULL;
}

void *umalloc(size_t len)
{
	struct ublock *block;
	struct gap gap;

	len = whole_pages(len);
	read_memmap();
	block = malloc(sizeof(*block));
	if (!block)
		return NULL;
	if (len && !find_gap(len, NULL, &gap))
		drop_reserves();
	if (!len || !find_gap(len, NULL, &gap)) {
		free(block);
		return NULL;
	}
	block->start = gap.end - len;
	block->len = len;
	block->reserve = 0;
	insert(block);
	return (void *)block->start;
}

/* Moves a block that grows to the start of a gap, which may overlap its old
 * place. Returns the address where it is then. */
static void *move(struct ublock *block, uintptr_t start, size_t len,
		  size_t reserve)
{
	list_del(&block->list);
	memmove((void *)start, (void *)block->start, block->len);
	block->start = start;
	block->len = len;
	block->reserve = reserve;
	insert(block);
	return (void *)start;
}

void *urealloc(void *old, size_t len)
{
	struct ublock *block;
	struct gap gap;

	if (!old)
		return umalloc(len);
	block = find_block(old);
	len = whole_pages(len);
	if (!block || !len)
		return NULL;
	if (len < block->len) {
		block->len = len;
		block->reserve = 0;
		return old;
	}
	if (len <= block->len + block->reserve) {
		block->reserve -= len - block->len;
		block->len = len;
		return old;
	}
	if (len <= ~(size_t)0 / 2 && find_gap(2 * len, block, &gap))
		return move(block, gap.end - 2 * len, len, len);
	/* There is not enough memory for a reserve of that length, so that the
	 * block gets the largest gap there is. */
	drop_reserves();
	if (!find_gap(0, block, &gap) || gap.end - gap.start < len)
		return NULL;
	return move(block, gap.start, len, gap.end - gap.start - len);
}

void *utrim(void *ptr)
{
	struct ublock *block = find_block(ptr);
	struct gap gap;

	drop_reserves();
	if (block && find_gap(block->len, block, &gap))
		ptr = move(block, gap.end - block->len, block->len, 0);
	return ptr;
}

void ufree(void *ptr)
{
	struct ublock *block = find_block(ptr);

	if (!block)
		return;
	list_del(&block->list);
	free(block);
}

size_t umalloc_largest(void)
{
	struct gap gap;

	read_memmap();
	drop_reserves();
	return find_gap(0, NULL, &gap) ? gap.end - gap.start : 0;
}

unsigned int umalloc_used(struct memory_region *used, unsigned int max)
{
	struct memory_region *last = NULL;
	struct ublock *block;
	unsigned int count = 0;

	list_for_each_entry(block, &ublocks, list) {
		if (!last || (last->start != block_end(block) && count < max)) {
			last = &used[count++];
			last->end = block_end(block);
		}
		last->start = block->start;
	}
	return count;
}
