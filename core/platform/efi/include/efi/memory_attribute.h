/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_MEMORY_ATTRIBUTE_H
#define EFI_MEMORY_ATTRIBUTE_H

#include <efi/base.h>

/* Memory Attribute Protocol (UEFI 2.10, chapter 37). */

#define EFI_MEMORY_ATTRIBUTE_GUID EFI_GUID(0xf4560cf6, 0x40ec, 0x4b4a,	\
	0xa1, 0x92, 0xbf, 0x1d, 0x57, 0xd0, 0xb1, 0x89)

/* Attributes of pages (7.2.3). */
#define EFI_MEMORY_XP 0x4000ULL		/* nothing in them can be executed */
#define EFI_MEMORY_RO 0x20000ULL	/* nothing can be written to them */

/* EFI_MEMORY_ATTRIBUTE_PROTOCOL. Addresses and lengths are multiples of 4 KiB. */
struct efi_memory_attribute {
	/* Fails if the pages do not all have the same attributes. */
	efi_status (EFIAPI *get)(struct efi_memory_attribute *memory,
				 uint64_t address, uint64_t len,
				 uint64_t *attributes);
	/* Gives pages the attributes whose bits are set. */
	efi_status (EFIAPI *set)(struct efi_memory_attribute *memory,
				 uint64_t address, uint64_t len,
				 uint64_t attributes);
	/* Takes the attributes whose bits are set from pages. */
	efi_status (EFIAPI *clear)(struct efi_memory_attribute *memory,
				   uint64_t address, uint64_t len,
				   uint64_t attributes);
};
_Static_assert(sizeof(struct efi_memory_attribute) == 24, "37");

#endif /* EFI_MEMORY_ATTRIBUTE_H */
