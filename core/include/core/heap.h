/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_HEAP_H
#define CORE_HEAP_H

#include <stddef.h>
#include <stdint.h>

/*
 * A heap in one piece of memory: first fit, neighbours that are free are
 * merged at once. What is handed out is aligned to 16 bytes. Blocks carry
 * marks at both ends, so that a second free and a write past the end are
 * reported by an assertion and the block is left alone.
 */
struct heap_block;

struct heap {
	/* The first block, or NULL if the heap has no memory. */
	struct heap_block *first;
	/* Where the last block ends. */
	char *end;
	/* All blocks before this one are in use. */
	struct heap_block *hint;
	/* All memory from here on was never handed out. */
	char *top;
};

/* Makes a heap of len bytes at start, which need not be aligned. */
void heap_init(struct heap *heap, void *start, size_t len);
/* Allocates len bytes; also for 0 bytes there is a pointer that can be freed.
 * Returns NULL if there is no free block of that length. */
void *heap_alloc(struct heap *heap, size_t len);
/* Makes an allocation len bytes long and moves it where that is needed; if old is
 * NULL, a new one is made. Returns NULL if that fails, and old stays as it
 * was. */
void *heap_realloc(struct heap *heap, void *old, size_t len);
/* Frees an allocation. Does nothing with NULL. */
void heap_free(struct heap *heap, void *ptr);
/* Overwrites all that was ever handed out. The heap cannot be used any more. */
void heap_wipe(struct heap *heap);
/* Returns how many bytes are free, without the headers of blocks. */
size_t heap_left(const struct heap *heap);

#endif /* CORE_HEAP_H */
