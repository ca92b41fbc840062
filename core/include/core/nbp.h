/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_NBP_H
#define CORE_NBP_H

struct image;

/* The probe() of an image type for network boot programs (PXE 2.1 section
 * 2.4.5), which has to be asked last: 0 if the image may be one, else
 * -ENOEXEC. */
int nbp_probe(struct image *image);

#endif /* CORE_NBP_H */
