/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_FILE_H
#define EFI_FILE_H

#include <efi/base.h>

/* File systems and their files (UEFI 2.10, 13.4, 13.5). */

struct efi_file;

#define EFI_FILE_SYSTEM_GUID EFI_GUID(0x964e5b22, 0x6459, 0x11d2,	\
	0x8e, 0x39, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b)
#define EFI_FILE_SYSTEM_REVISION 0x10000

/* EFI_SIMPLE_FILE_SYSTEM_PROTOCOL (13.4). */
struct efi_file_system {
	uint64_t revision;
	efi_status (EFIAPI *open_volume)(struct efi_file_system *system,
					 struct efi_file **root);
};
_Static_assert(sizeof(struct efi_file_system) == 16, "13.4");

#define EFI_FILE_REVISION 0x10000
/* How a file is opened. */
#define EFI_FILE_MODE_READ 1
/* What a file is. */
#define EFI_FILE_READ_ONLY 1
#define EFI_FILE_DIRECTORY 0x10
/* The end of a file, as a position. */
#define EFI_FILE_END (~0ULL)

/* EFI_FILE_PROTOCOL (13.5) of the first revision. */
struct efi_file {
	uint64_t revision;
	efi_status (EFIAPI *open)(struct efi_file *file,
				  struct efi_file **opened,
				  const efi_char16 *name, uint64_t mode,
				  uint64_t attributes);
	efi_status (EFIAPI *close)(struct efi_file *file);
	efi_status (EFIAPI *delete)(struct efi_file *file);
	efi_status (EFIAPI *read)(struct efi_file *file, efi_uintn *size,
				  void *buffer);
	efi_status (EFIAPI *write)(struct efi_file *file, efi_uintn *size,
				   const void *buffer);
	efi_status (EFIAPI *get_position)(struct efi_file *file,
					  uint64_t *position);
	efi_status (EFIAPI *set_position)(struct efi_file *file,
					  uint64_t position);
	efi_status (EFIAPI *get_info)(struct efi_file *file,
				      const struct efi_guid *type,
				      efi_uintn *size, void *buffer);
	efi_status (EFIAPI *set_info)(struct efi_file *file,
				      const struct efi_guid *type,
				      efi_uintn size, const void *buffer);
	efi_status (EFIAPI *flush)(struct efi_file *file);
};
_Static_assert(sizeof(struct efi_file) == 88, "13.5");

#define EFI_FILE_INFO_GUID EFI_GUID(0x9576e92, 0x6d3f, 0x11d2,	\
	0x8e, 0x39, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b)

/* EFI_FILE_INFO (13.5). */
struct efi_file_info {
	uint64_t size;			/* of this structure with the name */
	uint64_t file_size;		/* bytes */
	uint64_t physical_size;
	uint8_t times[3][16];		/* created, accessed, modified; zeros:
					 * unknown */
	uint64_t attributes;
	efi_char16 name[];		/* with a zero at its end */
};
_Static_assert(offsetof(struct efi_file_info, name) == 80, "13.5");

#define EFI_FILE_SYSTEM_INFO_GUID EFI_GUID(0x9576e93, 0x6d3f, 0x11d2,	\
	0x8e, 0x39, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b)

/* EFI_FILE_SYSTEM_INFO (13.5). */
struct efi_file_system_info {
	uint64_t size;			/* of this structure with the label */
	efi_boolean read_only;
	uint64_t volume_size;		/* bytes */
	uint64_t free_space;		/* bytes */
	uint32_t block_size;		/* bytes */
	efi_char16 label[2];		/* one of them would do */
};
_Static_assert(offsetof(struct efi_file_system_info, label) == 36, "13.5");

#endif /* EFI_FILE_H */
