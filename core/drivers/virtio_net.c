/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Drives virtio network devices (virtio 1.2, 5.1) by polling.
 *
 *   -device virtio-net-pci,netdev=...      (see virtio_pci.c for its forms)
 *
 * An idle device that is open holds its rings and 16 receive buffers. These take
 * 54 KiB with the queues of a legacy device, which have 256 entries, and 28 KiB
 * with those of a modern one. A received buffer is passed on and a new one takes
 * its place; while there is no memory for a new one, frames are dropped and their
 * buffers are used again.
 *
 * With large receive the device holds 256 KiB. Hosts that speak TCP with their own
 * guests then hand over segments of up to 64 KiB, as do bridges that merge what
 * comes from a wire, and no checksums are computed.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/errortab.h>
#include <ipxe/if_ether.h>
#include <ipxe/netdevice.h>
#include <ipxe/timer.h>
#include "virtio_net.h"

/* How many ticks pass between two readings of the link, as registers are slow. */
#define LINK_TICKS (TICKS_PER_SEC / 20)

#define EINFO_RULES __einfo_uniqify(EINFO_EIO, 0x01, \
	"Device breaks the rules of virtio; stopped")

struct errortab virtio_net_errors[] __errortab = {
	__einfo_errortab(EINFO_RULES),
};

/* Reads the state of the link. */
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

/* Stops a device that has broken the rules: nothing that it says is believed
 * any more. */
static void stop_using(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;

	nic->broken = 1;
	netdev_link_err(netdev, -__einfo_error(EINFO_RULES));
}

/* Returns the part that belongs to a slot. */
static void *rx_part(struct virtio_net *nic, unsigned int slot)
{
	return nic->parts + slot * RX_PART;
}

/* Hands the memory of a receive slot to the device. */
static void rx_add(struct net_device *netdev, unsigned int slot)
{
	struct virtio_net *nic = netdev->priv;
	void *header = &nic->rx_hdr;
	void *data;
	size_t len;

	if (nic->parts) {
		/* Header and data lie in one buffer, as only the first part
		 * of a frame has a header and the others are data from their
		 * first byte on. */
		header = rx_part(nic, slot);
		data = header + nic->hdr_len;
		len = RX_PART - nic->hdr_len;
	} else {
		data = nic->slots.rx[slot]->data;
		len = netdev->max_pkt_len;
	}
	virtqueue_add(&nic->rx, slot, header, nic->hdr_len, data, len,
		      VRING_DESC_WRITE);
}

/* Allocates the memory of the receive slots. Returns 0, or a negative error. */
static int rx_alloc(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;

	if (netdev->state & NETDEV_RX_LARGE) {
		if (nic->rx.slots < RX_PARTS_MIN)
			return -ENOTSUP;
		nic->parts = malloc(nic->rx.slots * RX_PART);
		return nic->parts ? 0 : -ENOMEM;
	}
	return slots_fill(&nic->slots, nic->rx.slots, netdev->max_pkt_len);
}

/* Allocates the memory of the receive slots and hands it to the device. Returns
 * 0, or a negative error. */
static int rx_fill(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;
	unsigned int slot;
	int rc = rx_alloc(netdev);

	for (slot = 0; rc == 0 && slot < nic->rx.slots; slot++)
		rx_add(netdev, slot);
	return rc;
}

/* Tells the device of the frames that are to be sent. */
static void tell_tx(struct virtio_net *nic)
{
	nic->tx_untold = 0;
	virtqueue_kick(&nic->vdev, &nic->tx);
}

/* Completes the frames that the device has sent. */
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
		slots_sent(netdev, &nic->slots, slot);
	}
}

/* Frees queues and buffers. The device must have been reset, so that it does
 * not write to them any more. */
static void free_queues(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;

	slots_free(netdev, &nic->slots);
	free(nic->parts);
	nic->parts = NULL;
	virtqueue_destroy(&nic->rx);
	virtqueue_destroy(&nic->tx);
}

/* Creates the queues with the receive buffers. Returns 0, or a negative error,
 * after which stop() is needed. */
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

/* Resets the device and frees what it has used. If it cannot be reset it keeps
 * its queues, parts and buffers, as it may still write to them. */
