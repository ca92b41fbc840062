/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * PCI configuration space through ports CF8h and CFCh (PCI Local Bus
 * Specification 3.0, 3.2.2.3.2: configuration mechanism 1).
 */

#include <arch/io.h>
#include <ipxe/pci.h>

#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA 0xcfc
#define CONFIG_ENABLE 0x80000000U

/* Selects a doubleword of configuration space. Returns the port of the byte at
 * where. */
static uint16_t select(unsigned int busdevfn, unsigned int where)
{
	outl(CONFIG_ENABLE | (busdevfn << 8) | (where & 0xfc),
	     CONFIG_ADDRESS);
	return CONFIG_DATA + (where & 3);
}

uint8_t pci_read8(unsigned int busdevfn, unsigned int where)
{
	return inb(select(busdevfn, where));
}

uint16_t pci_read16(unsigned int busdevfn, unsigned int where)
{
	return inw(select(busdevfn, where));
}

uint32_t pci_read32(unsigned int busdevfn, unsigned int where)
{
	return inl(select(busdevfn, where));
}

void pci_write8(unsigned int busdevfn, unsigned int where, uint8_t value)
{
	outb(value, select(busdevfn, where));
}

void pci_write16(unsigned int busdevfn, unsigned int where, uint16_t value)
{
	outw(value, select(busdevfn, where));
}

void pci_write32(unsigned int busdevfn, unsigned int where, uint32_t value)
{
	outl(value, select(busdevfn, where));
}

/* Returns the end of the first 4 GiB, as paging is off. */
uintptr_t pci_highest_address(void)
{
	return 0xffffffff;
}
