/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * malloc() and free() on the heap that the platform gives (<stdlib.h>).
 */

#include <stdlib.h>
#include <core/heap.h>
#include <core/memory.h>

/* Returns the heap, which is made when it is asked for first. */
static struct heap *the_heap(void)
{
	static struct heap heap;
	void *start;
	size_t len;

	if (!heap.first) {
		platform_heap(&start, &len);
		heap_init(&heap, start, len);
	}
	return &heap;
}

void memory_wipe(void)
{
	heap_wipe(the_heap());
}

void *malloc(size_t len)
{
	return heap_alloc(the_heap(), len);
}

void *realloc(void *old, size_t len)
{
	return heap_realloc(the_heap(), old, len);
}

void free(void *ptr)
{
	heap_free(the_heap(), ptr);
}
