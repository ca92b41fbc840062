/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_TIMER_H
#define IPXE_TIMER_H

/* Ticks in a second: the same number as in every version of iPXE since 2020. */
#define TICKS_PER_SEC 1024

/* Returns the time since some moment before the start, in ticks. The count
 * wraps, so that only differences of it may be compared. */
unsigned long currticks ( void );

#endif /* IPXE_TIMER_H */
