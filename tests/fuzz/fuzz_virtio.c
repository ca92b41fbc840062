/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * virtio-net on a device that breaks the rules: the input says what the device
 * writes into its rings, its header and its registers, and what is done with
 * the driver in between. A buffer that the device has been given is written to
 * as far as the device may.
 */

#include "fuzz.h"
#include <errno.h>
#include <ipxe/if_ether.h>
#include <ipxe/netdevice.h>
#include <ipxe/timer.h>
#include "../../core/drivers/virtio_net.h"
#include "../../core/platform/testhost/testhost.h"

REACHES(virtqueue_get, virtqueue_create, virtqueue_destroy);

static struct fuzz_input input;
static struct virtqueue *queues[2];
static uint64_t features;

/* A device that does not reset keeps its memory, which the sanitizer would call
 * a leak: this one fails only where it has none. */
static int hostile_reset(struct virtio_device *vdev)
{
	if (fuzz_byte(&input) == 0xff && !queues[0])
		return -ETIMEDOUT;
	queues[0] = queues[1] = NULL;
	return 0;
}

static uint8_t hostile_get_status(struct virtio_device *vdev)
{
	return 0;
}

static void hostile_set_status(struct virtio_device *vdev, uint8_t status)
{
}

static uint64_t hostile_get_features(struct virtio_device *vdev)
{
	return features;
}

static void hostile_set_features(struct virtio_device *vdev, uint64_t wanted)
{
}

static unsigned int hostile_queue_size(struct virtio_device *vdev,
				       unsigned int index)
{
	unsigned int size = fuzz_byte(&input);

	return size & 1 ? size * 257 : 1U << (size >> 1 & 15);
}

static int hostile_queue_enable(struct virtio_device *vdev,
				struct virtqueue *queue)
{
	queues[queue->index & 1] = queue;
	return 0;
}

static void hostile_notify(struct virtio_device *vdev, struct virtqueue *queue)
{
}

static void hostile_read_config(struct virtio_device *vdev,
				unsigned int offset, void *data, size_t len)
{
	uint8_t *out = data;

	while (len--)
		*out++ = fuzz_byte(&input);
}

static struct virtio_transport hostile_transport = {
	.reset = hostile_reset,
	.get_status = hostile_get_status,
	.set_status = hostile_set_status,
	.get_features = hostile_get_features,
	.set_features = hostile_set_features,
	.queue_size = hostile_queue_size,
	.queue_enable = hostile_queue_enable,
	.notify = hostile_notify,
	.read_config = hostile_read_config,
};

int virtio_pci_setup(struct virtio_device *vdev, struct pci_device *pci)
{
	vdev->op = &hostile_transport;
	return 0;
}

int virtio_start(struct virtio_device *vdev, uint64_t wanted)
{
	int rc = vdev->op->reset(vdev);

	vdev->features = features & wanted;
	return rc;
}

/* Fills the buffer of a descriptor that the device may write to. */
static void fill(struct virtqueue *queue, unsigned int id, unsigned int byte)
{
	if (id < queue->size && (queue->desc[id].flags & VRING_DESC_WRITE))
		memset((void *)(uintptr_t)queue->desc[id].addr, byte,
		       queue->desc[id].len);
}

static void use(struct virtqueue *queue, unsigned int action)
{
	volatile struct vring_used_elem *elem;
	unsigned int id;

	if (!queue)
		return;
	elem = &queue->used->ring[queue->used->idx & (queue->size - 1)];
	id = fuzz_byte(&input);
	/* Mostly a slot that exists, as only those get anywhere. */
	elem->id = action & 8 ? id * 0x01010101U : id % 64 * 2;
	elem->len = action & 16 ? fuzz_16(&input) * 0x10001U :
				  fuzz_16(&input) & 0x7fff;
	fill(queue, elem->id, fuzz_byte(&input));
	fill(queue, elem->id + 1, 0);
	queue->used->idx += action & 32 ? fuzz_byte(&input) : 1;
}

static void receive_all(struct net_device *netdev)
{
	struct io_buffer *iobuf;

	netdev_poll(netdev);
	while ((iobuf = netdev_rx_dequeue(netdev))) {
		free(fuzz_copy(iobuf->data, iob_len(iobuf)));
		free_iob(iobuf);
	}
}

static void act(struct net_device *netdev, unsigned int action)
{
	struct io_buffer *iobuf;

	switch (action & 7) {
	case 0:
	case 1:
		use(queues[QUEUE_RX], action);
		break;
	case 2:
		use(queues[QUEUE_TX], action);
		break;
	case 3:
		iobuf = alloc_iob(60);
		memset(iob_put(iobuf, 60), 0, 60);
		netdev_tx(netdev, iobuf);
		break;
	case 4:
		netdev_set_rx_large(netdev, action & 8);
		break;
	case 5:
		netdev_close(netdev);
		netdev_open(netdev);
		netdev_rx_freeze(netdev);
		break;
	case 6:
		hosted_clock_advance(TICKS_PER_SEC / 10);
		break;
	}
	receive_all(netdev);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct pci_device pci = { .busdevfn = 1 };
	struct net_device *netdev;
	unsigned int first;

	hosted_options.virtual_clock = 1;
	input.data = data;
	input.len = len;
	first = fuzz_byte(&input);
	hostile_transport.legacy = first & 1;
	queues[0] = queues[1] = NULL;
	features = VIRTIO_NET_FEATURES;
	if (!(first & 1))
		features |= VIRTIO_F_VERSION_1;
	if (first & 2)
		features |= VIRTIO_NET_LARGE;
	if (virtio_net_driver.probe(&pci, virtio_net_driver.ids) != 0)
		return 0;
	netdev = pci.priv;
	netdev_open(netdev);
	netdev_rx_freeze(netdev);
	while (input.len)
		act(netdev, fuzz_byte(&input));
	virtio_net_driver.remove(&pci);
	return 0;
}
