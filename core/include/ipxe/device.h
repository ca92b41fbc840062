/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_DEVICE_H
#define IPXE_DEVICE_H

#include <ipxe/list.h>

/* Kinds of buses. All except PCI are this firmware's own: a tap device of
 * Linux, a VLAN on another device, a simulated device, and one of UEFI's. */
#define BUS_TYPE_PCI 1
#define BUS_TYPE_TAP 2
#define BUS_TYPE_VLAN 3
#define BUS_TYPE_SIM 4
#define BUS_TYPE_EFI 5

/* Where a device sits. */
struct device_description {
	/* Kind of its bus: BUS_TYPE_PCI and so on. */
	unsigned int bus_type;
	/* Where it is on its bus; on PCI bus << 8 | device << 3 | function. */
	unsigned int location;
	/* Identifier of its vendor. */
	unsigned int vendor;
	/* Identifier of its model. */
	unsigned int device;
	/* Its class, by PCI's numbers. */
	unsigned long class;
};

/* A hardware device. */
struct device {
	/* Its place on the bus as text, such as "0000:00:03.0". */
	char name[40];
	/* Name of its driver, such as "virtio-net". */
	const char *driver_name;
	/* Its place and its identifiers as numbers. */
	struct device_description desc;
};

#endif /* IPXE_DEVICE_H */
