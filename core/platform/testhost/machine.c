/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Makes up the machine of the platform "testhost": simulated net devices on a
 * PCI bus, and an SMBIOS table. The net devices' frames go nowhere, so that
 * nothing ever answers; what needs a network is tested in QEMU and in
 * tests/unit.
 */

#include <errno.h>
#include <string.h>
#include <core/machine.h>
#include <ipxe/init.h>
#include <ipxe/netdevice.h>
#include <ipxe/pci.h>
#include "testhost.h"

/* How many net devices there can be. */
#define NICS_MAX 64
/* The PCI device number of net0. */
#define FIRST_SLOT 3
/* The PCI IDs of the net devices, which are those of virtio's. */
#define SIM_VENDOR 0x1af4
#define SIM_DEVICE 0x1000

/* --- PCI */

/* Returns the PCI location of a net device: each is a device of its own. */
static unsigned int nic_location(unsigned int index)
{
	return PCI_BUSDEVFN(0, FIRST_SLOT, 0) + 8 * index;
}

/* Returns non-zero if there is a net device at that location. */
static int nic_at(unsigned int busdevfn)
{
	unsigned int i;

	for (i = 0; i < testhost_options.nics && i < NICS_MAX; i++) {
		if (nic_location(i) == busdevfn)
			return 1;
	}
	return 0;
}

uint32_t pci_read32(unsigned int busdevfn, unsigned int where)
{
	if (!nic_at(busdevfn))
		return 0xffffffff;
	switch (where & ~3U) {
	case 0x00: return SIM_DEVICE << 16 | SIM_VENDOR;
	case 0x08: return 0x02000000;	/* Ethernet controller */
	case 0x2c: return 0x0001 << 16 | SIM_VENDOR;
	}
	return 0;
}

/* --- net devices */

/* Where each net device is. */
static struct device nic_devices[NICS_MAX];
/* The net devices, or NULL. */
static struct net_device *nics[NICS_MAX];

static int sim_open(struct net_device *netdev)
{
	if (testhost_options.nics_broken >> netdev->index & 1)
		return -EIO;
	if (testhost_options.nics_down >> netdev->index & 1)
		netdev_link_down(netdev);
	else
		netdev_link_up(netdev);
	return 0;
}

static void sim_close(struct net_device *netdev)
{
}

/* Completes a frame at once, as if it had been sent. */
static int sim_transmit(struct net_device *netdev, struct io_buffer *iobuf)
{
	netdev_tx_complete(netdev, iobuf);
	return 0;
}

static void sim_poll(struct net_device *netdev)
{
}

static const struct net_device_operations sim_operations = {
	.open = sim_open,
	.close = sim_close,
	.transmit = sim_transmit,
	.poll = sim_poll,
};

static void add_nic(unsigned int index)
{
	static const uint8_t prefix[] = { 0x52, 0x54, 0x00, 0x00, 0x00 };
	struct device *dev = &nic_devices[index];
	struct net_device *netdev = alloc_etherdev(0);
	unsigned int location = nic_location(index);

	if (!netdev)
		return;
	dev->driver_name = "sim-net";
	dev->desc.bus_type = BUS_TYPE_PCI;
	dev->desc.location = location;
	dev->desc.vendor = SIM_VENDOR;
	dev->desc.device = SIM_DEVICE;
	strcpy(dev->name, "0000:00:00.0");
	dev->name[8] += PCI_SLOT(location) >> 4;
	dev->name[9] = "0123456789abcdef"[PCI_SLOT(location) & 15];
	netdev_init(netdev, &sim_operations);
	netdev->dev = dev;
	memcpy(netdev->hw_addr, prefix, sizeof(prefix));
	netdev->hw_addr[sizeof(prefix)] = index;
	memcpy(netdev->ll_addr, netdev->hw_addr, sizeof(netdev->ll_addr));
	netdev_link_down(netdev);
	if (register_netdev(netdev) == 0)
		nics[index] = netdev_get(netdev);
	netdev_put(netdev);
}

static void add_nics(void)
{
	unsigned int i;

	for (i = 0; i < testhost_options.nics && i < NICS_MAX; i++)
		add_nic(i);
}

static void remove_nics(void)
{
	unsigned int i;

	for (i = 0; i < NICS_MAX; i++) {
		if (!nics[i])
			continue;
		unregister_netdev(nics[i]);
		netdev_put(nics[i]);
		nics[i] = NULL;
	}
}

struct init_fn sim_init_fn __init_fn(INIT_DEVICES) = {
	.initialise = add_nics,
	.shutdown = remove_nics,
};

/* --- SMBIOS: system, board, chassis, end (DSP0134 section 7) */

static const uint8_t smbios[] =
	"\x01\x1b\x00\x01" "\x01\x02\x00\x03"
	"\x67\x45\x23\x01\xab\x89\xef\xcd\x01\x23\x45\x67\x89\xab\xcd\xef"
	"\x06\x00\x00" "Example Corp\0Sim 3000\0SN-0042\0\0"
	"\x02\x08\x00\x02" "\x00\x00\x00\x01" "BOARD-7\0\0"
	"\x03\x09\x00\x03" "\x00\x01\x00\x00\x01" "ASSET-9\0\0"
	"\x7f\x04\x00\x7f\0\0";

const void *platform_smbios(size_t *len)
{
	*len = sizeof(smbios) - 1;
	return smbios;
}