static void stop(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;

	if (nic->vdev.op->reset(&nic->vdev) == 0) {
		free_queues(netdev);
		return;
	}
	slots_lose(netdev, &nic->slots);
	nic->parts = NULL;
}

static int virtio_net_open(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;
	int rc;

	nic->broken = nic->tx_untold = 0;
	nic->hdr_len = sizeof(struct virtio_net_hdr);
	if (nic->vdev.op->legacy && !(netdev->state & NETDEV_RX_LARGE))
		nic->hdr_len = LEGACY_HDR_LEN;
	rc = virtio_start(&nic->vdev, VIRTIO_NET_FEATURES |
			  (netdev->state & NETDEV_RX_LARGE ?
			   VIRTIO_NET_LARGE : 0));
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

/* Takes a received frame. len is its length with its header, as the device
 * tells it. */
static void receive(struct net_device *netdev, unsigned int slot, size_t len)
{
	struct virtio_net *nic = netdev->priv;
	size_t room = netdev->max_pkt_len;

	if (len < nic->hdr_len || len - nic->hdr_len > room)
		netdev_rx_err(netdev, NULL, -EBADMSG);
	else
		slots_received(netdev, &nic->slots, slot, len - nic->hdr_len,
			       room);
}

/* Takes a frame that has come in as many parts as the header in the first one
 * says (5.1.6.4). len is the length of that part. The parts are copied into one
 * buffer, as they are few. Returns how many parts there were, or -EIO if the
 * device breaks the rules. */
static int receive_parts(struct net_device *netdev, int slot, size_t len)
{
	struct virtio_net *nic = netdev->priv;
	struct virtio_net_hdr *hdr = rx_part(nic, slot);
	unsigned int parts = hdr->num_buffers;
	size_t max = netdev->max_pkt_len;
	struct io_buffer *iobuf;
	size_t skip = nic->hdr_len;
	unsigned int left;

	if (!parts || parts > nic->rx.slots || len < skip)
		return -EIO;
	if (parts > 1)
		max = parts * RX_PART;
	else if (len > max)
		max = len;
	iobuf = alloc_iob(max);
	if (iobuf)
		iobuf->checked = hdr->flags & HDR_CHECKED;
	for (left = parts; left; left--) {
		if (slot < 0 || len > RX_PART) {
			free_iob(iobuf);
			return -EIO;
		}
		if (iobuf)
			memcpy(iob_put(iobuf, len - skip),
			       rx_part(nic, slot) + skip, len - skip);
		rx_add(netdev, slot);
		skip = 0;
		if (left > 1)
			slot = virtqueue_get(&nic->rx, &len);
	}
	if (iobuf)
		netdev_rx(netdev, iobuf);
	else
		netdev_rx_err(netdev, NULL, -ENOMEM);
	return parts;
}

static void virtio_net_close(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;

	/* Frames that the device has sent until now are counted as sent. */
	if (!nic->broken)
		poll_tx(netdev);
	stop(netdev);
}

/* Takes the next frame, if there is one. Returns how many slots it has taken,
 * or a negative error: -EAGAIN if there is none. */
static int next_frame(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;
	size_t len;
	int slot = virtqueue_get(&nic->rx, &len);

	if (slot < 0)
		return slot;
	if (nic->parts)
		return receive_parts(netdev, slot, len);
	receive(netdev, slot, len);
	rx_add(netdev, slot);
	return 1;
}

static void poll_rx(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;
	int used, all;

	for (all = 0; all < VIRTQUEUE_SLOTS; all += used) {
		used = next_frame(netdev);
		if (used == -EAGAIN)
			break;
		if (used < 0) {
			stop_using(netdev);
			return;
		}
	}
	if (all)
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
	nic->slots.tx[slot] = iobuf;
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

/* Reads the address of the device. One that has none gets a random address,
 * which is locally administered (5.1.5). */
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

/* Reads what has to be known of the device, and leaves it reset. Returns 0, or
 * a negative error. */
static int virtio_net_identify(struct net_device *netdev)
{
	struct virtio_net *nic = netdev->priv;
	int rc = virtio_start(&nic->vdev,
			      VIRTIO_NET_FEATURES | VIRTIO_NET_LARGE);

	if (rc)
		return rc;
	netdev->can_rx_large = (nic->vdev.features & VIRTIO_NET_LARGE) ==
			       VIRTIO_NET_LARGE;
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
