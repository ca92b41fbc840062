/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Net devices on the core's own drivers, which are much faster than those of
 * firmware and also work where that has none. A PCI function is taken by opening
 * it exclusively (UEFI 2.10, 7.3.9): the firmware takes its drivers off it, and
 * connects none as long as it is open. DMA uses the addresses that we use
 * ourselves, which holds as long as no IOMMU is on; with one, all NICs are left
 * to the firmware.
 *
 * Programs other than kernels want the firmware's network: for their time, NICs
 * are lent to it. All net devices are closed by then, and closing one resets its
 * hardware, so that none does DMA when a kernel ends the boot services.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/list.h>
#include <ipxe/netdevice.h>
#include <ipxe/pci.h>
#include <efi/pci_io.h>
#include "efi.h"

/* What a function has to be allowed to do. */
#define WANTED_ATTRIBUTES (EFI_PCI_ATTRIBUTE_IO | EFI_PCI_ATTRIBUTE_MEMORY | \
			   EFI_PCI_ATTRIBUTE_BUS_MASTER)

/* A PCI function with a driver of the core's. */
struct native {
	struct list_head list;		/* its place in the list of all */
	efi_handle handle;		/* the handle of the function */
	struct efi_device_path *path;	/* the device path of that handle */
	unsigned int location;		/* bus << 8 | device << 3 | function */
	struct efi_pci_io *io;		/* the function, NULL while it is the
					 * firmware's */
	uint64_t attributes;		/* what it was allowed to do before */
	struct pci_device *pci;		/* the function, as drivers see it */
	int firmware_used_it;		/* a driver of the firmware's was on it
					 * before us */
	int lost;			/* the firmware has not given it back
					 * after a program */
};

/* All of them, net0 first. */
static LIST_HEAD(natives);
static const struct efi_guid pci_io = EFI_PCI_IO_GUID;

/* --- taking and giving back */

/* Returns non-zero if an IOMMU keeps devices from our memory. */
static int has_iommu(void)
{
	static const struct efi_guid iommu = EFI_IOMMU_GUID;
	void *interface = NULL;

	return efi_boot->locate_protocol(&iommu, NULL, &interface) ==
	       EFI_SUCCESS;
}

int efi_native_wants(efi_handle handle, struct efi_nic *nic)
{
	struct efi_pci_io *io = efi_interface(handle, &pci_io);
	uint32_t ids;

	memset(nic, 0, sizeof(*nic));
	if (!io || efi_pci_location(io, &nic->segment, &nic->location) != 0 ||
	    nic->segment != 0)
		return 0;
	ids = efi_pci_config(io, 0);
	nic->handle = handle;
	nic->path = efi_path_of(handle);
	nic->vendor = ids & 0xffff;
	nic->device = ids >> 16;
	nic->native = nic->path && pci_find_id(ids) && !has_iommu();
	return nic->native;
}

/* Lets a function decode its addresses and do DMA, and the bridges above it pass
 * that on. What it cannot do is not asked for, as firmware would refuse all. */
static int enable(struct native *native)
{
	struct efi_pci_io *io = native->io;
	uint64_t supported = 0;
	efi_status status;

	status = io->attributes(io, EFI_PCI_ATTRIBUTES_GET, 0,
				&native->attributes);
	if (status == EFI_SUCCESS)
		status = io->attributes(io, EFI_PCI_ATTRIBUTES_SUPPORTED, 0,
					&supported);
	if (status == EFI_SUCCESS)
		status = io->attributes(io, EFI_PCI_ATTRIBUTES_ENABLE,
					supported & WANTED_ATTRIBUTES, NULL);
	return efi_rc(status);
}

/* Closes a function, so that the firmware's drivers can have it. */
static void release(struct native *native)
{
	native->io = NULL;
	efi_boot->close_protocol(native->handle, &pci_io, efi_our_handle, NULL);
}

/* Opens a function for us alone. Returns 0 or a negative error.
 *
 * The firmware's network stack is taken off its NIC first, with which that is
 * stopped: OVMF's driver for virtio refuses to leave one that is still started. */
