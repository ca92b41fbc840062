/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_PCI_H
#define IPXE_PCI_H

#include <stdint.h>
#include <ipxe/list.h>
#include <ipxe/device.h>
#include <ipxe/tables.h>

/* PCI (PCI Local Bus Specification 3.0): enumeration and configuration. */

/* The parts of a function's place: its bus, its device ("slot") and its number
 * in that device. */
#define PCI_BUS( busdevfn ) ( ( ( busdevfn ) >> 8 ) & 0xff )
#define PCI_SLOT( busdevfn ) ( ( ( busdevfn ) >> 3 ) & 0x1f )
#define PCI_FUNC( busdevfn ) ( ( busdevfn ) & 0x07 )
/* The place of a function as a number. */
#define PCI_BUSDEVFN( bus, slot, func ) \
	( ( ( bus ) << 8 ) | ( ( slot ) << 3 ) | ( func ) )

struct pci_driver;

/* Most capabilities that a function can have: each takes at least 4 of
 * the 192 bytes after the header (PCI 3.0 section 6.7). A longer chain
 * runs in circles. */
#define PCI_MAX_CAPABILITIES 48

/* The first four bytes of a capability, without the pointer to the next one. */
struct pci_capability {
	/* Its offset in configuration space. */
	uint8_t pos;
	/* Its type. */
	uint8_t id;
	/* The two bytes at offset 2 in it. */
	uint16_t word;
};

/* Base address registers of a function. */
#define PCI_BARS 6

/* A PCI function that has a driver. */
struct pci_device {
	/* The hardware device that its net devices refer to. */
	struct device dev;
	/* Place in the list of devices that have a driver. */
	struct list_head list;
	/* Bus, device and function (PCI_BUSDEVFN). */
	unsigned int busdevfn;
	/* Vendor of the chip. */
	uint16_t vendor;
	/* Model of the chip. */
	uint16_t device;
	/* Vendor of the board that carries the chip. */
	uint16_t subvendor;
	/* Model of the board that carries the chip. */
	uint16_t subdevice;
	/* Its class: class << 16 | subclass << 8 | programming interface. */
	uint32_t class;
	/* The command register as it was found. */
	uint16_t command;
	/* The status register as it was found. */
	uint16_t status;
	/* One bit for each base address register that has been read. */
	unsigned int bars_read;
	/* What these registers hold. Each is read only once, as a read costs
	 * two exits from a virtual machine. */
	uint32_t bars[PCI_BARS];
	/* Number of capabilities; 0 before pci_enable(). */
	unsigned int num_capabilities;
	/* Its capabilities, in the order of the chain. */
	struct pci_capability capabilities[PCI_MAX_CAPABILITIES];
	/* Its driver. */
	struct pci_driver *driver;
	/* A pointer that only the driver uses. */
	void *priv;
};

/* A chip that a driver supports. */
struct pci_device_id {
	/* Vendor of the chip. */
	uint16_t vendor;
	/* Model of the chip. */
	uint16_t device;
	/* Its name in ifstat and errors. */
	const char *name;
	/* A number that only the driver uses. */
	unsigned long driver_data;
};

/* A driver of PCI devices. */
struct pci_driver {
	/* Its name in ifstat and errors. */
	const char *name;
	/* The chips that it supports. */
	const struct pci_device_id *ids;
	/* Number of these chips. */
	unsigned int id_count;
	/* Registers the net devices of a function. Returns 0, or a negative
	 * error, with which the function is left out after a message. */
	int ( *probe ) ( struct pci_device *pci,
			 const struct pci_device_id *id );
	/* Undoes probe() and resets the hardware, so that no DMA is left. */
	void ( *remove ) ( struct pci_device *pci );
};

/* Initializes a struct pci_device_id. */
#define PCI_ID( vendor, device, name, data ) \
	{ ( vendor ), ( device ), ( name ), ( data ) }

/* The table of drivers. */
#define PCI_DRIVERS __table ( struct pci_driver, "pci_drivers" )
/* Makes a struct pci_driver an entry of the table of drivers. */
#define __pci_driver __table_entry ( PCI_DRIVERS, 01 )

