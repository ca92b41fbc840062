/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLATFORM_EFI_H
#define PLATFORM_EFI_H

#include <stddef.h>
#include <stdint.h>
#include <efi/boot.h>
#include <efi/device_path.h>
#include <efi/image.h>
#include <efi/system.h>

/* The parts of this platform, for each other. */

/* What the firmware gave us; set before anything else runs. */
extern struct efi_system_table *efi_system;
extern struct efi_boot_services *efi_boot;
extern efi_handle efi_our_handle;
extern struct efi_loaded_image *efi_our_image;

/* --- status.c */

/* The error for a status of the firmware's: 0, or negative. Warnings are no
 * errors. */
int efi_rc(efi_status status);
/* What the firmware is told at the end: EFI_SUCCESS only when a program that
 * we started has ended well; then rc is 0. Any other result of the script lets
 * its boot manager go on with the next boot option. */
efi_status efi_exit_status(int rc, int program_ended_well);

/* --- memory.c */

/* Takes memory for the heap. 0, or -ENOMEM. */
int efi_memory_init(void);
/* Gives it back, with all that umalloc() has handed out. */
void efi_memory_exit(void);
/* umalloc.c: gives back what is still allocated. */
void efi_umalloc_exit(void);

/* The memory map, in memory from malloc() that the caller frees. Entry i is
 * efi_map_entry(map, i). */
struct efi_map {
	void *entries;
	size_t entry_len;		/* at least a descriptor's */
	unsigned int count;
};
/* 0 or a negative error. */
int efi_map_get(struct efi_map *map);
const struct efi_memory_descriptor *efi_map_entry(const struct efi_map *map,
						  unsigned int i);

/* --- clock.c */

void efi_clock_init(void);
/* The firmware resets the machine after five minutes in one program, unless
 * this is called with 0; on again before foreign programs. */
void efi_watchdog(int on);

/* --- console.c */

void efi_console_init(void);

/* --- options.c */

/* What we were started with. */
struct efi_options {
	char cmdline[1024];		/* "" if there is none */
	void *script;			/* from umalloc() */
	size_t script_len;		/* 0 if there is none */
};
extern struct efi_options efi_options;

/* Reads our load options and the script that a loader may have left. */
void efi_options_init(void);

/* --- device_path.c: device paths come from firmware and cards, and are not
 * believed. Whoever walks one stops after EFI_PATH_MAX bytes. */

#define EFI_PATH_MAX 4096

/* Bytes up to the node that ends the path, without it. Returns -EINVAL for a
 * path without an end or with a node that is shorter than its header. */
int efi_path_len(const struct efi_device_path *path);
/* The last node before the end, or NULL where there is none. */
const struct efi_device_path *efi_path_last(const struct efi_device_path *path);
/* The node after the first len bytes of a path. */
static inline const struct efi_device_path *
efi_path_at(const struct efi_device_path *path, size_t len)
{
	return (const void *)((const uint8_t *)path + len);
}
static inline int efi_path_is(const struct efi_device_path *node,
			      unsigned int type, unsigned int subtype)
{
	return node && node->type == type && node->subtype == subtype;
}
/* Order of two paths, as memcmp() gives it: node by node, PCI nodes by device
 * and function. Broken paths come last. */
int efi_path_compare(const struct efi_device_path *a,
		     const struct efi_device_path *b);
/* Whether path begins with all of prefix. */
int efi_path_begins(const struct efi_device_path *path,
		    const struct efi_device_path *prefix);
/* The path of a handle, or NULL. */
struct efi_device_path *efi_path_of(efi_handle handle);

/* --- handles.c */

/* All handles with a protocol, in memory of the firmware's that
 * efi_handles_free() gives back. Returns how many; none is no error. */
size_t efi_handles_get(const struct efi_guid *protocol, efi_handle **handles);
void efi_handles_free(efi_handle *handles);
/* A handle's interface, or NULL. */
void *efi_interface(efi_handle handle, const struct efi_guid *protocol);

struct efi_pci_io;
/* A function's location: segment, and bus << 8 | device << 3 | function.
 * 0 or a negative error. */
int efi_pci_location(struct efi_pci_io *pci, unsigned int *segment,
		     unsigned int *location);
/* A word of 32 bits of its configuration space; all ones on failure. */
uint32_t efi_pci_config(struct efi_pci_io *pci, unsigned int where);

/* --- image.c */

/* Whether the last program that was started has ended with success. */
int efi_program_ended_well(void);

/* --- pe.c */

/* Whether an image is a program for UEFI and this processor whose headers are
 * true. 0; -ENOEXEC with *why NULL: it is no PE image at all; -ENOEXEC with
 * *why: what is wrong with it. */
int efi_pe_check(const void *data, size_t len, const char **why);

/* --- initrd.c */

struct image;
/* Offers Linux its initrd: all images but the kernel. 0 or a negative error.
 * efi_initrd_withdraw() ends that, also when nothing was offered. */
int efi_initrd_offer(struct image *kernel);
void efi_initrd_withdraw(void);
/* The initrd that a loader before us has left, as LoadFile2: NULL if none. */
struct efi_load_file *efi_initrd_found(struct efi_device_path **rest,
				       efi_handle *handle);

/* --- snp.c: net devices on the firmware's drivers */

/* A handle with the Simple Network Protocol that is to become a net device. */
struct efi_nic {
	efi_handle handle;
	struct efi_device_path *path;
	unsigned int segment;		/* of the PCI bus; NO_SEGMENT: none */
	unsigned int location;		/* bus << 8 | device << 3 | function */
	unsigned int vendor, device;
};
#define EFI_NO_SEGMENT 0x10000U

struct net_device;
/* Registers it. 0 or a negative error. */
int efi_snp_register(const struct efi_nic *nic);
/* Unregisters all, and lets the firmware's drivers have those that they had. */
void efi_snp_unregister_all(void);
/* The handle of a net device of ours, or NULL. */
efi_handle efi_snp_handle(struct net_device *netdev);

/* --- pxe_bc.c */

struct uri;
/* Hands a device's lease to the firmware's own PXE base code; the device is
 * closed. Returns the handle that has both, or NULL: the program then gets no
 * network from us. uri: where the program came from, or NULL. */
efi_handle efi_pxe_bc_hand_over(struct net_device *netdev, struct uri *uri);
/* Ends that: the device can be opened again. */
void efi_pxe_bc_take_back(void);

#endif /* PLATFORM_EFI_H */
