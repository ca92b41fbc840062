/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_LOCALBOOT_H
#define CORE_LOCALBOOT_H

/*
 * Non-zero once a script or program that uriboot() ran has asked to boot the
 * machine's own disk. That decision is final: if the disk does not boot, the
 * firmware goes on with its next boot device, and never with what another
 * network offers.
 */
extern int local_boot_wanted;

#endif /* CORE_LOCALBOOT_H */
