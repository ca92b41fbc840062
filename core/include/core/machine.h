/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_MACHINE_H
#define CORE_MACHINE_H

#include <stddef.h>
#include <stdint.h>

/*
 * The machine and how it started us, as each platform implements it.
 * Besides these a platform has consoles (<ipxe/console.h>), access to PCI's
 * configuration space (<ipxe/pci.h>), an image type for each kind of kernel or
 * program it can start (<ipxe/image.h>), and an entry that calls core_main()
 * (<core/main.h>).
 */

/* Name of the platform, such as "pcbios" or "efi", for the setting
 * "platform". */
extern const char platform_name[];
/* Name of the processor, such as "i386" or "arm64", for the setting
 * "buildarch". */
extern const char platform_arch[];

/* Returns the number of the architecture that DHCP servers are told, which
 * choose a boot file by it (option 93, RFC 4578 section 2.1). */
uint16_t platform_dhcp_arch(void);

/* Returns the command line that we were started with; "" if there is none. */
const char *platform_cmdline(void);

/* Fills in where a script is that the loader brought along as an initrd, and
 * how long it is in bytes; it has no NUL at its end. *len is 0 if there is no
 * script. */
void platform_initrd(const void **data, size_t *len);

/* Returns the PCI location (PCI_BUSDEVFN() of <ipxe/pci.h>) of the NIC whose
 * ROM was started, or -1 if no ROM was. */
int platform_boot_nic(void);

/* Returns the table of SMBIOS structures (DSP0134, any version) with its length
 * in *len, or NULL if the machine has none. */
const void *platform_smbios(size_t *len);

/* Restarts the machine, without its self-test if warm is set. Returns a
 * negative error if the machine goes on all the same. */
int platform_reboot(int warm);
/* Switches the machine off. Returns a negative error if the machine goes on all
 * the same. */
int platform_poweroff(void);

/* Reads a disk's boot sector and starts it, with the machine as the firmware
 * had it. drive is the BIOS's number: 0x80 is the first hard disk, 0 the first
 * floppy disk. Only returns on failure: -ENODEV if the disk cannot be read,
 * -ENOEXEC if it has no boot sector, -ENOTSUP after a message where the
 * firmware does not number its disks. */
int platform_boot_drive(unsigned int drive);

#endif /* CORE_MACHINE_H */
