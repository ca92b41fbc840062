/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * virtio network devices (virtio 1.2, 5.1), polled.
 *
 *   -device virtio-net-pci,netdev=...      (see virtio_pci.c for its forms)
 *
 * An idle device holds its rings and 16 receive buffers: 54 KiB with a legacy
 * device's queues of 256 entries, 28 KiB with a modern one's. A received
 * buffer is passed on and a new one takes its place; while there is no memory
 * for one, frames are dropped and their buffers used again.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/errortab.h>
#include <ipxe/if_ether.h>
#include <ipxe/netdevice.h>
#include <ipxe/timer.h>
#include "virtio.h"

/* Features (5.1.3). */
#define VIRTIO_NET_F_MAC (1ULL << 5)
#define VIRTIO_NET_F_STATUS (1ULL << 16)

/* Configuration (5.1.4). */
#define CONFIG_MAC 0
#define CONFIG_STATUS 6
#define STATUS_LINK_UP 1

/* The header in front of each frame (5.1.6): all zero, as no offload is used.
 * The last field is there in modern devices only. */
struct virtio_net_hdr {
	uint8_t flags;
	uint8_t gso_type;
	uint16_t hdr_len;
	uint16_t gso_size;
	uint16_t csum_start;
	uint16_t csum_offset;
	uint16_t num_buffers;
};
_Static_assert(sizeof(struct virtio_net_hdr) == 12, "virtio 5.1.6");
#define LEGACY_HDR_LEN 10

#define QUEUE_RX 0
#define QUEUE_TX 1

/* How often the link is looked at: registers are slow. */
#define LINK_TICKS (TICKS_PER_SEC / 20)

#define EINFO_RULES __einfo_uniqify(EINFO_EIO, 0x01, \
	"Device breaks the rules of virtio; stopped")

struct errortab virtio_net_errors[] __errortab = {
	__einfo_errortab(EINFO_RULES),
};

struct virtio_net {
	struct virtio_device vdev;
	size_t hdr_len;
	int broken;
	int tx_untold;		/* the device has not been told of all frames */
	unsigned long link_checked;
	struct virtqueue rx;
	struct virtqueue tx;
	struct io_buffer *rx_iobufs[VIRTQUEUE_SLOTS];
	struct io_buffer *tx_iobufs[VIRTQUEUE_SLOTS];
	struct virtio_net_hdr rx_hdr;	/* of all: nobody reads it */
	struct virtio_net_hdr tx_hdr;
};

#define FEATURES (VIRTIO_NET_F_MAC | VIRTIO_NET_F_STATUS)

static void check_link(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;
	uint16_t status = STATUS_LINK_UP;

	nic->link_checked = currticks();
	if (nic->vdev.features & VIRTIO_NET_F_STATUS)
		nic->vdev.op->read_config(&nic->vdev, CONFIG_STATUS, &status,
					  sizeof(status));
	if (status & STATUS_LINK_UP)
		netdev_link_up(netdev);
	else
		netdev_link_down(netdev);
}

/* Nothing of what it says is believed any more. */
static void stop_using(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;

	nic->broken = 1;
	netdev_link_err(netdev, -__einfo_error(EINFO_RULES));
}

static void rx_add(struct net_device *netdev, unsigned int slot)
{
	struct virtio_net *nic = netdev->priv;
	struct io_buffer *iobuf = nic->rx_iobufs[slot];

	virtqueue_add(&nic->rx, slot, &nic->rx_hdr, nic->hdr_len, iobuf->data,
		      netdev->max_pkt_len, VRING_DESC_WRITE);
}

static int rx_fill(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;
	unsigned int slot;

	for (slot = 0; slot < nic->rx.slots; slot++) {
		nic->rx_iobufs[slot] = alloc_iob(netdev->max_pkt_len);
		if (!nic->rx_iobufs[slot])
			return -ENOMEM;
		rx_add(netdev, slot);
	}
	return 0;
}

