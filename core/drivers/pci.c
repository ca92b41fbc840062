/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * PCI (PCI Local Bus Specification 3.0): finds the devices that a driver
 * knows, on bus 0 and behind bridges, in the order of their location.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/machine.h>
#include <ipxe/init.h>
#include <ipxe/pci.h>

#define PCI_VENDOR_ID 0x00
#define PCI_DEVICE_ID 0x02
#define PCI_COMMAND 0x04
#define PCI_STATUS 0x06
#define PCI_REVISION 0x08
#define PCI_HEADER_TYPE 0x0e
#define PCI_BAR0 0x10
#define PCI_SECONDARY_BUS 0x19
#define PCI_SUBSYSTEM_VENDOR 0x2c
#define PCI_SUBSYSTEM_ID 0x2e
#define PCI_CAPABILITIES 0x34

#define COMMAND_IO 0x0001
#define COMMAND_MEMORY 0x0002
#define COMMAND_MASTER 0x0004
#define COMMAND_NO_INTX 0x0400
#define STATUS_CAPABILITIES 0x0010
#define HEADER_NORMAL 0
#define HEADER_BRIDGE 1
#define HEADER_MULTIFUNCTION 0x80
#define BAR_IO 0x1
#define BAR_64BIT 0x4
#define BARS 6

#define MSIX_CONTROL 2
#define MSIX_ENABLE 0x8000

/* Capabilities lie behind the header, 4 bytes at least each: a chain that is
 * longer goes in circles. */
#define FIRST_CAPABILITY 0x40
_Static_assert(PCI_MAX_CAPABILITIES == (0x100 - FIRST_CAPABILITY) / 4,
	       "PCI 3.0, 6.7");

LIST_HEAD(pci_devices);

/* Help for drivers. */

int pci_bar_is_high(struct pci_device *pci, unsigned int index)
{
	unsigned int where = PCI_BAR0 + 4 * index;

	return index + 1 < BARS &&
	       (pci_read32(pci->busdevfn, where) & (BAR_IO | BAR_64BIT)) ==
	       BAR_64BIT && pci_read32(pci->busdevfn, where + 4);
}

int pci_read_bar(struct pci_device *pci, unsigned int index,
		 struct pci_bar *bar)
{
	unsigned int where = PCI_BAR0 + 4 * index;
	uint32_t low;

	if (index >= BARS)
		return -EINVAL;
	low = pci_read32(pci->busdevfn, where);
	bar->is_io = low & BAR_IO;
	bar->base = low & (bar->is_io ? ~3U : ~15U);
	if (!bar->is_io && (low & BAR_64BIT) && index + 1 >= BARS)
		return -EINVAL;
	if (pci_bar_is_high(pci, index)) {
		printf("%s: BAR %d lies above 4 GiB, where this firmware "
		       "cannot reach it\n", pci->dev.name, (int)index);
		return -ERANGE;
	}
	if (!bar->base) {
		printf("%s: the BIOS has assigned no address to BAR %d\n",
		       pci->dev.name, (int)index);
		return -ENXIO;
	}
	return 0;
}

unsigned int pci_find_capability(struct pci_device *pci, unsigned int id,
				 unsigned int pos)
{
	unsigned int left;

	if (!(pci_read16(pci->busdevfn, PCI_STATUS) & STATUS_CAPABILITIES))
		return 0;
	pos = pci_read8(pci->busdevfn, pos ? pos + 1 : PCI_CAPABILITIES);
	for (left = PCI_MAX_CAPABILITIES; left; left--) {
		pos &= 0xfc;
		if (pos < FIRST_CAPABILITY)
			return 0;
		if (pci_read8(pci->busdevfn, pos) == id)
			return pos;
		pos = pci_read8(pci->busdevfn, pos + 1);
	}
	return 0;
}

void pci_enable(struct pci_device *pci)
{
	unsigned int msix = pci_find_capability(pci, PCI_CAP_MSIX, 0);
	uint16_t control;

	pci_write16(pci->busdevfn, PCI_COMMAND,
		    pci->command | COMMAND_IO | COMMAND_MEMORY |
		    COMMAND_MASTER | COMMAND_NO_INTX);
	if (msix) {
		control = pci_read16(pci->busdevfn, msix + MSIX_CONTROL);
		if (control & MSIX_ENABLE)
			pci_write16(pci->busdevfn, msix + MSIX_CONTROL,
				    control & ~MSIX_ENABLE);
	}
}

