/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The heap (<core/heap.h>). Blocks lie side by side, and each knows the length of
 * the one before it, so that a freed block finds both of its neighbours.
 *
 *   | block | data ... mark | block | data ... mark | ...          end
 *
 * The mark after the data is in the last word of the block. It is made from the
 * address of the block, so that a copy of it is not valid elsewhere.
 */

#include <assert.h>
#include <stdint.h>
#include <string.h>
#include <core/heap.h>

/* What a block begins with. */
struct heap_block {
	/* MAGIC_USED or MAGIC_FREE. */
	uint32_t magic;
	/* Length of the block before this one, or 0 if this is the first. */
	uint32_t prev_len;
	/* Length of the block with this header and the mark, in bytes. */
	size_t len;
} __attribute__((aligned(16)));

#define ALIGN 16
#define MAGIC_USED 0xb10c05edU
#define MAGIC_FREE 0xb10cf4eeU
/* The length of the smallest block that is worth splitting off. */
#define MIN_BLOCK (sizeof(struct heap_block) + ALIGN)
/* The length of the longest block, as lengths are kept in 32 bits. */
#define MAX_BLOCK 0x7ffffff0U

/* Returns the block after a block, or NULL if it is the last. */
static struct heap_block *block_next(const struct heap *heap,
				     struct heap_block *block)
{
	char *next = (char *)block + block->len;

	return next < heap->end ? (struct heap_block *)next : NULL;
}

/* Returns the block before a block, or NULL if it is the first. */
static struct heap_block *block_prev(struct heap_block *block)
{
	if (!block->prev_len)
		return NULL;
	return (struct heap_block *)((char *)block - block->prev_len);
}

/* Returns the mark that belongs to a block. */
static uint32_t block_mark(const struct heap_block *block)
{
	return MAGIC_USED ^ (uint32_t)(uintptr_t)block;
}

/* Returns where the mark of a block is. */
static uint32_t *block_end(struct heap_block *block)
{
	return (uint32_t *)((char *)block + block->len) - 1;
}

/* Sets the length of a block, which the block after it knows, too. */
static void block_set_len(struct heap *heap, struct heap_block *block,
			  size_t len)
{
	struct heap_block *next;

	block->len = len;
	next = block_next(heap, block);
	if (next)
		next->prev_len = len;
}

/* Returns the length of a block for len bytes of data, or 0 if there cannot be
 * such a block. */
