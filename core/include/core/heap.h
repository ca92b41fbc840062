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
	struct heap_block *first;	/* NULL: empty heap */
	char *end;			/* behind the last block */
	struct heap_block *hint;	/* no free block before this one */
	char *top;			/* nothing was handed out from here on */
};

/* Takes over len bytes at start (any alignment). */
void heap_init(struct heap *heap, void *start, size_t len);
/* NULL when nothing fits. len 0 gets a pointer that can be freed. */
void *heap_alloc(struct heap *heap, size_t len);
/* NULL leaves the old block as it was; old NULL allocates. */
void *heap_realloc(struct heap *heap, void *old, size_t len);
/* NULL does nothing. */
void heap_free(struct heap *heap, void *ptr);
/* Overwrites all that was ever handed out. The heap is lost with it. */
void heap_wipe(struct heap *heap);
/* Bytes that are free, without the blocks' headers. */
size_t heap_left(const struct heap *heap);

#endif /* CORE_HEAP_H */
