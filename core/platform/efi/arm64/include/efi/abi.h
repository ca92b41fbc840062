/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_ABI_H
#define EFI_ABI_H

/* The calling convention between firmware and programs on arm64 (UEFI 2.10,
 * 2.3.6.4) is the one that our own code has. */
#define EFIAPI

/* The number of this processor in PE headers. */
#define EFI_PE_MACHINE PE_MACHINE_AARCH64
/* The name of this processor in ${buildarch}. */
#define EFI_ARCH_NAME "arm64"
/* The name of this processor in messages. */
#define EFI_MACHINE_NAME "arm64"

/* The client architecture in DHCP of UEFI on this processor (RFC 5970 3.3, as
 * registered at IANA). */
#define EFI_DHCP_ARCHITECTURE 11

#endif /* EFI_ABI_H */
