/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * PCI configuration space for scripts that look at it, which nobody can write
 * to. Each platform defines pci_read32(), which returns the 32 bits that an
 * offset lies in.
 */

#include <ipxe/pci.h>

uint16_t pci_read16(unsigned int busdevfn, unsigned int where)
{
	return pci_read32(busdevfn, where) >> (8 * (where & 2));
}

uint8_t pci_read8(unsigned int busdevfn, unsigned int where)
{
	return pci_read32(busdevfn, where) >> (8 * (where & 3));
}

void pci_write8(unsigned int busdevfn, unsigned int where, uint8_t value)
{
}

void pci_write16(unsigned int busdevfn, unsigned int where, uint16_t value)
{
}

void pci_write32(unsigned int busdevfn, unsigned int where, uint32_t value)
{
}
