/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_ABI_H
#define EFI_ABI_H

/* How firmware for arm64 is called, and calls us (UEFI 2.10, 2.3.6.4): as all
 * code is. */
#define EFIAPI

/* The processor's value in PE headers. */
#define EFI_PE_MACHINE PE_MACHINE_AARCH64
/* Its names: for ${buildarch}, and in messages. */
#define EFI_ARCH_NAME "arm64"
#define EFI_MACHINE_NAME "arm64"

/* DHCP's name for it (RFC 5970 3.3, as registered at IANA). */
#define EFI_DHCP_ARCHITECTURE 11

#endif /* EFI_ABI_H */
