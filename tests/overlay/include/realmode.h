/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REALMODE_H
#define REALMODE_H

#include <stddef.h>

/*
 * What src/ uses of builds for a BIOS, so that its files for them can be compiled and
 * tested without one.
 */

/* Copies bytes from a segment and offset of real mode. */
void copy_from_real(void *dest, unsigned int src_seg, unsigned int src_off,
		    size_t len);
/* Copies bytes to a segment and offset of real mode. */
void copy_to_real(unsigned int dest_seg, unsigned int dest_off, void *src,
		  size_t len);

/* Reads a variable from a segment and offset of real mode. */
#define get_real(variable, seg, off)					\
	copy_from_real(&(variable), (seg), (off), sizeof(variable))
/* Writes a variable to a segment and offset of real mode. */
#define put_real(variable, seg, off)					\
	copy_to_real((seg), (off), &(variable), sizeof(variable))

#endif /* REALMODE_H */