static void tell_tx(struct virtio_net *nic)
{
	nic->tx_untold = 0;
	virtqueue_kick(&nic->vdev, &nic->tx);
}

static void poll_tx(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;
	unsigned int left;
	size_t len;
	int slot;

	if (nic->tx_untold)
		tell_tx(nic);
	for (left = VIRTQUEUE_SLOTS; left; left--) {
		slot = virtqueue_get(&nic->tx, &len);
		if (slot == -EAGAIN)
			return;
		if (slot < 0) {
			stop_using(netdev);
			return;
		}
		netdev_tx_complete(netdev, nic->tx_iobufs[slot]);
		nic->tx_iobufs[slot] = NULL;
	}
}

/* After a reset, when the device has forgotten all about them. */
static void free_queues(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;
	unsigned int slot;

	for (slot = 0; slot < VIRTQUEUE_SLOTS; slot++) {
		free_iob(nic->rx_iobufs[slot]);
		nic->rx_iobufs[slot] = NULL;
		if (nic->tx_iobufs[slot])
			netdev_tx_complete_err(netdev, nic->tx_iobufs[slot],
					       -ECANCELED);
		nic->tx_iobufs[slot] = NULL;
	}
	virtqueue_destroy(&nic->rx);
	virtqueue_destroy(&nic->tx);
}

static int create_queues(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;
	int rc;

	rc = virtqueue_create(&nic->vdev, &nic->rx, QUEUE_RX);
	if (rc)
		return rc;
	rc = virtqueue_create(&nic->vdev, &nic->tx, QUEUE_TX);
	if (rc)
		return rc;
	return rx_fill(netdev);
}

/* Without memory that the device may still write to being used again: if it
 * cannot be reset, what it has been given stays with it. */
static void stop(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;
	unsigned int slot;

	if (nic->vdev.op->reset(&nic->vdev) == 0) {
		free_queues(netdev);
		return;
	}
	printf("%s (%s): does not stop when told to; its buffers are lost\n",
	       netdev->name, netdev->dev->name);
	for (slot = 0; slot < VIRTQUEUE_SLOTS; slot++) {
		if (nic->tx_iobufs[slot])
			list_del(&nic->tx_iobufs[slot]->list);
		nic->rx_iobufs[slot] = nic->tx_iobufs[slot] = NULL;
	}
}

static int virtio_net_open(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;
	int rc;

	nic->broken = nic->tx_untold = 0;
	rc = virtio_start(&nic->vdev, FEATURES);
	if (rc)
		return rc;
	rc = create_queues(netdev);
	if (rc) {
		stop(netdev);
		return rc;
	}
	virtio_ready(&nic->vdev);
	virtqueue_kick(&nic->vdev, &nic->rx);
	check_link(netdev);
	return 0;
}

/* A frame of len bytes with its header, as the device says. */
static void receive(struct net_device *netdev, unsigned int slot, size_t len)
{
	struct virtio_net *nic = netdev->priv;
	struct io_buffer *iobuf = nic->rx_iobufs[slot];
	struct io_buffer *fresh;

	if (len < nic->hdr_len || len - nic->hdr_len > netdev->max_pkt_len) {
		netdev_rx_err(netdev, NULL, -EBADMSG);
		return;
	}
	fresh = alloc_iob(netdev->max_pkt_len);
	if (!fresh) {
		netdev_rx_err(netdev, NULL, -ENOMEM);
		return;
	}
	nic->rx_iobufs[slot] = fresh;
	iob_put(iobuf, len - nic->hdr_len);
	netdev_rx(netdev, iobuf);
}

static void virtio_net_close(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;

	/* What has been sent meanwhile is counted as sent. */
	if (!nic->broken)
		poll_tx(netdev);
	stop(netdev);
}

static void poll_rx(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;
	unsigned int left;
	size_t len;
	int slot;

	for (left = VIRTQUEUE_SLOTS; left; left--) {
		slot = virtqueue_get(&nic->rx, &len);
		if (slot == -EAGAIN)
			break;
		if (slot < 0) {
			stop_using(netdev);
			return;
		}
		receive(netdev, slot, len);
		rx_add(netdev, slot);
	}
	if (left < VIRTQUEUE_SLOTS)
		virtqueue_kick(&nic->vdev, &nic->rx);
}

