/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_UMALLOC_H
#define IPXE_UMALLOC_H

#include <stddef.h>

/*
 * External memory: what the machine has above 1 MiB and below 4 GiB and
 * nobody else uses, for downloads. Page-aligned, allocated from the top down,
 * so that low addresses stay free for kernels. NULL when there is not enough.
 */
void *umalloc ( size_t len );
/* Grows or shrinks, in place where it can; the content is kept. NULL: the old
 * block is as it was. old NULL: allocates. */
void *urealloc ( void *old, size_t len );
void ufree ( void *ptr );
/* Bytes that one umalloc could get. */
size_t umalloc_largest ( void );
/* [start,end) of everything allocated at the moment lies above this address;
 * ~0 if nothing is. */
unsigned long umalloc_lowest ( void );

#endif /* IPXE_UMALLOC_H */
