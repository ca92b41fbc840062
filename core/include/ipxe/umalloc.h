/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_UMALLOC_H
#define IPXE_UMALLOC_H

#include <stddef.h>

struct memory_region;

/*
 * External memory: the machine's free memory outside of the heap, for
 * downloads. core/memory allocates it from the top down, and below 2 GiB as
 * long as there is room. Kernels accept an initrd there, so that it need not be
 * moved, and the low addresses stay free for the kernels themselves.
 */

/* Allocates len bytes, which begin at a page. Returns NULL if there is not
 * enough memory. */
void *umalloc ( size_t len );
/* Changes the length of a block and keeps its content. The block moves if it
 * cannot grow in place; old NULL makes a new one. Returns where the block is
 * then. Returns NULL, and leaves the block as it was, if there is not enough
 * memory. */
void *urealloc ( void *old, size_t len );
/* Ends the growth of a block that got longer step by step. The block moves to
 * where umalloc() would have put it with its final length, and the memory that
 * was kept for it to grow is free again. Returns where the block is then. Does
 * nothing with NULL. */
void *utrim ( void *ptr );
/* Frees a block; NULL does nothing. */
void ufree ( void *ptr );
/* Returns the largest number of bytes that umalloc() could allocate now. */
size_t umalloc_largest ( void );
/* Fills in the ranges of memory that are allocated now, the highest one first,
 * at most max of them, which must not be 0. If there are more, the last range
 * is extended downwards to cover the others, free memory between them included.
 * Returns the number of ranges filled in. */
unsigned int umalloc_used ( struct memory_region *used, unsigned int max );

#endif /* IPXE_UMALLOC_H */
