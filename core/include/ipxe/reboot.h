/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_REBOOT_H
#define IPXE_REBOOT_H

/* Shut the core down first; only return on failure. */
void reboot ( int warm );
int poweroff ( void );

#endif /* IPXE_REBOOT_H */
