/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_NBP_H
#define CORE_NBP_H

struct image;

/* Returns 0 if an image may be a network boot program (PXE 2.1 section 2.4.5),
 * or -ENOEXEC. It is the probe() of an image type that has to be asked last,
 * because such programs carry no mark: they can only be known by not being
 * anything else. */
int nbp_probe(struct image *image);

#endif /* CORE_NBP_H */
