/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLATFORM_EFI_H
#define PLATFORM_EFI_H

#include <stddef.h>
#include <stdint.h>
#include <efi/boot.h>
#include <efi/device_path.h>
#include <efi/image.h>
#include <efi/system.h>

/*
 * What the files of this platform offer each other, file by file. Functions
 * that return int return 0 on success, and a negative error otherwise, unless
 * their comment says something else.
 */

/* --- entry.c: set before anything else runs, and never changed */

/* The table by which the firmware offers all that it has (UEFI 2.10, 4.3). */
extern struct efi_system_table *efi_system;
/* The boot services, which that table points to. */
extern struct efi_boot_services *efi_boot;
/* The handle of the image that runs: ours. */
extern efi_handle efi_our_handle;
/* What the firmware says about our image, among it the load options. */
extern struct efi_loaded_image *efi_our_image;

/* --- status.c */

/* Returns the negative error that a status of the firmware's stands for, or 0
 * for a success and for warnings, after which the work is done as well. */
int efi_rc(efi_status status);
/* Returns what the firmware is told when we end with a result of 0 or a
 * negative error. EFI_SUCCESS would end its boot, so that it is returned only
 * if the result is 0 and a program that we started has ended well. After any
 * other status the boot manager goes on with the next boot option (UEFI 2.10,
 * 3.1). */
efi_status efi_exit_status(int rc, int program_ended_well);

/* --- memory.c */

/* Takes memory for the heap from the firmware. Returns 0, or -ENOMEM. */
int efi_memory_init(void);
/* Gives the heap back, and all that umalloc() has handed out. */
void efi_memory_exit(void);
/* Gives back what umalloc() has handed out and nobody has freed (umalloc.c). */
void efi_umalloc_exit(void);

/* A copy of the firmware's memory map. */
struct efi_map {
	void *entries;		/* from malloc(), for the caller to free */
	size_t entry_len;	/* bytes from one descriptor to the next, which
				 * may be more than our struct has */
	unsigned int count;	/* of descriptors */
};
/* Asks the firmware for its memory map. Returns 0, or a negative error, with which
 * there is nothing to free. */
int efi_map_get(struct efi_map *map);
/* Returns descriptor i of a map, which has to be below map->count. */
const struct efi_memory_descriptor *efi_map_entry(const struct efi_map *map,
						  unsigned int i);

/* --- clock.c */

/* Finds out how fast the processor's counter runs, which the functions of
 * <core/clock.h>, currticks() and udelay() need, and gets ready to rest. */
void efi_clock_init(void);
/* Gives the firmware back what it has lent us to rest by. */
void efi_clock_exit(void);
/* Sets the firmware's watchdog, which resets the machine when a program has
 * run for five minutes. It is switched off (0) while we run, as we may wait for
 * longer, and on (non-zero) while a program that we started runs. */
void efi_watchdog(int on);

/* --- console.c */

/* Finds the keyboard that tells which modifiers are pressed, and shows the
 * cursor. */
void efi_console_init(void);

/* --- options.c */

/* What there is to run. */
struct efi_options {
	char cmdline[1024];	/* the command line, "" if there is none */
	void *script;		/* the script, from umalloc() */
	size_t script_len;	/* its length in bytes, 0 if there is none */
};
/* What was given to us when we were started. */
extern struct efi_options efi_options;

/* Reads our load options and the script that a loader may have left. */
void efi_options_init(void);

/* --- device_path.c */

/* Device paths come from firmware and from the ROMs of cards, so that their
 * lengths are not trusted: whoever walks one stops after this many bytes. */
#define EFI_PATH_MAX 4096

/* Returns the bytes of a path up to the node that ends it, without that node,
 * or -EINVAL for a path that has no end within EFI_PATH_MAX bytes, or a node
 * that is shorter than its header. */
int efi_path_len(const struct efi_device_path *path);
/* Returns the last node before the one that ends a path, or NULL for an empty
 * path and for one that efi_path_len() refuses. */
