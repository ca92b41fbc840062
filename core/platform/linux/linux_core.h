/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_CORE_H
#define LINUX_CORE_H

/* What the files on the core's side of the platform offer each other. */

/* Reports that the machine would now do something, such as "reboot", after
 * which no program runs on it, and ends this one. */
void linux_reset(const char *what) __attribute__((noreturn));

/* Returns whether the machine that is played has UEFI. All architectures without
 * it count as a BIOS in what DHCP servers are told. */
int linux_is_uefi(void);

#endif /* LINUX_CORE_H */
