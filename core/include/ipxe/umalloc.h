/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_UMALLOC_H
#define IPXE_UMALLOC_H

#include <stddef.h>

/*
 * External memory: what the machine has above 1 MiB and below 4 GiB and
 * nobody else uses, for downloads. Page-aligned, allocated from the top down,
 * below 2 GiB as long as there is room: there an initrd can stay, and low
 * addresses stay free for kernels. NULL when there is not enough.
 */
void *umalloc ( size_t len );
/* Grows or shrinks, in place where it can; the content is kept. NULL: the old
 * block is as it was. old NULL: allocates. */
void *urealloc ( void *old, size_t len );
void ufree ( void *ptr );
/* Bytes that one umalloc could get. */
size_t umalloc_largest ( void );
/* Writes what is allocated at the moment as ranges, highest first; returns how
 * many, at most max (which is not 0): the last one then reaches down over what
 * there is no room for. */
struct memory_region;
unsigned int umalloc_used ( struct memory_region *used, unsigned int max );

#endif /* IPXE_UMALLOC_H */