const struct efi_device_path *efi_path_last(const struct efi_device_path *path);
/* Returns the node that follows the first len bytes of a path. */
static inline const struct efi_device_path *
efi_path_at(const struct efi_device_path *path, size_t len)
{
	return (const void *)((const uint8_t *)path + len);
}
/* Returns non-zero if there is a node (it may be NULL) and it is of that type
 * and subtype. */
static inline int efi_path_is(const struct efi_device_path *node,
			      unsigned int type, unsigned int subtype)
{
	return node && node->type == type && node->subtype == subtype;
}
/* Returns a number below, equal to or above 0 if path a comes before b, is the
 * same, or comes after it. Nodes of PCI are ordered by device and then by
 * function, as a BIOS finds them, all others by their bytes; broken paths come
 * last. */
int efi_path_compare(const struct efi_device_path *a,
		     const struct efi_device_path *b);
/* Returns non-zero if a path begins with all nodes of another one. */
int efi_path_begins(const struct efi_device_path *path,
		    const struct efi_device_path *prefix);
/* Returns the device path of a handle, or NULL if it has none. */
struct efi_device_path *efi_path_of(efi_handle handle);

/* --- handles.c */

/* Stores an array of all handles that have a protocol, which efi_handles_free()
 * gives back. Returns how many there are, and 0 also if the firmware cannot
 * tell: there is nothing to be done with that protocol then, either. */
size_t efi_handles_get(const struct efi_guid *protocol, efi_handle **handles);
/* Gives such an array back to the firmware; NULL is no error. */
void efi_handles_free(efi_handle *handles);
/* Returns the interface that a handle has for a protocol, or NULL. */
void *efi_interface(efi_handle handle, const struct efi_guid *protocol);
/* Returns non-zero if a driver of the firmware's uses a protocol of a handle. */
int efi_is_used(efi_handle handle, const struct efi_guid *protocol);

struct efi_pci_io;
/* Stores where a PCI function is: the segment, and bus << 8 | device << 3 |
 * function in *location. Returns 0, or a negative error with both as they
 * were. */
int efi_pci_location(struct efi_pci_io *pci, unsigned int *segment,
		     unsigned int *location);
/* Returns 32 bits at an offset in the configuration space of a PCI function, or
 * all ones on failure, as a bus returns for a device that is not there. */
uint32_t efi_pci_config(struct efi_pci_io *pci, unsigned int where);

/* --- image.c */

/* Returns the next character of a text in UTF-8 (RFC 3629) as UCS-2, or '?' for
 * one that is broken or that UCS-2 does not have, and moves on to the character
 * after it. */
efi_char16 efi_next_char(const char **text);
/* Returns non-zero if the last program that was started has ended, and with
 * success. */
int efi_program_ended_well(void);

/* --- pe.c */

/* Checks that an image is a program for UEFI and this processor, and that its
 * headers fit its length. Returns 0, or -ENOEXEC. *why is then NULL for a file
 * that is no PE image at all, so that it may be something else, and otherwise a
 * text for the user that says what is wrong with it. */
int efi_pe_check(const void *data, size_t len, const char **why);

/* --- initrd.c */

struct image;
/* Offers all images except the kernel to Linux as its initrd, in the place of
 * what a loader may have offered before. A program that is not known to be a kernel
 * may not want it, so that it is only built, which takes as much memory again, when
 * that is asked for. Returns 0, also if there are no such images, or a negative
 * error. */
int efi_initrd_offer(struct image *image, int is_kernel);
/* Ends what efi_initrd_offer() did, and gives what a loader had offered its
 * place again. May also be called when nothing was offered. */
void efi_initrd_withdraw(void);
/* Finds the initrd that a loader offered before we ran. Returns its LoadFile2
 * interface, with the path to call it with in *rest and, unless handle is NULL,
 * the handle that has it; or returns NULL if there is none. */
struct efi_load_file *efi_initrd_found(struct efi_device_path **rest,
				       efi_handle *handle);

/* --- files.c */

/* Shows the registered images as files on a device, or on a new handle if it is
 * NULL. Returns the handle that has them; a device that has a file system of its own
 * keeps that. */
