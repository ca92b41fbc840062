/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Which NICs there are. Firmware that is in a hurry has connected none of its
 * drivers: they are told to look at every PCI function that is a network
 * controller, without what else would be put on top. Then every handle with
 * the Simple Network Protocol whose path ends in a MAC address is a NIC;
 * others are VLANs and parts of the firmware's network stack.
 *
 * They are sorted by their place, so that net0 is the same NIC whatever the
 * firmware has connected first: by PCI location, as under a BIOS, and by
 * device path where there is no PCI.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/init.h>
#include <efi/pci_io.h>
#include <efi/snp.h>
#include "efi.h"

/* Class code in the uppermost byte (PCI 3.0, 6.2.1). */
#define PCI_CLASS 0x08
#define PCI_CLASS_SHIFT 24
#define PCI_CLASS_NETWORK 0x02

#define MAX_NICS 256

static const struct efi_guid pci_io = EFI_PCI_IO_GUID;
static const struct efi_guid snp = EFI_SNP_GUID;
static const struct efi_guid nii = EFI_NII31_GUID;

static int is_network_controller(efi_handle handle)
{
	struct efi_pci_io *pci = efi_interface(handle, &pci_io);

	return pci && efi_pci_config(pci, PCI_CLASS) >> PCI_CLASS_SHIFT ==
	       PCI_CLASS_NETWORK;
}

static int is_undi_alone(efi_handle handle)
{
	return !efi_interface(handle, &snp);
}

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

/* Fills in what the PCI function says that the device sits on. */
static void find_place(struct efi_nic *nic)
{
	struct efi_device_path *path = nic->path;
	struct efi_pci_io *pci;
	efi_handle handle;
	uint32_t id;

	nic->segment = EFI_NO_SEGMENT;
	if (efi_boot->locate_device_path(&pci_io, &path, &handle) !=
	    EFI_SUCCESS)
		return;
	pci = efi_interface(handle, &pci_io);
	if (!pci || efi_pci_location(pci, &nic->segment, &nic->location) != 0)
		return;
	id = efi_pci_config(pci, 0);
	nic->vendor = id & 0xffff;
	nic->device = id >> 16;
}

/* Returns 0 for a handle that is no NIC. */
static int is_nic(efi_handle handle, struct efi_nic *nic)
{
	memset(nic, 0, sizeof(*nic));
	nic->handle = handle;
	nic->path = efi_path_of(handle);
	if (!nic->path || !efi_path_is(efi_path_last(nic->path),
				       EFI_PATH_MESSAGING,
				       EFI_PATH_MESSAGING_MAC))
		return 0;
	find_place(nic);
	return 1;
}

static int compare(const struct efi_nic *a, const struct efi_nic *b)
{
	if (a->segment != b->segment)
		return a->segment < b->segment ? -1 : 1;
	if (a->location != b->location)
		return a->location < b->location ? -1 : 1;
	return efi_path_compare(a->path, b->path);
}

/* Puts a NIC into its place. One that is there already, under another handle
 * of the same path, is not there twice. */
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

static void register_sorted(const efi_handle *handles, size_t handle_count)
{
	struct efi_nic *sorted, nic;
	size_t i, count = 0;
	int rc;

	sorted = calloc(handle_count, sizeof(*sorted));
	if (!sorted)
		return;
	for (i = 0; i < handle_count; i++) {
		if (is_nic(handles[i], &nic))
			count = insert(sorted, count, &nic);
	}
	for (i = 0; i < count; i++) {
		rc = efi_snp_register(&sorted[i]);
		if (rc != 0)
			printf("A network device of the firmware's is left "
			       "out: %s\n", strerror(rc));
	}
	free(sorted);
}

static void find_nics(void)
{
	efi_handle *handles;
	size_t count;

	connect(&pci_io, is_network_controller);
	connect(&nii, is_undi_alone);
	count = efi_handles_get(&snp, &handles);
	if (count > MAX_NICS)
		count = MAX_NICS;
	register_sorted(handles, count);
	efi_handles_free(handles);
}

struct init_fn snp_init_fn __init_fn(INIT_DEVICES) = {
	.initialise = find_nics,
	.shutdown = efi_snp_unregister_all,
};
