/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARCH_IO_H
#define ARCH_IO_H

#include <stddef.h>
#include <stdint.h>

/*
 * Takes the place of <arch/io.h> in objects that a unit test plays the device
 * for (mk/unit.mk): ports and registers are functions here, which the test
 * defines, as the inline ones leave no symbol that the linker could replace.
 */

#define ARCH_HAS_PORTS 1

/* Reads a byte from a port. */
uint8_t inb(uint16_t port);
/* Reads two bytes from a port. */
uint16_t inw(uint16_t port);
/* Reads four bytes from a port. */
uint32_t inl(uint16_t port);
/* Writes a byte to a port. */
void outb(uint8_t value, uint16_t port);
/* Writes two bytes to a port. */
void outw(uint16_t value, uint16_t port);
/* Writes four bytes to a port. */
void outl(uint32_t value, uint16_t port);

/* Reads a byte from a register in memory. */
uint8_t readb(uintptr_t address);
/* Reads two bytes from a register in memory. */
uint16_t readw(uintptr_t address);
/* Reads four bytes from a register in memory. */
uint32_t readl(uintptr_t address);
/* Writes a byte to a register in memory. */
void writeb(uint8_t value, uintptr_t address);
/* Writes two bytes to a register in memory. */
void writew(uint16_t value, uintptr_t address);
/* Writes four bytes to a register in memory. */
void writel(uint32_t value, uintptr_t address);

/* Keeps the compiler from moving accesses to memory across it. */
static inline void mb(void)
{
	__sync_synchronize();
}

#endif /* ARCH_IO_H */
