/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_ABI_H
#define EFI_ABI_H

/* The calling convention between firmware and programs on x86-64 (UEFI 2.10,
 * 2.3.4.2), which is not the one that our own code has. */
#define EFIAPI __attribute__((ms_abi))

/* The number of this processor in PE headers. */
#define EFI_PE_MACHINE PE_MACHINE_X86_64
/* The name of this processor in ${buildarch}. */
#define EFI_ARCH_NAME "x86_64"
/* The name of this processor in messages. */
#define EFI_MACHINE_NAME "x86-64"

/* The client architecture in DHCP of UEFI on this processor (RFC 4578 2.1 and
 * its errata, as registered at IANA). */
#define EFI_DHCP_ARCHITECTURE 7

#endif /* EFI_ABI_H */
