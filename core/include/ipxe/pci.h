/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_PCI_H
#define IPXE_PCI_H

#include <stdint.h>
#include <ipxe/list.h>
#include <ipxe/device.h>
#include <ipxe/tables.h>

/* PCI (PCI Local Bus Specification 3.0): enumeration and configuration. */

#define PCI_BUS( busdevfn ) ( ( ( busdevfn ) >> 8 ) & 0xff )
#define PCI_SLOT( busdevfn ) ( ( ( busdevfn ) >> 3 ) & 0x1f )
#define PCI_FUNC( busdevfn ) ( ( busdevfn ) & 0x07 )
#define PCI_BUSDEVFN( bus, slot, func ) \
	( ( ( bus ) << 8 ) | ( ( slot ) << 3 ) | ( func ) )

struct pci_driver;

struct pci_device {
	struct device dev;
	struct list_head list;
	unsigned int busdevfn;
	uint16_t vendor, device;
	uint16_t subvendor, subdevice;
	uint32_t class;			/* class << 16 | subclass << 8 | if */
	uint16_t command;		/* the command register, as found */
	struct pci_driver *driver;
	void *priv;			/* the driver's */
};

struct pci_device_id {
	uint16_t vendor, device;
	const char *name;		/* chip, for ifstat and errors */
	unsigned long driver_data;
};

struct pci_driver {
	const char *name;
	const struct pci_device_id *ids;
	unsigned int id_count;
	/* Registers net devices; 0 or a negative error, then the device is left
	 * out with a message. */
	int ( *probe ) ( struct pci_device *pci,
			 const struct pci_device_id *id );
	/* Undoes probe(): resets the hardware, no DMA left. */
	void ( *remove ) ( struct pci_device *pci );
};

#define PCI_ID( vendor, device, name, data ) \
	{ ( vendor ), ( device ), ( name ), ( data ) }

#define PCI_DRIVERS __table ( struct pci_driver, "pci_drivers" )
#define __pci_driver __table_entry ( PCI_DRIVERS, 01 )

extern struct list_head pci_devices;

/* Finds all devices on all buses and lets the drivers probe those they know;
 * first_busdevfn (or -1) is probed before all others, so that it is net0. */
void pci_probe_all ( int first_busdevfn );
/* Removes in reverse order. */
void pci_remove_all ( void );

/* Configuration space of any function; the platform implements them.
 * where: byte offset, aligned. An absent function reads as all ones. */
uint8_t pci_read8 ( unsigned int busdevfn, unsigned int where );
uint16_t pci_read16 ( unsigned int busdevfn, unsigned int where );
uint32_t pci_read32 ( unsigned int busdevfn, unsigned int where );
void pci_write8 ( unsigned int busdevfn, unsigned int where, uint8_t value );
void pci_write16 ( unsigned int busdevfn, unsigned int where, uint16_t value );
void pci_write32 ( unsigned int busdevfn, unsigned int where, uint32_t value );

/* For drivers. */

/* A base address register. */
struct pci_bar {
	int is_io;		/* ports, else memory */
	uintptr_t base;
};
/* index: 0..5. -EINVAL: no such register; -ENXIO: the BIOS has assigned
 * nothing; -ERANGE: above 4 GiB, out of reach. The last two with a message. */
int pci_read_bar ( struct pci_device *pci, unsigned int index,
		   struct pci_bar *bar );
/* Whether it is memory above 4 GiB. */
int pci_bar_is_high ( struct pci_device *pci, unsigned int index );
/* Offset of the next capability with that id behind the one at pos (0: the
 * first), or 0. A chain may go in circles: there are at most
 * PCI_MAX_CAPABILITIES in an honest one. */
#define PCI_MAX_CAPABILITIES 48
unsigned int pci_find_capability ( struct pci_device *pci, unsigned int id,
				   unsigned int pos );
/* Lets the device be spoken to and use memory; its interrupts are off. The
 * probe's failure and remove() undo it. */
void pci_enable ( struct pci_device *pci );

#define PCI_CAP_VENDOR 0x09
#define PCI_CAP_MSIX 0x11

#endif /* IPXE_PCI_H */
