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

/* Capabilities are after the header and 4 bytes at least each: there are no more
 * in an honest chain (PCI 3.0, 6.7). */
#define PCI_MAX_CAPABILITIES 48

/* A capability: its first four bytes, without the pointer. */
struct pci_capability {
	/* Its offset in configuration space. */
	uint8_t pos;
	/* Its type. */
	uint8_t id;
	/* The two bytes at offset 2 in it. */
	uint16_t word;
};

#define PCI_BARS 6

struct pci_device {
	/* What net devices know of it. */
	struct device dev;
	/* Place in the list of devices that have a driver. */
	struct list_head list;
	/* Bus, device and function (PCI_BUSDEVFN). */
	unsigned int busdevfn;
	/* Identifiers of the chip. */
	uint16_t vendor, device;
	/* Identifiers of the board. */
	uint16_t subvendor, subdevice;
	/* class << 16 | subclass << 8 | programming interface. */
	uint32_t class;
	/* The command and status registers as they were found. */
	uint16_t command, status;
	/* Base address registers that have been read, one bit each, and what is
	 * in them: each register is read once, as it costs two exits from a
	 * virtual machine. */
	unsigned int bars_read;
	uint32_t bars[PCI_BARS];
	/* Capabilities, from pci_enable() on. */
	unsigned int num_capabilities;
	struct pci_capability capabilities[PCI_MAX_CAPABILITIES];
	/* Its driver. */
	struct pci_driver *driver;
	/* The driver's own. */
	void *priv;
};

/* A chip that a driver knows. */
struct pci_device_id {
	/* Its identifiers. */
	uint16_t vendor, device;
	/* Its name in ifstat and errors. */
	const char *name;
	/* The driver's own. */
	unsigned long driver_data;
};

struct pci_driver {
	/* Its name in ifstat and errors. */
	const char *name;
	/* The chips it knows. */
	const struct pci_device_id *ids;
	/* Their number. */
	unsigned int id_count;
	/* Registers net devices. Returns 0, or a negative error: the device is
	 * then left out, with a message. */
	int ( *probe ) ( struct pci_device *pci,
			 const struct pci_device_id *id );
	/* Undoes probe() and resets the hardware, so that no DMA is left. */
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
/* Lets the drivers remove all devices, in reverse order. */
void pci_remove_all ( void );

/*
 * Configuration space of any function, as the platform reaches it. where is an
 * offset in bytes, aligned to the width.
 */

/* Reads a byte of configuration space: all ones where there is no function. */
uint8_t pci_read8 ( unsigned int busdevfn, unsigned int where );
/* Reads two bytes of configuration space. */
uint16_t pci_read16 ( unsigned int busdevfn, unsigned int where );
/* Reads four bytes of configuration space. */
uint32_t pci_read32 ( unsigned int busdevfn, unsigned int where );
/* Writes a byte of configuration space; nothing happens where there is no
 * function. */
void pci_write8 ( unsigned int busdevfn, unsigned int where, uint8_t value );
/* Writes two bytes of configuration space. */
void pci_write16 ( unsigned int busdevfn, unsigned int where, uint16_t value );
/* Writes four bytes of configuration space. */
void pci_write32 ( unsigned int busdevfn, unsigned int where, uint32_t value );

/* For drivers. */

/* What a base address register holds. */
struct pci_bar {
	/* Non-zero for ports, 0 for memory. */
	int is_io;
	/* First port, or address. */
	uintptr_t base;
};
/* index: 0..5. -EINVAL: no such register; -ENXIO: the BIOS has assigned
 * nothing; -ERANGE: above 4 GiB, out of reach. The last two with a message. */
int pci_read_bar ( struct pci_device *pci, unsigned int index,
		   struct pci_bar *bar );
/* Returns non-zero if a base address register holds memory above 4 GiB. */
int pci_bar_is_high ( struct pci_device *pci, unsigned int index );
/* Returns the next capability with that id after another one (NULL: from the
 * start), or NULL. */
const struct pci_capability *
pci_find_capability ( struct pci_device *pci, unsigned int id,
		      const struct pci_capability *after );
/* Reads the capabilities and lets the device be spoken to and use memory; its
 * interrupts are off. The probe's failure and remove() undo it. */
void pci_enable ( struct pci_device *pci );

#define PCI_CAP_VENDOR 0x09
#define PCI_CAP_MSIX 0x11

#endif /* IPXE_PCI_H */
