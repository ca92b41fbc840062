/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_REFCNT_H
#define IPXE_REFCNT_H

#include <stddef.h>
#include <stdlib.h>

/*
 * Reference counts. A count of 0 means one owner, so that a zeroed struct is
 * valid. The last put calls free ( refcnt ), or free()s the refcnt itself
 * where no destructor is set.
 */
struct refcnt {
	/* References besides that of the first owner. */
	int count;
	/* Ends the object, or NULL: refcnt itself is freed. */
	void ( *free ) ( struct refcnt *refcnt );
};

#define REF_INIT( destructor ) { .count = 0, .free = ( destructor ) }

/* Begins with one owner; destructor may be NULL. */
static inline void ref_init ( struct refcnt *refcnt,
			      void ( *destructor ) ( struct refcnt * ) ) {
	refcnt->count = 0;
	refcnt->free = destructor;
}

/* Takes a reference. Returns refcnt, which may be NULL. */
struct refcnt *refcnt_get ( struct refcnt *refcnt );
/* Gives a reference back; the last one ends the object. NULL does nothing. */
void refcnt_put ( struct refcnt *refcnt );

/* iPXE's names for these. */
#define ref_get( refcnt ) refcnt_get ( refcnt )
#define ref_put( refcnt ) refcnt_put ( refcnt )

#endif /* IPXE_REFCNT_H */