/* All functions that have a driver. */
extern struct list_head pci_devices;

/* Returns the entry of the driver that knows a function with these IDs, which
 * are the first four bytes of its configuration space, or NULL if none does. */
const struct pci_device_id * pci_find_id ( uint32_t ids );
/* Lets the driver of a function probe it. ids are the first four bytes of its
 * configuration space. Returns 0 with the function in *device, -ENODEV if no
 * driver knows it, or another negative error. */
int pci_probe ( unsigned int busdevfn, uint32_t ids,
		struct pci_device **device );
/* Lets the driver remove a function, and frees what is known of it. */
void pci_remove ( struct pci_device *pci );
/* Finds all functions on bus 0, on the buses that bridges lead to, and on all others
 * up to pci_last_bus(), and lets the drivers probe those they support. The function
 * at first_busdevfn, unless that is -1, comes before all others, so that it is
 * net0. */
void pci_probe_all ( int first_busdevfn );
/* Lets the drivers remove all devices, in reverse order. */
void pci_remove_all ( void );

/* Returns the number of the last bus that the firmware knows, or 0 if it does not
 * tell. A machine may have several roots, each with a number of its own that is in
 * no register. */
unsigned int pci_last_bus ( void );

/*
 * The following functions access the configuration space of any function, by
 * the way that the platform has for it. where is an offset in bytes, which has
 * to be a multiple of the width.
 */

/* Returns a byte of configuration space, or all ones if there is no
 * function. */
uint8_t pci_read8 ( unsigned int busdevfn, unsigned int where );
/* Returns two bytes of configuration space, or all ones if there is no
 * function. */
uint16_t pci_read16 ( unsigned int busdevfn, unsigned int where );
/* Returns four bytes of configuration space, or all ones if there is no
 * function. */
uint32_t pci_read32 ( unsigned int busdevfn, unsigned int where );
/* Writes a byte of configuration space. Does nothing if there is no
 * function. */
void pci_write8 ( unsigned int busdevfn, unsigned int where, uint8_t value );
/* Writes two bytes of configuration space. Does nothing if there is no
 * function. */
void pci_write16 ( unsigned int busdevfn, unsigned int where, uint16_t value );
/* Writes four bytes of configuration space. Does nothing if there is no
 * function. */
void pci_write32 ( unsigned int busdevfn, unsigned int where, uint32_t value );
/* Returns the highest address of registers in memory that this platform
 * reaches. */
uintptr_t pci_highest_address ( void );

/* The following functions are for drivers. */

/* What a base address register holds. */
struct pci_bar {
	/* Non-zero for ports, 0 for memory. */
	int is_io;
	/* First port, or address. */
	uintptr_t base;
};
/* Reads the base address register with an index from 0 to 5. Returns 0, -EINVAL
 * if the function has no such register, -ENXIO after a message if the firmware
 * has assigned no address to it, or -ERANGE after a message if the address is
 * above pci_highest_address(). */
int pci_read_bar ( struct pci_device *pci, unsigned int index,
		   struct pci_bar *bar );
/* Returns non-zero if a base address register holds memory above
 * pci_highest_address(). */
int pci_bar_is_high ( struct pci_device *pci, unsigned int index );
/* Returns the next capability with an identifier that comes after the given
 * one, or the first one if that is NULL. Returns NULL if there is none. */
const struct pci_capability *
pci_find_capability ( struct pci_device *pci, unsigned int id,
		      const struct pci_capability *after );
/* Reads the capabilities of a function, and lets it decode its addresses and
 * use DMA, without interrupts. This is undone when its probe() fails and after
 * its remove(). */
void pci_enable ( struct pci_device *pci );
/* Undoes what pci_enable() has done to the command register. */
void pci_restore ( struct pci_device *pci );

/* Identifiers of capabilities (PCI 3.0 appendix H). */
#define PCI_CAP_VENDOR 0x09
#define PCI_CAP_MSIX 0x11

#endif /* IPXE_PCI_H */
