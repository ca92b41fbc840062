/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_DEVICE_H
#define IPXE_DEVICE_H

#include <ipxe/list.h>

#define BUS_TYPE_PCI 1
#define BUS_TYPE_TAP 2
#define BUS_TYPE_VLAN 3
#define BUS_TYPE_SIM 4
#define BUS_TYPE_EFI 5

/* Where a device sits. */
struct device_description {
	unsigned int bus_type;		/* BUS_TYPE_* */
	unsigned int location;		/* PCI: bus << 8 | device << 3 | fn */
	unsigned int vendor;
	unsigned int device;
	unsigned long class;
};

/* A hardware device. */
struct device {
	char name[40];			/* bus location, "0000:00:03.0" */
	const char *driver_name;	/* "virtio-net" */
	struct device_description desc;
};

#endif /* IPXE_DEVICE_H */
