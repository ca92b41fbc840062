/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Reference counts (<ipxe/refcnt.h>).
 */

#include <assert.h>
#include <ipxe/refcnt.h>

struct refcnt *refcnt_get(struct refcnt *refcnt)
{
	if (refcnt)
		refcnt->count++;
	return refcnt;
}

void refcnt_put(struct refcnt *refcnt)
{
	if (!refcnt)
		return;
	assert(refcnt->count >= 0);
	if (refcnt->count-- > 0)
		return;
	if (refcnt->free)
		refcnt->free(refcnt);
	else
		free(refcnt);
}
