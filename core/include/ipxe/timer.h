/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_TIMER_H
#define IPXE_TIMER_H

/* 1024 ticks a second, in every version of iPXE since 2020 and here. */
#define TICKS_PER_SEC 1024

/* Time since the platform started, in ticks; wraps. Compare differences. */
unsigned long currticks ( void );

#endif /* IPXE_TIMER_H */
