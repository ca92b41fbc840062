/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_REBOOT_H
#define IPXE_REBOOT_H

/* Shuts the core down and restarts the machine, without its self-test if warm is
 * set. Returns only if that fails. */
void reboot ( int warm );
/* Shuts the core down and switches the machine off. Returns a negative error
 * if that fails. */
int poweroff ( void );

#endif /* IPXE_REBOOT_H */
