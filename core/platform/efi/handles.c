/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Handles and what is installed on them (UEFI 2.10, 7.3).
 */

#include "efi.h"

size_t efi_handles_get(const struct efi_guid *protocol, efi_handle **handles)
{
	efi_uintn count = 0;

	*handles = NULL;
	if (efi_boot->locate_handle_buffer(EFI_BY_PROTOCOL, protocol, NULL,
					   &count, handles) != EFI_SUCCESS)
		return 0;
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