static int take(struct native *native)
{
	efi_handle snp = efi_snp_below(native->path);
	void *interface = NULL;
	efi_status status;
	int rc;

	if (snp)
		efi_boot->disconnect_controller(snp, NULL, NULL);
	status = efi_boot->open_protocol(native->handle, &pci_io, &interface,
					 efi_our_handle, NULL,
					 EFI_OPEN_EXCLUSIVE);
	if (status != EFI_SUCCESS || !interface)
		return efi_rc(EFI_ERROR(status) ? status : EFI_DEVICE_ERROR);
	native->io = interface;
	rc = enable(native);
	if (rc != 0)
		release(native);
	return rc;
}

/* Gives a function that is ours back as it was, without a driver. */
static void give(struct native *native)
{
	native->io->attributes(native->io, EFI_PCI_ATTRIBUTES_SET,
			       native->attributes, NULL);
	release(native);
}

struct efi_pci_io *efi_native_function(unsigned int busdevfn)
{
	struct native *native;

	list_for_each_entry(native, &natives, list) {
		if (native->location == busdevfn)
			return native->io;
	}
	return NULL;
}

/* --- coming and going */

int efi_native_register(const struct efi_nic *nic)
{
	struct native *native = zalloc(sizeof(*native));
	int rc = -ENOMEM;

	if (!native)
		return rc;
	native->handle = nic->handle;
	native->path = nic->path;
	native->location = nic->location;
	native->firmware_used_it = efi_is_used(nic->handle, &pci_io);
	list_add_tail(&native->list, &natives);
	rc = take(native);
	if (rc == 0) {
		rc = pci_probe(nic->location,
			       nic->device << 16 | nic->vendor, &native->pci);
		if (rc == 0)
			return 0;
		give(native);
	}
	list_del(&native->list);
	free(native);
	return rc;
}

void efi_native_unregister_all(void)
{
	struct native *native;

	while ((native = list_last_entry(&natives, struct native, list))) {
		pci_remove(native->pci);
		if (native->io)
			give(native);
		list_del(&native->list);
		if (native->firmware_used_it)
			efi_boot->connect_controller(native->handle, NULL,
						     NULL, 1);
		free(native);
	}
}

/* --- the time of a program */

/* Returns non-zero if that is the net device of a function. */
static int is_of(const struct native *native, const struct net_device *netdev)
{
	return netdev && netdev->dev == &native->pci->dev;
}

/* Refuses to open a device that the firmware has not given back. */
static int refuse(struct net_device *netdev)
{
	return -EBUSY;
}

static const struct net_device_operations lost_operations = {
	.open = refuse,
};

/* Has the net devices of a function refuse to be opened from now on. */
static void lose(struct native *native)
{
	struct net_device *netdev;

	for_each_netdev(netdev) {
		if (is_of(native, netdev))
			netdev->op = &lost_operations;
	}
	native->lost = 1;
}

void efi_native_lend(struct net_device *netdev)
{
	struct native *native;
	int booted;

	list_for_each_entry(native, &natives, list) {
		booted = is_of(native, netdev);
		if (!native->io || !(booted || native->firmware_used_it))
			continue;
		pci_restore(native->pci);
		give(native);
		efi_boot->connect_controller(native->handle, NULL, NULL,
					     booted);
	}
}

void efi_native_take_back(void)
{
	struct native *native;
	int rc;

	list_for_each_entry(native, &natives, list) {
		if (native->io || native->lost)
			continue;
		rc = take(native);
		if (rc == 0) {
			pci_enable(native->pci);
			continue;
		}
		printf("%s: the firmware keeps it: %s\n",
		       native->pci->dev.name, strerror(rc));
		lose(native);
	}
}

efi_handle efi_nic_handle(struct net_device *netdev)
{
	efi_handle snp = efi_snp_handle(netdev);
	struct native *native;

	list_for_each_entry(native, &natives, list) {
		if (!is_of(native, netdev))
			continue;
		snp = native->io ? NULL : efi_snp_below(native->path);
		return snp ? snp : native->handle;
	}
	return snp;
}
