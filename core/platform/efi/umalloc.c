/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * External memory (<ipxe/umalloc.h>) in whole pages from the firmware, which
 * knows where memory is free. A block that has to grow gets twice the pages
 * that it needs, so that a download of unknown size is copied a few times only.
 */

#include <stdlib.h>
#include <string.h>
#include <ipxe/list.h>
#include <ipxe/umalloc.h>
#include "efi.h"

/* A block of external memory. */
struct ublock {
	struct list_head list;		/* its place in the list of all */
	uint64_t start;			/* its address */
	size_t pages;			/* how many pages it has */
	size_t len;			/* bytes that were asked for */
};

/* All blocks that are allocated. */
static LIST_HEAD(ublocks);

/* Returns how many pages len bytes take, or 0 if there cannot be that many. */
static size_t pages_for(size_t len)
{
	if (len > ~(size_t)0 - EFI_PAGE_SIZE)
		return 0;
	return len ? (len + EFI_PAGE_SIZE - 1) / EFI_PAGE_SIZE : 1;
}

/* Returns the block that begins at an address, or NULL if there is none. */
static struct ublock *find_block(const void *ptr)
{
	struct ublock *block;

	list_for_each_entry(block, &ublocks, list) {
		if (block->start == (uintptr_t)ptr)
			return block;
	}
	return NULL;
}

/* Returns the address of new pages, or 0 if there is not enough memory. */
static uint64_t get_pages(size_t pages)
{
	uint64_t address = 0;

	if (!pages || efi_boot->allocate_pages(EFI_ALLOCATE_ANY,
					       EFI_LOADER_DATA, pages,
					       &address) != EFI_SUCCESS)
		return 0;
	return address;
}

void *umalloc(size_t len)
{
	struct ublock *block = malloc(sizeof(*block));

	if (!block)
		return NULL;
	block->len = len;
	block->pages = pages_for(len);
	block->start = get_pages(block->pages);
	if (!block->start) {
		free(block);
		return NULL;
	}
	list_add(&block->list, &ublocks);
	return (void *)(uintptr_t)block->start;
}

/* Moves a block to that many new pages, and sets its length. Returns 1, or 0
 * with the block as it was if there is not enough memory. */
static int move(struct ublock *block, size_t pages, size_t len)
{
	uint64_t start = get_pages(pages);

	if (!start)
		return 0;
	memcpy((void *)(uintptr_t)start, (void *)(uintptr_t)block->start,
	       block->len);
	efi_boot->free_pages(block->start, block->pages);
	block->start = start;
	block->pages = pages;
	block->len = len;
	return 1;
}

void *urealloc(void *old, size_t len)
{
	size_t pages = pages_for(len);
	struct ublock *block;

	if (!old)
		return umalloc(len);
	block = find_block(old);
	if (!block || !pages)
		return NULL;
	if (pages <= block->pages) {
		block->len = len;
		return old;
	}
	if ((pages <= ~(size_t)0 / 2 && move(block, 2 * pages, len)) ||
	    move(block, pages, len))
		return (void *)(uintptr_t)block->start;
	return NULL;
}

/* Gives the pages that a block does not need back to the firmware, which takes
 * any pages of an allocation (UEFI 2.10, 7.2), and returns where the block is:
 * at the same address as before. */
void *utrim(void *ptr)
{
	struct ublock *block = find_block(ptr);
	size_t pages = block ? pages_for(block->len) : 0;

	if (block && pages < block->pages &&
	    efi_boot->free_pages(block->start + pages * EFI_PAGE_SIZE,
				 block->pages - pages) == EFI_SUCCESS)
		block->pages = pages;
	return ptr;
}

void ufree(void *ptr)
{
	struct ublock *block = find_block(ptr);

	if (!block)
		return;
	list_del(&block->list);
	efi_boot->free_pages(block->start, block->pages);
	free(block);
}

void efi_umalloc_exit(void)
{
	struct ublock *block;

	while ((block = list_first_entry(&ublocks, struct ublock, list)))
		ufree((void *)(uintptr_t)block->start);
}

/* Returns the length in bytes of the largest piece of free memory, or 0 if the
 * firmware does not tell. */
size_t umalloc_largest(void)
{
	struct efi_map map;
	uint64_t pages = 0;
	unsigned int i;

	if (efi_map_get(&map) != 0)
		return 0;
	for (i = 0; i < map.count; i++) {
		const struct efi_memory_descriptor *entry =
			efi_map_entry(&map, i);

		if (entry->type == EFI_CONVENTIONAL_MEMORY &&
		    entry->pages > pages)
			pages = entry->pages;
	}
	free(map.entries);
	return pages * EFI_PAGE_SIZE;
}