efi_handle efi_files_offer(efi_handle device);
/* Ends what efi_files_offer() did, and closes what is still open. May also be called
 * when nothing was offered. */
void efi_files_withdraw(void);

/* --- snp.c: net devices on the firmware's drivers */

/* The segment of a NIC that is on no PCI bus. */
#define EFI_NO_SEGMENT 0x10000U

/* A handle that is to become a net device: one with the Simple Network Protocol,
 * or a PCI function. */
struct efi_nic {
	efi_handle handle;		/* the handle that is the NIC */
	struct efi_device_path *path;	/* the device path of that handle */
	unsigned int segment;		/* of the PCI bus, or EFI_NO_SEGMENT */
	unsigned int location;		/* bus << 8 | device << 3 | function */
	unsigned int vendor;		/* PCI vendor ID, 0 without PCI */
	unsigned int device;		/* PCI device ID, 0 without PCI */
	int native;			/* the handle is a PCI function that has
					 * a driver in the core */
};

struct net_device;
/* Registers a NIC as the next net device. Returns 0, -ENOTSUP for one that is
 * not Ethernet, or another negative error. */
int efi_snp_register(const struct efi_nic *nic);
/* Unregisters all net devices, and lets the firmware's own network stack have
 * those NICs again that it used before. */
void efi_snp_unregister_all(void);
/* Returns the firmware's handle of a net device, or NULL if the device is none
 * of this driver's. */
efi_handle efi_snp_handle(struct net_device *netdev);

/* Returns the handle with the Simple Network Protocol of the NIC on a device with
 * that path, or NULL if the firmware has none. */
efi_handle efi_snp_below(const struct efi_device_path *path);

/* --- native.c: net devices on the core's own drivers */

/* Returns non-zero for a PCI function that the core's own drivers can have, and
 * describes it. */
int efi_native_wants(efi_handle handle, struct efi_nic *nic);
/* Takes a PCI function from the firmware and registers it as the next net
 * device. Returns 0, or a negative error, after which the firmware may have it
 * again. */
int efi_native_register(const struct efi_nic *nic);
/* Unregisters all net devices of this kind, and connects the firmware's drivers
 * to those functions again that had one before. */
void efi_native_unregister_all(void);
/* Returns the function at that location if it is ours at the moment, or NULL. */
struct efi_pci_io *efi_native_function(unsigned int busdevfn);
/* Gives closed NICs to the firmware for the time of a program: those that it had
 * before, and that of netdev with all that it puts on it. */
void efi_native_lend(struct net_device *netdev);
/* Takes back what efi_native_lend() has given. */
void efi_native_take_back(void);
/* Returns the handle of a net device that a program may find its network on: the
 * firmware's NIC if there is one at the moment, else the PCI function. Returns
 * NULL for a net device that is unknown to the firmware. */
efi_handle efi_nic_handle(struct net_device *netdev);

/* --- pxe_bc.c */

struct uri;
/* Hands the lease of a closed net device to the firmware's own PXE base code,
 * with the URI that the program came from, or NULL. Returns the handle that a
 * program finds both on, or NULL if that cannot be done: the program is started
 * all the same, and has to ask for a lease itself. */
efi_handle efi_pxe_bc_hand_over(struct net_device *netdev, struct uri *uri);
/* Stops the firmware's base code, so that the device can be opened again. May
 * also be called when nothing was handed over. */
void efi_pxe_bc_take_back(void);

/* --- uri_path.c */

/* Offers a closed net device's lease and the URI that a program came from as a
 * device path, on which the program and the firmware's HTTP find both (UEFI 2.10,
 * 24.7.3.1). Returns the handle that has the path, or NULL if the URI, which may
 * be NULL, is not one of HTTP or this cannot be done. */
efi_handle efi_uri_path_offer(struct net_device *netdev, struct uri *uri);
/* Ends what efi_uri_path_offer() did. May also be called when nothing was
 * offered. */
void efi_uri_path_withdraw(void);

#endif /* PLATFORM_EFI_H */
