/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Does the calls by which UNDI tells about the card (PXE 2.1 sections 4.2.13 to
 * 4.2.20).
 */

#include <string.h>
#include <ipxe/if_ether.h>
#include <ipxe/netdevice.h>
#include <ipxe/pci.h>
#include "pxe.h"

/* The speed that programs are told, 1 Gbit/s, as the true one is not known. */
#define LINK_SPEED 1000000000U

/* Offsets in PCI configuration space. */
#define PCI_SUBSYSTEM 0x2c
#define PCI_CLASS_REVISION 0x08

enum pxe_status pxe_undi_get_information(void *params)
{
	struct pxe_undi_get_information *info = params;
	struct net_device *netdev = pxe.netdev;

	memset(info, 0, sizeof(*info));
	info->mtu = netdev->mtu;
	info->hw_type = PXE_ETHER_TYPE;
	info->hw_addr_len = ETH_ALEN;
	memcpy(info->current_address, netdev->ll_addr, ETH_ALEN);
	memcpy(info->permanent_address, netdev->hw_addr, ETH_ALEN);
	/* irq and base_io stay 0, as there is no interrupt and there are no
	 * ports. */
	info->rx_buffers = NETDEV_RX_QUEUE_MAX;
	info->tx_buffers = 1;
	return PXENV_STATUS_SUCCESS;
}

enum pxe_status pxe_undi_get_statistics(void *params)
{
	struct pxe_undi_get_statistics *get = params;
	const struct net_device *netdev = pxe.netdev;

	get->tx_good = netdev->tx_stats.passed - pxe.cleared_tx.passed;
	get->rx_good = netdev->rx_stats.passed - pxe.cleared_rx.passed;
	get->rx_crc_errors = 0;
	get->rx_resource_errors = netdev->rx_stats.failed - pxe.cleared_rx.failed;
	return PXENV_STATUS_SUCCESS;
}

enum pxe_status pxe_undi_clear_statistics(void *params)
{
	pxe.cleared_tx = pxe.netdev->tx_stats;
	pxe.cleared_rx = pxe.netdev->rx_stats;
	return PXENV_STATUS_SUCCESS;
}

enum pxe_status pxe_undi_get_nic_type(void *params)
{
	struct pxe_undi_get_nic_type *get = params;
	const struct device *dev = pxe.netdev->dev;
	uint32_t class, subsystem;

	if (dev->desc.bus_type != BUS_TYPE_PCI)
		return PXENV_STATUS_UNSUPPORTED;
	class = pci_read32(dev->desc.location, PCI_CLASS_REVISION);
	subsystem = pci_read32(dev->desc.location, PCI_SUBSYSTEM);
	get->type = PXE_PCI_NIC;
	get->vendor = dev->desc.vendor;
	get->device = dev->desc.device;
	get->base_class = class >> 24;
	get->sub_class = class >> 16;
	get->interface = class >> 8;
	get->revision = class;
	get->busdevfn = dev->desc.location;
	get->subvendor = subsystem;
	get->subdevice = subsystem >> 16;
	return PXENV_STATUS_SUCCESS;
}

enum pxe_status pxe_undi_get_iface_info(void *params)
{
	struct pxe_undi_get_iface_info *get = params;

	memset(get, 0, sizeof(*get));
	strcpy(get->type, "DIX+802.3");
	get->link_speed = LINK_SPEED;
	get->service_flags = PXE_SERVICE_BROADCAST | PXE_SERVICE_MULTICAST |
		PXE_SERVICE_PROMISCUOUS | PXE_SERVICE_STATISTICS |
		PXE_SERVICE_RESET | PXE_SERVICE_OPEN_CLOSE;
	return PXENV_STATUS_SUCCESS;
}

enum pxe_status pxe_undi_get_state(void *params)
{
	struct pxe_undi_get_state *get = params;

	get->state = pxe.undi_state;
	return PXENV_STATUS_SUCCESS;
}
