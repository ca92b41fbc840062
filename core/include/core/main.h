/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_MAIN_H
#define CORE_MAIN_H

/* The core's life, called by the platform: heap, settings, consoles, PCI, then
 * the script or command line that is to run, then core_shutdown(). The result
 * is that of the script: 0, or a negative error. */
int core_main ( void );

/* Closes and resets every net device (no DMA left), frees what is not needed.
 * Called before an operating system gets the machine and at the end; calling
 * it twice is harmless. */
void core_shutdown ( void );

/* The script that was built in (EMBED), registered as an image, or NULL when
 * out of memory. */
struct image;
struct image *embedded_script ( void );

#endif /* CORE_MAIN_H */
