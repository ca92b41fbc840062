/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Takes memory from the host. Downloads get no more than the machine is said to
 * have, so that no server can fill the host's memory.
 */

#include <stdlib.h>
#include <core/memory.h>
#include <ipxe/list.h>
#include <ipxe/umalloc.h>
#include "../hosted/host/host.h"
#include "host/map.h"
#include "linux.h"

void *malloc(size_t len)
{
	return host_malloc(len);
}

void *realloc(void *old, size_t len)
{
	return host_realloc(old, len);
}

void free(void *ptr)
{
	host_free(ptr);
}

uint64_t platform_memsize(void)
{
	return hosted_memory();
}

/* --- downloads: whole pages, which the host moves without copying */

/* A block of memory for downloads. */
struct block {
	struct list_head list;	/* its place in the list of all */
	void *start;		/* its address */
	size_t len;		/* its length in bytes, in whole pages */
};

/* All blocks that are allocated. */
static LIST_HEAD(blocks);
/* The lengths of all blocks together. */
static size_t used;

/* Returns the block that begins at an address, or NULL if there is none. */
static struct block *find_block(const void *ptr)
{
	struct block *block;

	list_for_each_entry(block, &blocks, list) {
		if (block->start == ptr)
			return block;
	}
	return NULL;
}

size_t umalloc_largest(void)
{
	return hosted_memory() > used ? hosted_memory() - used : 0;
}

void *umalloc(size_t len)
{
	struct block *block;

	len = host_map_round(len);
	if (!len || len > umalloc_largest())
		return NULL;
	block = zalloc(sizeof(*block));
	if (!block)
		return NULL;
	block->start = host_map(len);
	if (!block->start) {
		free(block);
		return NULL;
	}
	block->len = len;
	list_add(&block->list, &blocks);
	used += len;
	return block->start;
}

void *urealloc(void *old, size_t len)
{
	struct block *block = find_block(old);
	void *start;

	if (!old)
		return umalloc(len);
	len = host_map_round(len);
	if (!block || !len ||
	    (len > block->len && len - block->len > umalloc_largest()))
		return NULL;
	if (len == block->len)
		return old;
	start = host_remap(old, block->len, len);
	if (!start)
		return NULL;
	used += len - block->len;
	block->start = start;
	block->len = len;
	return start;
}

/* Returns the block as it is: no pages are kept for it to grow, as the host
 * moves a block without copying it. */
void *utrim(void *ptr)
{
	return ptr;
}

void ufree(void *ptr)
{
	struct block *block = find_block(ptr);

	if (!block)
		return;
	host_unmap(block->start, block->len);
	used -= block->len;
	list_del(&block->list);
	free(block);
}
