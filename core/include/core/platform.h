/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_PLATFORM_H
#define CORE_PLATFORM_H

#include <stddef.h>
#include <stdint.h>

/*
 * What a platform (core/platform/NAME) implements for the rest of the core.
 * Besides these: currticks(), udelay(), mdelay(), console drivers in their
 * table, pci_read8()... and a main() that calls core_main().
 */

extern const char platform_name[];	/* "pcbios", "linux" */
extern const char platform_arch[];	/* "i386", "x86_64" */

/* Usable RAM [start,end) above 1 MiB that is not ours, ascending, not
 * overlapping, limited to 4 GiB. Returns the number of regions filled in. */
struct memory_region {
	uint64_t start;
	uint64_t end;
};
unsigned int platform_memmap ( struct memory_region *regions,
			       unsigned int max );
/* All RAM the machine has, in bytes (for the setting memsize). */
uint64_t platform_memsize ( void );

/* The heap malloc() may use: start and length in bytes. */
void platform_heap ( void **start, size_t *len );

/* Command line the image was started with; "" if none. */
const char *platform_cmdline ( void );
/* A script (initrd) that came with the image: bytes, not terminated.
 * *len is 0 if there is none. */
void platform_initrd ( const void **data, size_t *len );
/* PCI bus/dev/fn of the NIC whose ROM was started, or -1. */
int platform_boot_nic ( void );

/* A short rest while there is nothing to do: at most a tick. Lets the BIOS see
 * its interrupts. */
void platform_idle ( void );

/* SMBIOS structure table (any version): address in memory and length, or
 * NULL. */
const void *platform_smbios ( size_t *len );
/* Seconds since 1970 (RTC, taken as UTC); 0 if there is no clock. */
uint64_t platform_time ( void );

/* Only return on failure. */
int platform_reboot ( int warm );
int platform_poweroff ( void );

/*
 * Starts a Linux kernel through its 16-bit entry (Documentation/x86/boot in
 * the kernel: boot protocol 2.06 or later). All pointers are flat addresses of
 * checked data; the initrd is where it shall stay (0 length: none). Shuts down
 * nothing: core_shutdown() has run before. Returns -ENOMEM and such if the
 * setup code cannot be placed; never returns on success.
 */
struct linux_boot {
	const void *setup;	/* boot sector and setup code */
	size_t setup_len;	/* at most 64 sectors and one */
	const void *kernel;	/* protected-mode code */
	size_t kernel_len;
	uint32_t kernel_addr;	/* where it goes */
	uint32_t initrd_addr;
	uint32_t initrd_len;
	const char *cmdline;	/* shorter than the header's limit */
};
int platform_boot_linux ( const struct linux_boot *boot );

#endif /* CORE_PLATFORM_H */