static void pci_restore(struct pci_device *pci)
{
	pci_write16(pci->busdevfn, PCI_COMMAND, pci->command);
}

/* Drivers. */

static struct pci_driver *find_driver(uint16_t vendor, uint16_t device,
				      const struct pci_device_id **id)
{
	struct pci_driver *driver;
	unsigned int i;

	for_each_table_entry(driver, PCI_DRIVERS) {
		for (i = 0; i < driver->id_count; i++) {
			*id = &driver->ids[i];
			if ((*id)->vendor == vendor && (*id)->device == device)
				return driver;
		}
	}
	return NULL;
}

static void describe(struct pci_device *pci, unsigned int busdevfn,
		     const struct pci_device_id *id)
{
	struct device_description *desc = &pci->dev.desc;

	pci->busdevfn = busdevfn;
	pci->vendor = id->vendor;
	pci->device = id->device;
	pci->subvendor = pci_read16(busdevfn, PCI_SUBSYSTEM_VENDOR);
	pci->subdevice = pci_read16(busdevfn, PCI_SUBSYSTEM_ID);
	pci->class = pci_read32(busdevfn, PCI_REVISION) >> 8;
	pci->command = pci_read16(busdevfn, PCI_COMMAND);
	snprintf(pci->dev.name, sizeof(pci->dev.name), "0000:%02x:%02x.%x",
		 PCI_BUS(busdevfn), PCI_SLOT(busdevfn), PCI_FUNC(busdevfn));
	pci->dev.driver_name = id->name;
	desc->bus_type = BUS_TYPE_PCI;
	desc->location = busdevfn;
	desc->vendor = pci->vendor;
	desc->device = pci->device;
	desc->class = pci->class;
}

static void probe_function(unsigned int busdevfn)
{
	uint16_t vendor = pci_read16(busdevfn, PCI_VENDOR_ID);
	uint16_t device = pci_read16(busdevfn, PCI_DEVICE_ID);
	const struct pci_device_id *id;
	struct pci_driver *driver = find_driver(vendor, device, &id);
	struct pci_device *pci;
	int rc = -ENOMEM;

	if (!driver)
		return;
	pci = zalloc(sizeof(*pci));
	if (pci) {
		describe(pci, busdevfn, id);
		pci->driver = driver;
		rc = driver->probe(pci, id);
		if (!rc) {
			list_add_tail(&pci->list, &pci_devices);
			return;
		}
		pci_restore(pci);
		free(pci);
	}
	printf("0000:%02x:%02x.%x (%s): %s: left out\n", PCI_BUS(busdevfn),
	       PCI_SLOT(busdevfn), PCI_FUNC(busdevfn), id->name, strerror(rc));
}

/* Enumeration. */

/* Buses that are known to exist, one bit each. */
struct bus_map {
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

/* One function, if it is there: probes it, or notes the bus behind it.
 * Returns the header type's byte. */
static uint8_t scan_function(unsigned int busdevfn, int first,
			     struct bus_map *map)
{
	uint8_t type;

	if (pci_read16(busdevfn, PCI_VENDOR_ID) == 0xffff)
		return 0;
	type = pci_read8(busdevfn, PCI_HEADER_TYPE);
	switch (type & ~HEADER_MULTIFUNCTION) {
	case HEADER_BRIDGE:
		bus_add(map, pci_read8(busdevfn, PCI_SECONDARY_BUS));
		break;
	case HEADER_NORMAL:
		if ((int)busdevfn != first)
			probe_function(busdevfn);
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
	unsigned int bus;

	if (first_busdevfn >= 0)
		probe_function(first_busdevfn);
	/* The bus behind a bridge has a higher number than the one before. */
	for (bus = 0; bus < 256; bus++) {
		if (bus_known(&map, bus))
			scan_bus(bus, first_busdevfn, &map);
	}
}

void pci_remove_all(void)
{
	struct pci_device *pci;

	while ((pci = list_last_entry(&pci_devices, struct pci_device, list))) {
		list_del(&pci->list);
		pci->driver->remove(pci);
		pci_restore(pci);
		free(pci);
	}
}

static void pci_init(void)
{
	pci_probe_all(platform_boot_nic());
}

struct init_fn pci_init_fn __init_fn(INIT_DEVICES) = {
	.initialise = pci_init,
	.shutdown = pci_remove_all,
};
