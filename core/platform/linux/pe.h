/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_PE_H
#define LINUX_PE_H

#include <stddef.h>
#include <stdint.h>

/* PE images as UEFI starts them (Microsoft's PE format specification; UEFI 2.10
 * section 2.1.1), and kernels that say that they are Linux. */

#define PE_MACHINE_I386 0x014c
#define PE_MACHINE_ARM 0x01c2
#define PE_MACHINE_RISCV64 0x5064
#define PE_MACHINE_X86_64 0x8664
#define PE_MACHINE_ARM64 0xaa64

/* Returns the processor (PE_MACHINE_*) that a program or driver for UEFI is
 * made for, or -1 if the file is no such PE image. */
int pe_machine(const void *data, size_t len);
/* Returns non-zero if the file is a Linux kernel by its own header (bzImage, or
 * the Image of arm64 and RISC-V), whether or not it is a PE image as well. */
int is_linux(const void *data, size_t len);

#endif /* LINUX_PE_H */
