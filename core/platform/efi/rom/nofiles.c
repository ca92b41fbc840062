/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What the driver in ROMs has in place of core/platform/efi/files.c, for which it has
 * no room (NOT_IN_ROM in mk/platform/pcbios.mk): programs find no files.
 */

#include "../efi.h"

efi_handle efi_files_offer(efi_handle device)
{
	return device;
}

void efi_files_withdraw(void)
{
}
