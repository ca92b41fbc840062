/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_MAIN_H
#define CORE_MAIN_H

/* The core's life, called by the platform: starts what is in the table of
 * <ipxe/init.h>, runs what there is to run (run_given() of <core/given.h>) and
 * shuts down. Returns the result of run(): 0, or a negative error. */
int core_main(int (*run)(void));

/* Stops what core_main() has started: every net device is closed and reset, so
 * that no DMA is left, and what has been printed is shown. Called before an
 * operating system gets the machine and at the end; calling it twice is
 * harmless. */
void core_shutdown(void);

#endif /* CORE_MAIN_H */
