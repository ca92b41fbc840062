/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Handles and what is installed on them (UEFI 2.10, 7.3; 14.4 for PCI).
 */

#include <errno.h>
#include <ipxe/pci.h>
#include <efi/pci_io.h>
#include "efi.h"

size_t efi_handles_get(const struct efi_guid *protocol, efi_handle **handles)
{
	efi_uintn count = 0;

	*handles = NULL;
	if (efi_boot->locate_handle_buffer(EFI_BY_PROTOCOL, protocol, NULL,
					   &count, handles) != EFI_SUCCESS)
		*handles = NULL;
	return *handles ? count : 0;
}

void efi_handles_free(efi_handle *handles)
{
	if (handles)
		efi_boot->free_pool(handles);
}

void *efi_interface(efi_handle handle, const struct efi_guid *protocol)
{
	void *interface = NULL;

	if (efi_boot->handle_protocol(handle, protocol, &interface) !=
	    EFI_SUCCESS)
		return NULL;
	return interface;
}

int efi_is_used(efi_handle handle, const struct efi_guid *protocol)
{
	struct efi_open_info *info = NULL;
	efi_uintn i, count = 0;
	int used = 0;

	if (efi_boot->open_protocol_information(handle, protocol, &info,
						&count) != EFI_SUCCESS)
		return 0;
	for (i = 0; i < count; i++)
		used |= info[i].attributes & EFI_OPEN_BY_DRIVER;
	if (info)
		efi_boot->free_pool(info);
	return used != 0;
}

int efi_pci_location(struct efi_pci_io *pci, unsigned int *segment,
		     unsigned int *location)
{
	efi_uintn seg, bus, device, function;

	if (pci->get_location(pci, &seg, &bus, &device, &function) !=
	    EFI_SUCCESS)
		return -EIO;
	if (seg > 0xffff || bus > 0xff || device > 0x1f || function > 7)
		return -ERANGE;
	*segment = seg;
	*location = PCI_BUSDEVFN(bus, device, function);
	return 0;
}

uint32_t efi_pci_config(struct efi_pci_io *pci, unsigned int where)
{
	uint32_t value = 0xffffffff;

	if (pci->config_read(pci, EFI_PCI_WIDTH_32, where, 1, &value) !=
	    EFI_SUCCESS)
		return 0xffffffff;
	return value;
}