static size_t block_len(size_t len)
{
	if (len > MAX_BLOCK - 2 * MIN_BLOCK)
		return 0;
	len += sizeof(struct heap_block) + sizeof(uint32_t);
	return (len + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

void heap_init(struct heap *heap, void *start, size_t len)
{
	uintptr_t first = ((uintptr_t)start + ALIGN - 1) & ~(ALIGN - 1);
	size_t lost = first - (uintptr_t)start;

	memset(heap, 0, sizeof(*heap));
	if (len < lost + MIN_BLOCK)
		return;
	len = (len - lost) & ~(size_t)(ALIGN - 1);
	if (len > MAX_BLOCK)
		len = MAX_BLOCK;
	heap->first = heap->hint = (struct heap_block *)first;
	heap->end = (char *)first + len;
	heap->first->magic = MAGIC_FREE;
	heap->first->prev_len = 0;
	heap->first->len = len;
}

/* Cuts a block to len bytes. What is left over becomes a free block, together
 * with the one that follows if that is free, too. */
static void block_split(struct heap *heap, struct heap_block *block,
			size_t len)
{
	size_t rest = block->len - len;
	struct heap_block *tail, *next;

	if (rest < MIN_BLOCK)
		return;
	next = block_next(heap, block);
	tail = (struct heap_block *)((char *)block + len);
	tail->magic = MAGIC_FREE;
	tail->prev_len = len;
	block->len = len;
	if (next && next->magic == MAGIC_FREE)
		rest += next->len;
	block_set_len(heap, tail, rest);
	if (tail < heap->hint)
		heap->hint = tail;
}

/* Marks a block as used. Returns the address of its data. */
static void *hand_out(struct heap *heap, struct heap_block *block)
{
	char *end = (char *)block + block->len;

	block->magic = MAGIC_USED;
	*block_end(block) = block_mark(block);
	if (end > heap->top)
		heap->top = end;
	return block + 1;
}

void *heap_alloc(struct heap *heap, size_t len)
{
	size_t need = block_len(len);
	struct heap_block *block;
	int first_free = 1;

	if (!need)
		return NULL;
	for (block = heap->hint; block; block = block_next(heap, block)) {
		if (block->magic != MAGIC_FREE)
			continue;
		if (first_free)
			heap->hint = block;
		first_free = 0;
		if (block->len < need)
			continue;
		block_split(heap, block, need);
		return hand_out(heap, block);
	}
	return NULL;
}

/* Returns the block of an allocation. If it is none, has been freed already or
 * has been written past its end, an assertion says so and NULL is returned. */
static struct heap_block *block_of(const struct heap *heap, void *ptr)
{
	struct heap_block *block = (struct heap_block *)ptr - 1;
	int is_block = ptr && !((uintptr_t)ptr & (ALIGN - 1)) &&
		       block >= heap->first && (char *)ptr < heap->end;
	int in_use = is_block && block->magic == MAGIC_USED &&
		     block->len <= (size_t)(heap->end - (char *)block);
	int intact = in_use && *block_end(block) == block_mark(block);

	assert(is_block);
	assert(!is_block || in_use);
	assert(!in_use || intact);
	return intact ? block : NULL;
}

void heap_free(struct heap *heap, void *ptr)
{
	struct heap_block *block, *next, *prev;

	if (!ptr)
		return;
	block = block_of(heap, ptr);
	if (!block)
		return;
	block->magic = MAGIC_FREE;
	next = block_next(heap, block);
	if (next && next->magic == MAGIC_FREE)
		block_set_len(heap, block, block->len + next->len);
	prev = block_prev(block);
	if (prev && prev->magic == MAGIC_FREE) {
		block_set_len(heap, prev, prev->len + block->len);
		block->magic = 0;
		block = prev;
	}
	if (block < heap->hint)
		heap->hint = block;
}

/* Joins a block with the one that follows, if that is free and makes it long
 * enough. Returns non-zero if it does. */
static int block_grow(struct heap *heap, struct heap_block *block, size_t need)
{
	struct heap_block *next = block_next(heap, block);

	if (!next || next->magic != MAGIC_FREE ||
	    block->len + next->len < need)
		return 0;
	if (heap->hint == next)
		heap->hint = block;
	next->magic = 0;
	block_set_len(heap, block, block->len + next->len);
	return 1;
}

void *heap_realloc(struct heap *heap, void *old, size_t len)
{
	size_t need = block_len(len);
	struct heap_block *block;
	void *copy;

	if (!old)
		return heap_alloc(heap, len);
	block = block_of(heap, old);
	if (!block || !need)
		return NULL;
	if (need <= block->len || block_grow(heap, block, need)) {
		block_split(heap, block, need);
		return hand_out(heap, block);
	}
	copy = heap_alloc(heap, len);
	if (!copy)
		return NULL;
	memcpy(copy, old, block->len - sizeof(*block) - sizeof(uint32_t));
	heap_free(heap, old);
	return copy;
}

void heap_wipe(struct heap *heap)
{
	if (heap->top)
		memset(heap->first, 0, heap->top - (char *)heap->first);
	heap->first = heap->hint = NULL;
}

size_t heap_left(const struct heap *heap)
{
	struct heap_block *block;
	size_t left = 0;

	for (block = heap->first; block; block = block_next(heap, block)) {
		if (block->magic == MAGIC_FREE)
			left += block->len - sizeof(*block);
	}
	return left;
}
