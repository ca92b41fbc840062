/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_REFCNT_H
#define IPXE_REFCNT_H

#include <stddef.h>
#include <stdlib.h>

/*
 * The reference count of an object, which contains it. A count of 0 means one
 * reference, so that an object of zeros is valid. Giving the last reference
 * back ends the object.
 */
struct refcnt {
	/* Number of references besides the first one. */
	int count;
	/* Frees the object. With NULL, free() is called with the refcnt, which
	 * has to be the object's first member then. */
	void ( *free ) ( struct refcnt *refcnt );
};

#define REF_INIT( destructor ) { .count = 0, .free = ( destructor ) }

/* Sets up a reference count with one reference; destructor, which may be NULL,
 * becomes its free(). */
static inline void ref_init ( struct refcnt *refcnt,
			      void ( *destructor ) ( struct refcnt * ) ) {
	refcnt->count = 0;
	refcnt->free = destructor;
}

/* Takes a reference. Returns refcnt, which may be NULL. */
struct refcnt *refcnt_get ( struct refcnt *refcnt );
/* Gives a reference back, and ends the object if it was the last one. Does
 * nothing with NULL. */
void refcnt_put ( struct refcnt *refcnt );

/* iPXE's names for these. */
#define ref_get( refcnt ) refcnt_get ( refcnt )
#define ref_put( refcnt ) refcnt_put ( refcnt )

#endif /* IPXE_REFCNT_H */
