/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_HEAP_H
#define CORE_HEAP_H

#include <stddef.h>
#include <stdint.h>

/*
 * A heap in one piece of memory. It takes the first free block that is long
 * enough, and merges free neighbours at once. Allocations are aligned to 16
 * bytes. Blocks carry marks at both ends, by which it notices a block that is
 * freed twice or was written past its end: it reports that and leaves the block
 * alone.
 */
struct heap_block;

/* A heap. */
struct heap {
	/* The first block, or NULL if the heap has no memory. */
	struct heap_block *first;
	/* Where the last block ends. */
	char *end;
	/* Where the search for a free block begins: all earlier ones are in
	 * use. */
	struct heap_block *hint;
	/* Where the memory begins that has never been handed out. */
	char *top;
};

/* Makes a heap of len bytes at start, which need not be aligned. */
void heap_init(struct heap *heap, void *start, size_t len);
/* Allocates len bytes; 0 bytes also get a pointer that can be freed. Returns
 * NULL if there is no free block of that length. */
void *heap_alloc(struct heap *heap, size_t len);
/* Makes an allocation len bytes long, moving it if it has to, and returns where
 * it is then; with old NULL it makes a new one. Returns NULL and leaves old as
 * it was if there is no free block of that length. */
void *heap_realloc(struct heap *heap, void *old, size_t len);
/* Frees an allocation. Does nothing with NULL. */
void heap_free(struct heap *heap, void *ptr);
/* Overwrites all memory that has ever been handed out. The heap cannot be used
 * any more. */
void heap_wipe(struct heap *heap);
/* Returns how many bytes are free, without the headers of blocks. */
size_t heap_left(const struct heap *heap);

#endif /* CORE_HEAP_H */
