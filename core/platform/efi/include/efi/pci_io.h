/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_PCI_IO_H
#define EFI_PCI_IO_H

#include <efi/base.h>

/* PCI I/O Protocol (UEFI 2.10, 14.4): one function of a PCI device. */

#define EFI_PCI_IO_GUID EFI_GUID(0x4cf5b200, 0x68b8, 0x4ca5,	\
	0x9e, 0xec, 0xb2, 0x3e, 0x3f, 0x50, 0x02, 0x9a)

#define EFI_PCI_WIDTH_8 0
#define EFI_PCI_WIDTH_16 1
#define EFI_PCI_WIDTH_32 2

/* What Attributes does (14.4.14): tells what is on, sets what is on, switches on,
 * tells what can be on. */
#define EFI_PCI_ATTRIBUTES_GET 0
#define EFI_PCI_ATTRIBUTES_SET 1
#define EFI_PCI_ATTRIBUTES_ENABLE 2
#define EFI_PCI_ATTRIBUTES_SUPPORTED 4
/* Attributes of a function (14.4): it decodes its ports, its memory, and does
 * DMA. */
#define EFI_PCI_ATTRIBUTE_IO 0x0100
#define EFI_PCI_ATTRIBUTE_MEMORY 0x0200
#define EFI_PCI_ATTRIBUTE_BUS_MASTER 0x0400

/* The protocol of firmware whose IOMMU is on (EDK II): a device reaches only the
 * memory that has been mapped for it. */
#define EFI_IOMMU_GUID EFI_GUID(0x4e939de9, 0xd948, 0x4b0f,	\
	0x88, 0xed, 0xe6, 0xe1, 0xce, 0x51, 0x7c, 0x1e)

struct efi_pci_io;

/* Reads or writes count units of that width (14.4.5, 14.4.6). */
typedef efi_status (EFIAPI *efi_pci_access)(struct efi_pci_io *pci,
					    uint32_t width, uint32_t offset,
					    efi_uintn count, void *buffer);

/* EFI_PCI_IO_PROTOCOL (14.4). */
struct efi_pci_io {
	efi_unused poll_mem;
	efi_unused poll_io;
	efi_unused mem_read;
	efi_unused mem_write;
	efi_unused io_read;
	efi_unused io_write;
	efi_pci_access config_read;
	efi_pci_access config_write;
	efi_unused copy_mem;
	efi_unused map;
	efi_unused unmap;
	efi_unused allocate_buffer;
	efi_unused free_buffer;
	efi_unused flush;
	efi_status (EFIAPI *get_location)(struct efi_pci_io *pci,
					  efi_uintn *segment, efi_uintn *bus,
					  efi_uintn *device,
					  efi_uintn *function);
	efi_status (EFIAPI *attributes)(struct efi_pci_io *pci,
					uint32_t operation, uint64_t attributes,
					uint64_t *result);
	efi_unused get_bar_attributes;
	efi_unused set_bar_attributes;
	uint64_t rom_size;
	void *rom_image;
};
_Static_assert(offsetof(struct efi_pci_io, config_read) == 48, "14.4");
_Static_assert(offsetof(struct efi_pci_io, get_location) == 112, "14.4");
_Static_assert(offsetof(struct efi_pci_io, attributes) == 120, "14.4");
_Static_assert(sizeof(struct efi_pci_io) == 160, "14.4");

#endif /* EFI_PCI_IO_H */
