/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_ABI_H
#define EFI_ABI_H

/* How firmware for x86-64 is called, and calls us (UEFI 2.10, 2.3.4.2): not as
 * our own code is. */
#define EFIAPI __attribute__((ms_abi))

/* The processor's value in PE headers. */
#define EFI_PE_MACHINE PE_MACHINE_X86_64
/* Its names: for ${buildarch}, and in messages. */
#define EFI_ARCH_NAME "x86_64"
#define EFI_MACHINE_NAME "x86-64"

/* DHCP's name for it (RFC 4578 2.1 and its errata, as registered at IANA). */
#define EFI_DHCP_ARCHITECTURE 7

#endif /* EFI_ABI_H */
