/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_PE_H
#define LINUX_PE_H

#include <stddef.h>
#include <stdint.h>

/* PE images, as EFI starts them (Microsoft's PE format specification; UEFI 2.10
 * section 2.1.1). */

#define PE_MACHINE_I386 0x014c
#define PE_MACHINE_ARM 0x01c2
#define PE_MACHINE_RISCV64 0x5064
#define PE_MACHINE_X86_64 0x8664
#define PE_MACHINE_ARM64 0xaa64

/* Returns the machine of a PE image that EFI starts (a program or a driver), or -1
 * if the file is none. */
int pe_machine(const void *data, size_t len);
/* Returns non-zero if the file is a Linux kernel by its own header, whatever else it
 * is: bzImage, or the Image of arm64 and RISC-V. */
int is_linux(const void *data, size_t len);

#endif /* LINUX_PE_H */