static void virtio_net_poll(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;

	if (nic->broken)
		return;
	poll_tx(netdev);
	poll_rx(netdev);
	if (!nic->broken && currticks() - nic->link_checked >= LINK_TICKS)
		check_link(netdev);
}

static int virtio_net_transmit(struct net_device *netdev,
			       struct io_buffer *iobuf)
{
	struct virtio_net *nic = netdev->priv;
	int slot;

	if (!nic->broken && virtqueue_free_slot(&nic->tx) < 0)
		poll_tx(netdev);
	if (nic->broken)
		return -EIO;
	slot = virtqueue_free_slot(&nic->tx);
	if (slot < 0)
		return slot;
	nic->tx_iobufs[slot] = iobuf;
	virtqueue_add(&nic->tx, slot, &nic->tx_hdr, nic->hdr_len, iobuf->data,
		      iob_len(iobuf), 0);
	/* Each notification costs an exit from the virtual machine. */
	nic->tx_untold = 1;
	if (!(netdev->state & NETDEV_TX_HELD))
		tell_tx(nic);
	return 0;
}

static const struct net_device_operations virtio_net_operations = {
	.open = virtio_net_open,
	.close = virtio_net_close,
	.transmit = virtio_net_transmit,
	.poll = virtio_net_poll,
};

/* A device without an address of its own gets a random one, locally
 * administered (5.1.5). */
static void read_mac(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;
	uint32_t number = random();

	if (nic->vdev.features & VIRTIO_NET_F_MAC) {
		nic->vdev.op->read_config(&nic->vdev, CONFIG_MAC,
					  netdev->hw_addr, ETH_ALEN);
		return;
	}
	netdev->hw_addr[0] = 0x02;
	memcpy(&netdev->hw_addr[2], &number, sizeof(number));
}

/* Reads what is there to know and leaves the device reset. */
static int virtio_net_identify(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;
	int rc = virtio_start(&nic->vdev, FEATURES);

	if (rc)
		return rc;
	nic->hdr_len = nic->vdev.op->legacy ? LEGACY_HDR_LEN :
		       sizeof(struct virtio_net_hdr);
	read_mac(netdev);
	check_link(netdev);
	return nic->vdev.op->reset(&nic->vdev);
}

static int virtio_net_probe(struct pci_device *pci,
			    const struct pci_device_id *id __unused)
{
	struct net_device *netdev = alloc_etherdev(sizeof(struct virtio_net));
	struct virtio_net *nic;
	int rc;

	if (!netdev)
		return -ENOMEM;
	nic = netdev->priv;
	netdev_init(netdev, &virtio_net_operations);
	netdev->dev = &pci->dev;
	pci->priv = netdev;
	rc = virtio_pci_setup(&nic->vdev, pci);
	if (!rc)
		rc = virtio_net_identify(netdev);
	if (!rc)
		rc = register_netdev(netdev);
	if (rc)
		netdev_put(netdev);
	return rc;
}

static void virtio_net_remove(struct pci_device *pci)
{
	struct net_device *netdev = pci->priv;
	struct virtio_net *nic = netdev->priv;

	unregister_netdev(netdev);
	nic->vdev.op->reset(&nic->vdev);
	netdev->dev = NULL;
	netdev_put(netdev);
}

static const struct pci_device_id virtio_net_ids[] = {
	PCI_ID(0x1af4, 0x1000, "virtio-net", 0),
	PCI_ID(0x1af4, 0x1041, "virtio-net", 0),
};

struct pci_driver virtio_net_driver __pci_driver = {
	.name = "virtio-net",
	.ids = virtio_net_ids,
	.id_count = sizeof(virtio_net_ids) / sizeof(virtio_net_ids[0]),
	.probe = virtio_net_probe,
	.remove = virtio_net_remove,
};
