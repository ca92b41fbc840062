/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * PCI configuration space (<ipxe/pci.h>), through the firmware's interface for
 * each function (UEFI 2.10, 14.4).
 */

#include <ipxe/pci.h>
#include <efi/pci_io.h>
#include "efi.h"

static const struct efi_guid pci_io = EFI_PCI_IO_GUID;

/* Returns a handle's PCI function if it is at that location of the first
 * segment, or NULL. */
static struct efi_pci_io *is_at(efi_handle handle, unsigned int busdevfn)
{
	struct efi_pci_io *pci = efi_interface(handle, &pci_io);
	unsigned int segment, location;

	if (!pci || efi_pci_location(pci, &segment, &location) != 0 ||
	    segment != 0 || location != busdevfn)
		return NULL;
	return pci;
}

/* Returns the function at a location of the first segment, or NULL. Functions
 * of other segments cannot be named by the callers. */
static struct efi_pci_io *find(unsigned int busdevfn)
{
	struct efi_pci_io *pci = efi_native_function(busdevfn);
	efi_handle *handles;
	size_t i, count;

	if (pci)
		return pci;
	count = efi_handles_get(&pci_io, &handles);
	for (i = 0; i < count && !pci; i++)
		pci = is_at(handles[i], busdevfn);
	efi_handles_free(handles);
	return pci;
}

/* Reads from the configuration space of a function. The value stays as it is if
 * there is no such function. */
static void read(unsigned int busdevfn, unsigned int width,
		 unsigned int where, void *value)
{
	struct efi_pci_io *pci = find(busdevfn);

	if (pci)
		pci->config_read(pci, width, where, 1, value);
}

/* Writes to the configuration space of a function, if it is there. */
static void write(unsigned int busdevfn, unsigned int width,
		  unsigned int where, void *value)
{
	struct efi_pci_io *pci = find(busdevfn);

	if (pci)
		pci->config_write(pci, width, where, 1, value);
}

uint8_t pci_read8(unsigned int busdevfn, unsigned int where)
{
	uint8_t value = 0xff;

	read(busdevfn, EFI_PCI_WIDTH_8, where, &value);
	return value;
}

uint16_t pci_read16(unsigned int busdevfn, unsigned int where)
{
	uint16_t value = 0xffff;

	read(busdevfn, EFI_PCI_WIDTH_16, where, &value);
	return value;
}

uint32_t pci_read32(unsigned int busdevfn, unsigned int where)
{
	uint32_t value = 0xffffffff;

	read(busdevfn, EFI_PCI_WIDTH_32, where, &value);
	return value;
}

void pci_write8(unsigned int busdevfn, unsigned int where, uint8_t value)
{
	write(busdevfn, EFI_PCI_WIDTH_8, where, &value);
}

void pci_write16(unsigned int busdevfn, unsigned int where, uint16_t value)
{
	write(busdevfn, EFI_PCI_WIDTH_16, where, &value);
}

void pci_write32(unsigned int busdevfn, unsigned int where, uint32_t value)
{
	write(busdevfn, EFI_PCI_WIDTH_32, where, &value);
}

/* Returns the end of the address space: firmware maps all registers, and with
 * the same addresses as on the bus. */
uintptr_t pci_highest_address(void)
{
	return UINTPTR_MAX;
}
