/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARCH_IO_H
#define ARCH_IO_H

#include <stddef.h>
#include <stdint.h>

/*
 * Access to registers of devices. They are little-endian like the processor, and
 * are read and written in the order of the program, also with regard to memory,
 * for which a barrier stands before each write and after each read (Arm
 * Architecture Reference Manual, B2.3).
 */

/* This processor has no ports. PCI's are reached through memory, which no driver
 * here needs, so that every port reads as all ones, as an absent one does. */
#define ARCH_HAS_PORTS 0

/* Reads a byte from a port. */
static inline uint8_t inb(uint16_t port)
{
	return 0xff;
}

/* Reads two bytes from a port. */
static inline uint16_t inw(uint16_t port)
{
	return 0xffff;
}

/* Reads four bytes from a port. */
static inline uint32_t inl(uint16_t port)
{
	return 0xffffffff;
}

/* Writes a byte to a port. */
static inline void outb(uint8_t value, uint16_t port)
{
}

/* Writes two bytes to a port. */
static inline void outw(uint16_t value, uint16_t port)
{
}

/* Writes four bytes to a port. */
static inline void outl(uint32_t value, uint16_t port)
{
}

/* Makes sure that all that has been written to memory is there before anything
 * else is read or written, as a ring in memory must be before the device is told
 * of it. */
static inline void mb(void)
{
	__asm__ __volatile__("dmb sy" : : : "memory");
}

/* Reads a byte from a register in memory. */
static inline uint8_t readb(uintptr_t address)
{
	uint8_t value = *(volatile uint8_t *)address;

	mb();
	return value;
}

/* Reads two bytes from a register in memory. */
static inline uint16_t readw(uintptr_t address)
{
	uint16_t value = *(volatile uint16_t *)address;

	mb();
	return value;
}

/* Reads four bytes from a register in memory. */
static inline uint32_t readl(uintptr_t address)
{
	uint32_t value = *(volatile uint32_t *)address;

	mb();
	return value;
}

/* Writes a byte to a register in memory. */
static inline void writeb(uint8_t value, uintptr_t address)
{
	mb();
	*(volatile uint8_t *)address = value;
}

/* Writes two bytes to a register in memory. */
static inline void writew(uint16_t value, uintptr_t address)
{
	mb();
	*(volatile uint16_t *)address = value;
}

/* Writes four bytes to a register in memory. */
static inline void writel(uint32_t value, uintptr_t address)
{
	mb();
	*(volatile uint32_t *)address = value;
}

#endif /* ARCH_IO_H */
