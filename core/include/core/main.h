/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_MAIN_H
#define CORE_MAIN_H

/* Starts what is in the table of <ipxe/init.h>, calls run(), which is
 * run_given() of <core/given.h>, and shuts down. The platform's entry calls
 * this. Returns the result of run(): 0, or a negative error. */
int core_main(int (*run)(void));

/* Stops what core_main() has started: closes and resets every net device, so
 * that no DMA goes on, and lets consoles show what they have kept back. It is
 * called before an operating system gets the machine, and at the end; a second
 * call does nothing. */
void core_shutdown(void);

#endif /* CORE_MAIN_H */
