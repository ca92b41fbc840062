/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * PCI configuration space through ports CF8h and CFCh (PCI Local Bus
 * Specification 3.0, 3.2.2.3.2: configuration mechanism 1).
 *
 *   -device pxb,id=root,bus_nr=128               a further root of QEMU's "pc"
 *   -device pxb-pcie,id=root,bus_nr=128          one of QEMU's "q35"
 */

#include <arch/io.h>
#include <ipxe/pci.h>
#include "pcbios.h"

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

/* INT 1Ah, "PCI BIOS present", and what EDX holds if so (PCI BIOS Specification
 * 2.1, 4.2). */
#define TIME 0x1a
#define PCI_BIOS_PRESENT 0xb101
#define PCI_BIOS_SIGNATURE 0x20494350

unsigned int pci_last_bus(void)
{
	struct bios_regs regs = { .eax = PCI_BIOS_PRESENT };

	bios_call(TIME, &regs);
	return regs.edx == PCI_BIOS_SIGNATURE ? regs.ecx & 0xff : 0;
}

/* Returns the end of the first 4 GiB, as paging is off. */
uintptr_t pci_highest_address(void)
{
	return 0xffffffff;
}
