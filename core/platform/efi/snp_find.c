/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Finds the machine's NICs. PCI functions that the core has a driver for are
 * taken from the firmware (native.c). Firmware that boots fast has not connected
 * its network drivers to the others: this is done here for every PCI function
 * that is a network controller, without the network stack that the firmware
 * would put on top. After that, every handle with the Simple Network Protocol whose device
 * path ends in a MAC address is a NIC; the others are VLANs and parts of the
 * firmware's network stack.
 *
 * NICs are sorted by where they are, so that net0 is the same NIC in whatever
 * order the firmware has connected them: by PCI location, as under a BIOS, and
 * by device path where there is no PCI.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/init.h>
#include <efi/pci_io.h>
#include <efi/snp.h>
#include "efi.h"

/* The register with the class of a PCI function, which is in its uppermost byte
 * (PCI 3.0, 6.2.1). */
#define PCI_CLASS 0x08
#define PCI_CLASS_SHIFT 24
#define PCI_CLASS_NETWORK 0x02

/* NICs that are used, at the most. */
#define MAX_NICS 256

static const struct efi_guid pci_io = EFI_PCI_IO_GUID;
static const struct efi_guid snp = EFI_SNP_GUID;
static const struct efi_guid nii = EFI_NII31_GUID;

/* Returns non-zero for a PCI function that is a network controller and needs a
 * driver of the firmware's. */
static int is_the_firmwares(efi_handle handle)
{
	struct efi_pci_io *pci = efi_interface(handle, &pci_io);
	struct efi_nic nic;

	return pci && !efi_native_wants(handle, &nic) &&
	       efi_pci_config(pci, PCI_CLASS) >> PCI_CLASS_SHIFT ==
	       PCI_CLASS_NETWORK;
}

/* Returns non-zero for a NIC's UNDI on which the firmware has not put the
 * Simple Network Protocol yet. */
static int is_undi_alone(efi_handle handle)
{
	return !efi_interface(handle, &snp);
}

/* Lets the firmware connect its drivers to those handles with a protocol that
 * are wanted, but not to what these drivers make of them. */
static void connect(const struct efi_guid *protocol,
		    int (*wanted)(efi_handle handle))
{
	efi_handle *handles;
	size_t i, count = efi_handles_get(protocol, &handles);

	for (i = 0; i < count; i++) {
		if (wanted(handles[i]))
			efi_boot->connect_controller(handles[i], NULL, NULL,
						     0);
	}
	efi_handles_free(handles);
}

/* Fills in the location and the IDs of the PCI function that a NIC is part of;
 * without one it stays in EFI_NO_SEGMENT. Returns the handle of that function,
 * or NULL. */
static efi_handle find_place(struct efi_nic *nic)
{
	struct efi_device_path *path = nic->path;
	struct efi_pci_io *pci;
	efi_handle handle;
	uint32_t id;

	nic->segment = EFI_NO_SEGMENT;
	if (efi_boot->locate_device_path(&pci_io, &path, &handle) !=
	    EFI_SUCCESS)
		return NULL;
	pci = efi_interface(handle, &pci_io);
	if (!pci || efi_pci_location(pci, &nic->segment, &nic->location) != 0)
		return NULL;
	id = efi_pci_config(pci, 0);
	nic->vendor = id & 0xffff;
	nic->device = id >> 16;
	return handle;
}

/* Returns non-zero for a handle that is a NIC, and notes its handle and path. */
static int is_nic(efi_handle handle, struct efi_nic *nic)
{
	memset(nic, 0, sizeof(*nic));
	nic->handle = handle;
	nic->path = efi_path_of(handle);
	return nic->path && efi_path_is(efi_path_last(nic->path),
					EFI_PATH_MESSAGING,
					EFI_PATH_MESSAGING_MAC);
}

efi_handle efi_snp_below(const struct efi_device_path *path)
{
	efi_handle *handles, found = NULL;
	size_t i, count = efi_handles_get(&snp, &handles);
	struct efi_nic nic;

	for (i = 0; i < count && !found; i++) {
		if (is_nic(handles[i], &nic) && efi_path_begins(nic.path, path))
			found = handles[i];
	}
	efi_handles_free(handles);
	return found;
}

