/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_IMAGE_H
#define EFI_IMAGE_H

#include <efi/base.h>

/* Programs and files (UEFI 2.10, 9.1, 13.1, 13.2). */

struct efi_device_path;
struct efi_system_table;

#define EFI_LOADED_IMAGE_GUID EFI_GUID(0x5b1b31a1, 0x9562, 0x11d2,	\
	0x8e, 0x3f, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b)

/* EFI_LOADED_IMAGE_PROTOCOL (9.1). */
struct efi_loaded_image {
	uint32_t revision;
	uint32_t pad1;
	efi_handle parent;
	struct efi_system_table *system;
	efi_handle device;		/* where it came from */
	struct efi_device_path *file_path;
	void *reserved;
	uint32_t options_size;		/* bytes */
	uint32_t pad2;
	void *options;			/* often a string of UCS-2 */
	void *image_base;
	uint64_t image_size;
	uint32_t code_type;
	uint32_t data_type;
	efi_unused unload;
};
_Static_assert(offsetof(struct efi_loaded_image, device) == 24, "9.1");
_Static_assert(offsetof(struct efi_loaded_image, options) == 56, "9.1");
_Static_assert(sizeof(struct efi_loaded_image) == 96, "9.1");

#define EFI_LOAD_FILE_GUID EFI_GUID(0x56ec3091, 0x954c, 0x11d2,	\
	0x8e, 0x3f, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b)
#define EFI_LOAD_FILE2_GUID EFI_GUID(0x4006c0c1, 0xfcb3, 0x403e,	\
	0x99, 0x6d, 0x4a, 0x6c, 0x87, 0x24, 0xe0, 0x6d)

/* EFI_LOAD_FILE_PROTOCOL (13.1) and EFI_LOAD_FILE2_PROTOCOL (13.2). *size is
 * the length of the buffer before a call, and that of the file after it, also
 * if the buffer was too small (EFI_BUFFER_TOO_SMALL). */
struct efi_load_file {
	efi_status (EFIAPI *load_file)(struct efi_load_file *file,
				       struct efi_device_path *path,
				       efi_boolean boot_policy,
				       efi_uintn *size, void *buffer);
};
_Static_assert(sizeof(struct efi_load_file) == 8, "13.1");

#endif /* EFI_IMAGE_H */
