/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Has network boot programs started as images. This type is tried last, as such
 * programs have no mark by which they can be known (core/image/nbp.c).
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <core/nbp.h>
#include <ipxe/features.h>
#include <ipxe/http.h>
#include <ipxe/image.h>
#include <ipxe/netdevice.h>
#include "pxe.h"

struct feature pxe_feature __feature = { "PXE", FEATURE_PXE, 1 };

static int pxe_probe(struct image *image)
{
	return image->len > pxe_program_room() ? -ENOEXEC : nbp_probe(image);
}

static int pxe_exec(struct image *image)
{
	struct net_device *netdev = last_opened_netdev();
	int rc;

	if (!netdev) {
		printf("%s: a network boot program needs an open network "
		       "device; use ifopen or dhcp first\n", image->name);
		return -ENETDOWN;
	}
	if (image->len > pxe_program_room()) {
		printf("%s: %ld KiB are too many for a network boot program; "
		       "%ld KiB of base memory are free\n", image->name,
		       (unsigned long)(image->len >> 10),
		       (unsigned long)(pxe_program_room() >> 10));
		return -ENOMEM;
	}
	http_close_idle();
	rc = pxe_run(image, netdev);
	if (rc != 0)
		printf("%s: %s\n", image->name, strerror(rc));
	return rc;
}

struct image_type pxe_image_type __image_type(PROBE_PXE) = {
	.name = "PXE-NBP",
	.probe = pxe_probe,
	.exec = pxe_exec,
};
