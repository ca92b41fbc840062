/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARCH_IO_H
#define ARCH_IO_H

#include <stddef.h>
#include <stdint.h>

/*
 * Access to ports and registers of devices. They are little-endian like the
 * processor, and are read and written in the order of the program.
 */

/* Devices can have ports, which are an address space of their own. */
#define ARCH_HAS_PORTS 1

/* Reads a byte from a port. */
static inline uint8_t inb(uint16_t port)
{
	uint8_t value;
	__asm__ __volatile__("inb %w1, %b0" : "=a"(value) : "Nd"(port));
	return value;
}

/* Reads two bytes from a port. */
static inline uint16_t inw(uint16_t port)
{
	uint16_t value;
	__asm__ __volatile__("inw %w1, %w0" : "=a"(value) : "Nd"(port));
	return value;
}

/* Reads four bytes from a port. */
static inline uint32_t inl(uint16_t port)
{
	uint32_t value;
	__asm__ __volatile__("inl %w1, %k0" : "=a"(value) : "Nd"(port));
	return value;
}

/* Writes a byte to a port. */
static inline void outb(uint8_t value, uint16_t port)
{
	__asm__ __volatile__("outb %b0, %w1" : : "a"(value), "Nd"(port));
}

/* Writes two bytes to a port. */
static inline void outw(uint16_t value, uint16_t port)
{
	__asm__ __volatile__("outw %w0, %w1" : : "a"(value), "Nd"(port));
}

/* Writes four bytes to a port. */
static inline void outl(uint32_t value, uint16_t port)
{
	__asm__ __volatile__("outl %k0, %w1" : : "a"(value), "Nd"(port));
}

/* Reads a byte from a register in memory. */
static inline uint8_t readb(uintptr_t address)
{
	return *(volatile uint8_t *) address;
}

/* Reads two bytes from a register in memory. */
static inline uint16_t readw(uintptr_t address)
{
	return *(volatile uint16_t *) address;
}

/* Reads four bytes from a register in memory. */
static inline uint32_t readl(uintptr_t address)
{
	return *(volatile uint32_t *) address;
}

/* Writes a byte to a register in memory. */
static inline void writeb(uint8_t value, uintptr_t address)
{
	*(volatile uint8_t *) address = value;
}

/* Writes two bytes to a register in memory. */
static inline void writew(uint16_t value, uintptr_t address)
{
	*(volatile uint16_t *) address = value;
}

/* Writes four bytes to a register in memory. */
static inline void writel(uint32_t value, uintptr_t address)
{
	*(volatile uint32_t *) address = value;
}

/* Makes sure that all that has been written to memory is there before anything
 * else is read or written, as a ring in memory must be before the device is told
 * of it. */
static inline void mb(void)
{
	__sync_synchronize();
}

#endif /* ARCH_IO_H */
