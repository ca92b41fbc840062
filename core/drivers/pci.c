/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * PCI (PCI Local Bus Specification 3.0): what drivers use of a function, and which
 * driver it has. How functions are found is the platform's (pci_scan.c for one).
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/pci.h>

#define PCI_COMMAND 0x04
#define PCI_REVISION 0x08
#define PCI_BAR0 0x10
#define PCI_SUBSYSTEM_VENDOR 0x2c
#define PCI_CAPABILITIES 0x34

#define COMMAND_IO 0x0001
#define COMMAND_MEMORY 0x0002
#define COMMAND_MASTER 0x0004
#define COMMAND_NO_INTX 0x0400
#define STATUS_CAPABILITIES 0x0010
#define BAR_IO 0x1
#define BAR_64BIT 0x4

#define MSIX_CONTROL 2
#define MSIX_ENABLE 0x8000

/* The offset of the first capability, as they come after the header. */
#define FIRST_CAPABILITY 0x40
_Static_assert(PCI_MAX_CAPABILITIES == (0x100 - FIRST_CAPABILITY) / 4,
	       "PCI 3.0, 6.7");

LIST_HEAD(pci_devices);

/* --- what drivers use */

/* Returns the value of a base address register, which is read only once. */
static uint32_t read_bar(struct pci_device *pci, unsigned int index)
{
	if (!(pci->bars_read & (1U << index)))
		pci->bars[index] = pci_read32(pci->busdevfn,
					      PCI_BAR0 + 4 * index);
	pci->bars_read |= 1U << index;
	return pci->bars[index];
}

/* Returns the upper half of the address in a base address register, which is 0
 * for ports and for registers that have only one half. */
static uint32_t upper_half(struct pci_device *pci, unsigned int index)
{
	if (index + 1 >= PCI_BARS ||
	    (read_bar(pci, index) & (BAR_IO | BAR_64BIT)) != BAR_64BIT)
		return 0;
	return read_bar(pci, index + 1);
}

int pci_bar_is_high(struct pci_device *pci, unsigned int index)
{
	return upper_half(pci, index) > (uint64_t)pci_highest_address() >> 32;
}

int pci_read_bar(struct pci_device *pci, unsigned int index,
		 struct pci_bar *bar)
{
	uint32_t low;

	if (index >= PCI_BARS)
		return -EINVAL;
	low = read_bar(pci, index);
	bar->is_io = low & BAR_IO;
	bar->base = low & (bar->is_io ? ~3U : ~15U);
	if (!bar->is_io && (low & BAR_64BIT) && index + 1 >= PCI_BARS)
		return -EINVAL;
	if (pci_bar_is_high(pci, index)) {
		printf("%s: BAR %d lies above 4 GiB, where this firmware "
		       "cannot reach it\n", pci->dev.name, (int)index);
		return -ERANGE;
	}
	bar->base |= (uint64_t)upper_half(pci, index) << 32;
	if (!bar->base) {
		printf("%s: the BIOS has assigned no address to BAR %d\n",
		       pci->dev.name, (int)index);
		return -ENXIO;
	}
	return 0;
}

/* Reads the capabilities. A chain that has more of them than fit in
 * configuration space leads in a circle, and is not followed any further. */
static void read_capabilities(struct pci_device *pci)
{
	unsigned int pos, count = 0;
	uint32_t head;

	pci->num_capabilities = 0;
	if (!(pci->status & STATUS_CAPABILITIES))
		return;
	pos = pci_read8(pci->busdevfn, PCI_CAPABILITIES) & 0xfc;
	while (pos >= FIRST_CAPABILITY && count < PCI_MAX_CAPABILITIES) {
		head = pci_read32(pci->busdevfn, pos);
		pci->capabilities[count++] =
			(struct pci_capability) { pos, head, head >> 16 };
		pos = (head >> 8) & 0xfc;
	}
	pci->num_capabilities = count;
}

const struct pci_capability *
pci_find_capability(struct pci_device *pci, unsigned int id,
		    const struct pci_capability *after)
{
	const struct pci_capability *end =
		pci->capabilities + pci->num_capabilities;
	const struct pci_capability *cap = after ? after + 1 :
						   pci->capabilities;

	for (; cap < end; cap++) {
		if (cap->id == id)
			return cap;
	}
	return NULL;
}

void pci_enable(struct pci_device *pci)
{
	const struct pci_capability *msix;

	pci->bars_read = 0;
	read_capabilities(pci);
	pci_write16(pci->busdevfn, PCI_COMMAND,
		    pci->command | COMMAND_IO | COMMAND_MEMORY |
		    COMMAND_MASTER | COMMAND_NO_INTX);
	msix = pci_find_capability(pci, PCI_CAP_MSIX, NULL);
	if (msix && (msix->word & MSIX_ENABLE))
		pci_write16(pci->busdevfn, msix->pos + MSIX_CONTROL,
			    msix->word & ~MSIX_ENABLE);
}

void pci_restore(struct pci_device *pci)
{
	pci_write16(pci->busdevfn, PCI_COMMAND, pci->command);
}

/* --- drivers */

/* Returns the driver that knows a chip, or NULL. *id is its entry for that
 * chip. */
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

/* Fills in what is known of a device. */
static void describe(struct pci_device *pci, unsigned int busdevfn,
		     const struct pci_device_id *id)
{
	struct device_description *desc = &pci->dev.desc;
	uint32_t both = pci_read32(busdevfn, PCI_SUBSYSTEM_VENDOR);

	pci->busdevfn = busdevfn;
	pci->vendor = id->vendor;
	pci->device = id->device;
	pci->subvendor = both;
	pci->subdevice = both >> 16;
	pci->class = pci_read32(busdevfn, PCI_REVISION) >> 8;
	both = pci_read32(busdevfn, PCI_COMMAND);
	pci->command = both;
	pci->status = both >> 16;
	snprintf(pci->dev.name, sizeof(pci->dev.name), "0000:%02x:%02x.%x",
		 PCI_BUS(busdevfn), PCI_SLOT(busdevfn), PCI_FUNC(busdevfn));
	pci->dev.driver_name = id->name;
	desc->bus_type = BUS_TYPE_PCI;
	desc->location = busdevfn;
	desc->vendor = pci->vendor;
	desc->device = pci->device;
	desc->class = pci->class;
}

const struct pci_device_id *pci_find_id(uint32_t ids)
{
	const struct pci_device_id *id;

	return find_driver(ids & 0xffff, ids >> 16, &id) ? id : NULL;
}

int pci_probe(unsigned int busdevfn, uint32_t ids, struct pci_device **device)
{
	const struct pci_device_id *id;
	struct pci_driver *driver = find_driver(ids & 0xffff, ids >> 16, &id);
	struct pci_device *pci;
	int rc;

	if (!driver)
		return -ENODEV;
	pci = zalloc(sizeof(*pci));
	if (!pci)
		return -ENOMEM;
	describe(pci, busdevfn, id);
	pci->driver = driver;
	rc = driver->probe(pci, id);
	if (rc) {
		pci_restore(pci);
		free(pci);
		return rc;
	}
	list_add_tail(&pci->list, &pci_devices);
	*device = pci;
	return 0;
}

void pci_remove(struct pci_device *pci)
{
	list_del(&pci->list);
	pci->driver->remove(pci);
	pci_restore(pci);
	free(pci);
}