/* Returns a number below, equal to or above 0 if NIC a comes before b, is the
 * same, or comes after it. */
static int compare(const struct efi_nic *a, const struct efi_nic *b)
{
	if (a->segment != b->segment)
		return a->segment < b->segment ? -1 : 1;
	if (a->location != b->location)
		return a->location < b->location ? -1 : 1;
	return efi_path_compare(a->path, b->path);
}

/* Puts a NIC into its place in a sorted array, and returns the new number of
 * NICs. One that is there already is left out: the firmware has two handles
 * for it then. */
static size_t insert(struct efi_nic *sorted, size_t count,
		     const struct efi_nic *nic)
{
	size_t at = count;

	while (at && compare(nic, &sorted[at - 1]) < 0)
		at--;
	if (at && compare(nic, &sorted[at - 1]) == 0)
		return count;
	memmove(&sorted[at + 1], &sorted[at], (count - at) * sizeof(*sorted));
	sorted[at] = *nic;
	return count + 1;
}

/* The NICs that are found, in the order of their places. */
struct found {
	struct efi_nic nics[MAX_NICS];
	size_t count;
};

/* Adds a NIC; those that are too many are left out. */
static void add(struct found *found, const struct efi_nic *nic)
{
	if (found->count < MAX_NICS)
		found->count = insert(found->nics, found->count, nic);
}

/* Adds the PCI functions that the core's own drivers can have. */
static void add_functions(struct found *found)
{
	efi_handle *handles;
	size_t i, count = efi_handles_get(&pci_io, &handles);
	struct efi_nic nic;

	for (i = 0; i < count; i++) {
		if (efi_native_wants(handles[i], &nic))
			add(found, &nic);
	}
	efi_handles_free(handles);
}

/* Returns non-zero if a NIC is part of a PCI function that was added. */
static int is_added(const struct found *found, const struct efi_nic *nic)
{
	size_t i;

	for (i = 0; i < found->count; i++) {
		if (found->nics[i].native &&
		    efi_path_begins(nic->path, found->nics[i].path))
			return 1;
	}
	return 0;
}

/* Adds the NICs on drivers of the firmware's, except those that the core's own
 * drivers can have. The firmware, which looks through all its handles, is asked
 * about none of the latter. */
static void add_snps(struct found *found)
{
	efi_handle *handles, function;
	size_t i, count = efi_handles_get(&snp, &handles);
	struct efi_nic nic, native;

	for (i = 0; i < count; i++) {
		if (!is_nic(handles[i], &nic) || is_added(found, &nic))
			continue;
		function = find_place(&nic);
		if (!function || !efi_native_wants(function, &native))
			add(found, &nic);
	}
	efi_handles_free(handles);
}

/* Registers a NIC. One that the core's own driver fails for is left to the
 * firmware's, if there is one. Returns 0 or a negative error. */
static int register_nic(struct efi_nic *nic)
{
	int rc;

	if (!nic->native)
		return efi_snp_register(nic);
	rc = efi_native_register(nic);
	if (rc == 0)
		return 0;
	efi_boot->connect_controller(nic->handle, NULL, NULL, 0);
	connect(&nii, is_undi_alone);
	nic->handle = efi_snp_below(nic->path);
	return nic->handle ? efi_snp_register(nic) : rc;
}

static void find_nics(void)
{
	struct found *found = calloc(1, sizeof(*found));
	size_t i;
	int rc;

	if (!found)
		return;
	connect(&pci_io, is_the_firmwares);
	connect(&nii, is_undi_alone);
	add_functions(found);
	add_snps(found);
	for (i = 0; i < found->count; i++) {
		rc = register_nic(&found->nics[i]);
		if (rc != 0)
			printf("A network device of the firmware's is left "
			       "out: %s\n", strerror(rc));
	}
	free(found);
}

static void forget_nics(void)
{
	efi_native_unregister_all();
	efi_snp_unregister_all();
}

struct init_fn snp_init_fn __init_fn(INIT_DEVICES) = {
	.initialise = find_nics,
	.shutdown = forget_nics,
};
