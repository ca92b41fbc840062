/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_LOCALBOOT_H
#define CORE_LOCALBOOT_H

/*
 * A script that decides for the machine's own disk has the last word: if the disk
 * does not boot, the firmware goes on with its next boot device, and never with
 * what another network offers. Non-zero once something that uriboot() runs has
 * asked for a local disk.
 */
extern int local_boot_wanted;

#endif /* CORE_LOCALBOOT_H */
