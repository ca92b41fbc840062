/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_RNG_H
#define EFI_RNG_H

#include <efi/base.h>

/* Random Number Generator Protocol (UEFI 2.10, 37.5). */

#define EFI_RNG_GUID EFI_GUID(0x3152bca5, 0xeade, 0x433d,	\
	0x86, 0x2e, 0xc0, 0x1c, 0xdc, 0x29, 0x1f, 0x44)

/* EFI_RNG_PROTOCOL (37.5). */
struct efi_rng {
	efi_unused get_info;
	/* The firmware chooses the algorithm where that is NULL. */
	efi_status (EFIAPI *get_rng)(struct efi_rng *rng,
				     const struct efi_guid *algorithm,
				     efi_uintn len, uint8_t *value);
};
_Static_assert(sizeof(struct efi_rng) == 16, "37.5");

#endif /* EFI_RNG_H */
