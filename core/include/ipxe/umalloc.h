/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_UMALLOC_H
#define IPXE_UMALLOC_H

#include <stddef.h>

struct memory_region;

/*
 * External memory: what the machine has beside the heap and nobody else uses,
 * for downloads. core/memory allocates it from the top down, below 2 GiB as long
 * as there is room: there an initrd can stay, and low addresses stay free for
 * kernels.
 */

/* Allocates len bytes, which begin at a page. Returns NULL when there is not
 * enough. */
void *umalloc ( size_t len );
/* Grows or shrinks a block, in place where it can; the content is kept. old NULL
 * allocates. Returns NULL, with the old block as it was, when there is not
 * enough. */
void *urealloc ( void *old, size_t len );
/* Tells that a block which was grown step by step has got its last length: it
 * moves to where it would have been allocated with that, and what was kept for
 * it to grow is free again. Returns where it lies now. NULL does nothing. */
void *utrim ( void *ptr );
/* Frees a block; NULL does nothing. */
void ufree ( void *ptr );
/* Returns how many bytes one umalloc() could get. */
size_t umalloc_largest ( void );
/* Writes what is allocated at the moment as ranges, the highest first. Returns
 * how many they are, at most max, which is not 0: the last one then reaches down
 * over those that there is no room for. */
unsigned int umalloc_used ( struct memory_region *used, unsigned int max );

#endif /* IPXE_UMALLOC_H */
