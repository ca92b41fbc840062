/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_REBOOT_H
#define IPXE_REBOOT_H

/* Closes all net devices and restarts the machine, without its self-test if warm
 * is set. Returns only if that fails. */
void reboot ( int warm );
/* Closes all net devices and switches the machine off. Returns a negative error
 * if that fails. */
int poweroff ( void );

#endif /* IPXE_REBOOT_H */
