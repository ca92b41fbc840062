/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Finds the PCI functions that a driver knows, in the order of their location (PCI
 * Local Bus Specification 3.0), where the firmware does not tell which there are.
 */

#include <stdio.h>
#include <string.h>
#include <core/machine.h>
#include <ipxe/init.h>
#include <ipxe/pci.h>

#define PCI_VENDOR_ID 0x00
#define PCI_HEADER_TYPE 0x0e
#define PCI_SECONDARY_BUS 0x19

#define HEADER_NORMAL 0
#define HEADER_BRIDGE 1
#define HEADER_MULTIFUNCTION 0x80

/* Has the driver of a function probe it, if there is one. ids are the vendor
 * and device as they stand in configuration space. */
static void probe_function(unsigned int busdevfn, uint32_t ids)
{
	const struct pci_device_id *id = pci_find_id(ids);
	struct pci_device *pci;
	int rc;

	if (!id)
		return;
	rc = pci_probe(busdevfn, ids, &pci);
	if (rc)
		printf("0000:%02x:%02x.%x (%s): %s: left out\n",
		       PCI_BUS(busdevfn), PCI_SLOT(busdevfn),
		       PCI_FUNC(busdevfn), id->name, strerror(rc));
}

/* The buses that are known to exist. */
struct bus_map {
	/* One bit for each bus. */
	uint8_t bits[256 / 8];
};

static int bus_known(const struct bus_map *map, unsigned int bus)
{
	return map->bits[bus / 8] & (1 << (bus % 8));
}

static void bus_add(struct bus_map *map, unsigned int bus)
{
	map->bits[bus / 8] |= 1 << (bus % 8);
}

/* Looks at one function: probes it, or notes the bus that it leads to if
 * it is a bridge. Returns the byte of its header type, or 0 if there is no
 * function. */
static uint8_t scan_function(unsigned int busdevfn, int first,
			     struct bus_map *map)
{
	uint32_t ids = pci_read32(busdevfn, PCI_VENDOR_ID);
	uint8_t type;

	if ((ids & 0xffff) == 0xffff)
		return 0;
	type = pci_read8(busdevfn, PCI_HEADER_TYPE);
	switch (type & ~HEADER_MULTIFUNCTION) {
	case HEADER_BRIDGE:
		bus_add(map, pci_read8(busdevfn, PCI_SECONDARY_BUS));
		break;
	case HEADER_NORMAL:
		if ((int)busdevfn != first)
			probe_function(busdevfn, ids);
		break;
	}
	return type;
}

static void scan_bus(unsigned int bus, int first, struct bus_map *map)
{
	unsigned int slot, func;

	for (slot = 0; slot < 32; slot++) {
		unsigned int base = PCI_BUSDEVFN(bus, slot, 0);

		if (!(scan_function(base, first, map) & HEADER_MULTIFUNCTION))
			continue;
		for (func = 1; func < 8; func++)
			scan_function(base + func, first, map);
	}
}

void pci_probe_all(int first_busdevfn)
{
	struct bus_map map = { .bits = { 1 } };
	unsigned int bus, last = pci_last_bus();

	if (first_busdevfn >= 0)
		probe_function(first_busdevfn,
			       pci_read32(first_busdevfn, PCI_VENDOR_ID));
	/* The bus that a bridge leads to has a higher number than its own. One
	 * to which none leads may be that of a further root. */
	for (bus = 0; bus < 256; bus++) {
		if (bus <= last || bus_known(&map, bus))
			scan_bus(bus, first_busdevfn, &map);
	}
}

void pci_remove_all(void)
{
	struct pci_device *pci;

	while ((pci = list_last_entry(&pci_devices, struct pci_device, list)))
		pci_remove(pci);
}

static void pci_init(void)
{
	pci_probe_all(platform_boot_nic());
}

struct init_fn pci_init_fn __init_fn(INIT_DEVICES) = {
	.initialise = pci_init,
	.shutdown = pci_remove_all,
};
