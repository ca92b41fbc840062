/* SPDX-License-Identifier: GPL-2.0-or-later */

/* PCI for scripts that look at it: platforms define pci_read32(), of a multiple of
 * 4 or what it lies in, and nothing can be written. */

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
