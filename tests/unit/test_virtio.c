/* SPDX-License-Identifier: GPL-2.0-or-later */

/* virtio-net with a device that this test plays, by the rules and against
 * them. It is the transport, in the place of virtio_pci.c. */

#include "unit.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/netdevice.h>
#include <ipxe/if_ether.h>
#include <ipxe/timer.h>
#include "../../core/drivers/virtio_net.h"
#include "../replace.h"

/* What the driver has given the device is only freed after a reset. */
REPLACES(virtqueue_destroy);

/* --- the device */

static struct {
	uint64_t features;
	unsigned int queue_size;
	uint8_t status;
	uint8_t config[8];
	int stuck;			/* does not reset */
	int refuses;			/* FEATURES_OK */
	int legacy;
	struct virtqueue *queues[2];
	uint16_t seen[2];		/* of the available rings */
	unsigned int notified[2];
	unsigned int config_reads;
} device;

static int fake_reset(struct virtio_device *vdev)
{
	if (device.stuck)
		return -ETIMEDOUT;
	device.status = 0;
	device.queues[0] = device.queues[1] = NULL;
	memset(device.seen, 0, sizeof(device.seen));
	return 0;
}

static void assert_reset(void)
{
	assert_int_equal(device.status, 0);
	assert_null(device.queues[0]);
	assert_null(device.queues[1]);
}

void __wrap_virtqueue_destroy(struct virtqueue *queue)
{
	assert_reset();
	__real_virtqueue_destroy(queue);
}

static uint8_t fake_get_status(struct virtio_device *vdev)
{
	return device.status;
}

static void fake_set_status(struct virtio_device *vdev, uint8_t status)
{
	device.status = status;
}

static uint64_t fake_get_features(struct virtio_device *vdev)
{
	return device.features;
}

static void fake_set_features(struct virtio_device *vdev, uint64_t features)
{
	assert_int_equal(features & ~device.features, 0);
}

static unsigned int fake_queue_size(struct virtio_device *vdev,
				    unsigned int index)
{
	return index < 2 ? device.queue_size : 0;
}

static int fake_queue_enable(struct virtio_device *vdev,
			     struct virtqueue *queue)
{
	uintptr_t align = device.legacy ? 4096 : 16;

	assert_int_equal((uintptr_t)queue->desc % align, 0);
	assert_int_equal((uintptr_t)queue->used % align, 0);
	device.queues[queue->index] = queue;
	return 0;
}

static void fake_notify(struct virtio_device *vdev, struct virtqueue *queue)
{
	device.notified[queue->index]++;
}

static void fake_read_config(struct virtio_device *vdev, unsigned int offset,
			     void *data, size_t len)
{
	device.config_reads++;
	assert_in_range(offset + len, 0, sizeof(device.config));
	memcpy(data, device.config + offset, len);
}

static struct virtio_transport fake_transport = {
	.reset = fake_reset,
	.get_status = fake_get_status,
	.set_status = fake_set_status,
	.get_features = fake_get_features,
	.set_features = fake_set_features,
	.queue_size = fake_queue_size,
	.queue_enable = fake_queue_enable,
	.notify = fake_notify,
	.read_config = fake_read_config,
};

int virtio_pci_setup(struct virtio_device *vdev, struct pci_device *pci)
{
	vdev->op = &fake_transport;
	return 0;
}

int virtio_start(struct virtio_device *vdev, uint64_t wanted)
{
	int rc = vdev->op->reset(vdev);

	vdev->features = device.features & wanted;
	return rc ? rc : device.refuses ? -ENOTSUP : 0;
}

/* Takes the next descriptor chain from a queue, as the device does when its driver
 * is ready (Virtio 1.1, 3.1.1). Returns its first entry, or -1 if there is none. */
static int take(unsigned int index)
{
	struct virtqueue *queue = device.queues[index];

	assert_true(device.status & VIRTIO_DRIVER_OK);
	if (device.seen[index] == queue->avail->idx)
		return -1;
	return queue->avail->ring[device.seen[index]++ & (queue->size - 1)];
}

static void give_back(unsigned int index, uint32_t id, uint32_t len)
{
	struct virtqueue *queue = device.queues[index];
	volatile struct vring_used_elem *elem =
		&queue->used->ring[queue->used->idx & (queue->size - 1)];

	elem->id = id;
	elem->len = len;
	queue->used->idx++;
}

/* Delivers a frame of len bytes in the next receive buffer. */
static void deliver(size_t len)
{
	struct virtqueue *queue = device.queues[QUEUE_RX];
	int id = take(QUEUE_RX);

	assert_in_range(id, 0, queue->size - 2);
	assert_int_equal(queue->desc[id].len, device.legacy ? 10 : 12);
	assert_int_equal(queue->desc[id].flags,
			 VRING_DESC_NEXT | VRING_DESC_WRITE);
	id = queue->desc[id].next;
	assert_int_equal(queue->desc[id].flags, VRING_DESC_WRITE);
	assert_int_equal(queue->desc[id].len, ETH_FRAME_LEN);
	memset((void *)(uintptr_t)queue->desc[id].addr, 0xda,
	       len < ETH_FRAME_LEN ? len : ETH_FRAME_LEN);
	give_back(QUEUE_RX, id - 1, len + (device.legacy ? 10 : 12));
}

/* --- the tests */

static struct pci_device pci;
static struct net_device *netdev;

static int setup(void **state)
{
	memset(&device, 0, sizeof(device));
	memset(&pci, 0, sizeof(pci));
	hosted_options.virtual_clock = 1;
	fake_transport.legacy = 0;
	device.queue_size = 256;
	device.features = VIRTIO_NET_FEATURES | VIRTIO_F_VERSION_1;
	memcpy(device.config, "\x52\x54\x00\x01\x02\x03\x01\x00", 8);
	assert_int_equal(virtio_net_driver.probe(&pci, virtio_net_driver.ids),
			 0);
	netdev = pci.priv;
	return 0;
}

static int open_setup(void **state)
{
	setup(state);
	assert_int_equal(netdev_open(netdev), 0);
	netdev_rx_freeze(netdev);
	return 0;
}

static int legacy_setup(void **state)
{
	open_setup(state);
	netdev_close(netdev);
	device.legacy = fake_transport.legacy = 1;
	return netdev_open(netdev);
}

static int teardown(void **state)
{
	device.stuck = 0;
	virtio_net_driver.remove(&pci);
	assert_int_equal(device.status, 0);
	return 0;
}

static struct io_buffer *frame(size_t len)
{
	struct io_buffer *iobuf = alloc_iob(len);

	memset(iob_put(iobuf, len), 0xf0, len);
	return iobuf;
}

static unsigned int receive_all(void)
{
	struct io_buffer *iobuf;
	unsigned int count = 0;

	netdev_poll(netdev);
	while ((iobuf = netdev_rx_dequeue(netdev))) {
		free_iob(iobuf);
		count++;
	}
	return count;
}

static void identifies(void **state)
{
	assert_string_equal(netdev_addr(netdev), "52:54:00:01:02:03");
	assert_true(netdev_link_ok(netdev));
	assert_int_equal(device.status, 0);
}

static void receives(void **state)
{
	struct io_buffer *iobuf;
	unsigned int round, i;

	for (round = 0; round < 100; round++) {
		for (i = 0; i < 1 + round % 16; i++)
			deliver(60 + round);
		netdev_poll(netdev);
		for (i = 0; (iobuf = netdev_rx_dequeue(netdev)); i++) {
			assert_int_equal(iob_len(iobuf), 60 + round);
			assert_int_equal(*(uint8_t *)iobuf->data, 0xda);
			free_iob(iobuf);
		}
		assert_int_equal(i, 1 + round % 16);
	}
	assert_int_equal(netdev->rx_stats.failed, 0);
}

static void sends(void **state)
{
	struct virtqueue *queue = device.queues[QUEUE_TX];
	unsigned int round;
	int id;

	for (round = 0; round < 100; round++) {
		assert_int_equal(netdev_tx(netdev, frame(100 + round)), 0);
		id = take(QUEUE_TX);
		assert_in_range(id, 0, queue->size - 2);
		assert_int_equal(queue->desc[id].flags, VRING_DESC_NEXT);
		assert_int_equal(queue->desc[id + 1].len, 100 + round);
		assert_int_equal(queue->desc[id + 1].flags, 0);
		give_back(QUEUE_TX, id, 0);
		netdev_poll(netdev);
		assert_true(list_empty(&netdev->tx_queue));
	}
	assert_int_equal(netdev->tx_stats.passed, 100);
	assert_int_equal(device.notified[QUEUE_TX], 100);
}

static void full_ring_refuses(void **state)
{
	unsigned int sent = 0;

	while (netdev_tx(netdev, frame(60)) == 0)
		sent++;
	assert_int_equal(sent, VIRTQUEUE_SLOTS);
	assert_int_equal(netdev_tx(netdev, frame(60)), -ENOBUFS);
	give_back(QUEUE_TX, take(QUEUE_TX), 0);
	assert_int_equal(netdev_tx(netdev, frame(60)), 0);
	netdev_close(netdev);
	assert_true(list_empty(&netdev->tx_queue));
	assert_int_equal(netdev->tx_stats.passed, 1);
	assert_int_equal(netdev->tx_stats.failed, 2 + VIRTQUEUE_SLOTS);
}

static void notifications_can_be_off(void **state)
{
	unsigned int before = device.notified[QUEUE_TX];

	device.queues[QUEUE_TX]->used->flags = VRING_USED_NO_NOTIFY;
	assert_int_equal(netdev_tx(netdev, frame(60)), 0);
	assert_int_equal(device.notified[QUEUE_TX], before);
}

static void held_frames_are_told_of_once(void **state)
{
	unsigned int before = device.notified[QUEUE_TX];

	netdev->state |= NETDEV_TX_HELD;
	assert_int_equal(netdev_tx(netdev, frame(60)), 0);
	assert_int_equal(netdev_tx(netdev, frame(60)), 0);
	assert_int_equal(device.notified[QUEUE_TX], before);
	netdev->state &= ~NETDEV_TX_HELD;
	netdev_poll(netdev);
	netdev_poll(netdev);
	assert_int_equal(device.notified[QUEUE_TX], before + 1);
	assert_int_equal(netdev_tx(netdev, frame(60)), 0);
	assert_int_equal(device.notified[QUEUE_TX], before + 2);
}

static void held_frames_leave_before_a_close(void **state)
{
	unsigned int before = device.notified[QUEUE_TX];

	netdev->state |= NETDEV_TX_HELD;
	assert_int_equal(netdev_tx(netdev, frame(60)), 0);
	netdev_close(netdev);
	assert_int_equal(device.notified[QUEUE_TX], before + 1);
}

/* Its memory is not freed while it may still write to it. */
static void is_reset_before_it_is_closed(void **state)
{
	assert_int_equal(netdev_tx(netdev, frame(60)), 0);
	assert_non_null(device.queues[0]);
	netdev_close(netdev);
	assert_reset();
	assert_true(list_empty(&netdev->tx_queue));
}

static void odd_lengths_are_dropped(void **state)
{
	static const uint32_t lens[] = {
		0, 1, 11, 12 + ETH_FRAME_LEN + 1, 65536, 0xffffffff,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(lens); i++) {
		give_back(QUEUE_RX, take(QUEUE_RX), lens[i]);
		assert_int_equal(receive_all(), 0);
		assert_int_equal(netdev->rx_stats.failed, i + 1);
	}
	deliver(0);
	deliver(ETH_HLEN);
	deliver(ETH_FRAME_LEN);
	assert_int_equal(receive_all(), 2);
}

/* Checks that what breaks the rules stops the device, and nothing else. */
static void check_stopped(void)
{
	assert_int_equal(receive_all(), 0);
	assert_false(netdev_link_ok(netdev));
	assert_string_equal(strerror(netdev->link_rc),
			    "Device breaks the rules of virtio; stopped");
	assert_int_equal(netdev_tx(netdev, frame(60)), -EIO);
	hosted_clock_advance(1000);
	netdev_poll(netdev);
	assert_false(netdev_link_ok(netdev));
	netdev_close(netdev);
	assert_int_equal(netdev_open(netdev), 0);
	assert_true(netdev_link_ok(netdev));
	netdev_rx_freeze(netdev);
	deliver(60);
	assert_int_equal(receive_all(), 1);
}

static void bad_ids_stop_it(void **state)
{
	static const uint32_t ids[] = {
		1, 31, 32, 255, 256, 65536, 0x80000000, 0xffffffff,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(ids); i++) {
		give_back(QUEUE_RX, ids[i], 72);
		check_stopped();
	}
}

static void same_id_twice_stops_it(void **state)
{
	int id = take(QUEUE_RX);

	give_back(QUEUE_RX, id, 72);
	assert_int_equal(receive_all(), 1);
	/* Slot 0 is with the device again, but slot 0 of TX never was. */
	give_back(QUEUE_TX, 0, 0);
	check_stopped();
}

static void running_index_stops_it(void **state)
{
	device.queues[QUEUE_RX]->used->idx = VIRTQUEUE_SLOTS + 1;
	check_stopped();
	device.queues[QUEUE_RX]->used->idx -= 10;
	check_stopped();
}

static void survives_a_full_heap(void **state)
{
	unsigned int i;

	for (i = 0; i < 40; i++) {
		deliver(60);
		testhost_malloc_left = 0;
		netdev_poll(netdev);
		testhost_malloc_left = -1;
	}
	assert_int_equal(netdev->rx_stats.passed, 0);
	assert_int_equal(netdev->rx_stats.failed, 40);
	deliver(60);
	assert_int_equal(receive_all(), 1);
	netdev_close(netdev);
	for (i = 0; i < 18; i++) {
		testhost_malloc_left = i;
		assert_int_equal(netdev_open(netdev), -ENOMEM);
		testhost_malloc_left = -1;
		assert_int_equal(device.status, 0);
	}
	assert_int_equal(netdev_open(netdev), 0);
}

static void follows_the_link(void **state)
{
	unsigned int reads;

	device.config[CONFIG_STATUS] = 0;
	hosted_clock_advance(TICKS_PER_SEC / 10);
	netdev_poll(netdev);
	assert_false(netdev_link_ok(netdev));
	device.config[CONFIG_STATUS] = 1;
	netdev_poll(netdev);
	assert_false(netdev_link_ok(netdev));
	hosted_clock_advance(TICKS_PER_SEC / 10);
	reads = device.config_reads;
	netdev_poll(netdev);
	netdev_poll(netdev);
	assert_true(netdev_link_ok(netdev));
	assert_int_equal(device.config_reads, reads + 1);
}

/* Whatever part of a tick has passed. */
static void looks_at_the_link_20_times_a_second(void **state)
{
	unsigned int reads, i;

	for (i = 0; i < 32; i++) {
		hosted_clock_advance(TICKS_PER_SEC / 20);
		reads = device.config_reads;
		netdev_poll(netdev);
		assert_int_equal(device.config_reads, reads + 1);
		hosted_clock_advance(TICKS_PER_SEC / 20 - 2);
		netdev_poll(netdev);
		assert_int_equal(device.config_reads, reads + 1);
		hosted_clock_advance(2);
	}
}

static void link_is_seen_at_open(void **state)
{
	netdev_close(netdev);
	device.config[CONFIG_STATUS] = 0;
	assert_int_equal(netdev_open(netdev), 0);
	assert_false(netdev_link_ok(netdev));
	netdev_close(netdev);
	device.features &= ~VIRTIO_NET_F_STATUS;
	assert_int_equal(netdev_open(netdev), 0);
	assert_true(netdev_link_ok(netdev));
}

static void odd_queues_are_refused(void **state)
{
	static const unsigned int sizes[] = { 0, 1, 3, 24 };
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(sizes); i++) {
		device.queue_size = sizes[i];
		assert_int_equal(netdev_open(netdev), i ? -ENOTSUP : -ENODEV);
		assert_int_equal(device.status, 0);
	}
	device.queue_size = 8;
	assert_int_equal(netdev_open(netdev), 0);
	netdev_rx_freeze(netdev);
	for (i = 0; i < 50; i++)
		deliver(60), assert_int_equal(receive_all(), 1);
}

static void legacy_works(void **state)
{
	unsigned int i;

	netdev_rx_freeze(netdev);
	assert_int_equal(device.queues[QUEUE_RX]->size, 256);
	for (i = 0; i < 300; i++) {
		deliver(60);
		assert_int_equal(receive_all(), 1);
	}
	netdev_close(netdev);
	device.queue_size = 2048;
	assert_int_equal(netdev_open(netdev), -ENOTSUP);
}

/* --- large receive */

static int large_setup(void **state)
{
	setup(state);
	virtio_net_driver.remove(&pci);
	device.features |= VIRTIO_NET_LARGE;
	assert_int_equal(virtio_net_driver.probe(&pci, virtio_net_driver.ids),
			 0);
	netdev = pci.priv;
	assert_int_equal(netdev_open(netdev), 0);
	netdev_set_rx_large(netdev, 1);
	return 0;
}

/* Puts bytes from..from+len of a frame, counted from its header's first, into
 * the next part; returns its descriptor. Byte n of a frame is n * 3 >> 4. */
static int put_part(size_t from, size_t len)
{
	struct virtqueue *queue = device.queues[QUEUE_RX];
	int id = take(QUEUE_RX);
	size_t i, first;

	assert_in_range(id, 0, queue->size - 2);
	first = queue->desc[id].len;
	/* One stretch of memory: header and data may lie anywhere in it. */
	assert_int_equal(queue->desc[id].addr + first, queue->desc[id + 1].addr);
	assert_int_equal(first + queue->desc[id + 1].len, RX_PART);
	for (i = 0; i < len; i++)
		((uint8_t *)(uintptr_t)queue->desc[id].addr)[i] =
			(from + i - sizeof(struct virtio_net_hdr)) * 3 >> 4;
	return id;
}

/* Delivers a frame of len bytes in as many parts as it takes, and says that
 * they were so many more. */
static void deliver_large(size_t len, uint8_t flags, int more)
{
	size_t total = len + sizeof(struct virtio_net_hdr), at, part;
	struct virtqueue *queue = device.queues[QUEUE_RX];
	struct virtio_net_hdr *hdr;
	int id;

	for (at = 0; at < total; at += part) {
		part = total - at < RX_PART ? total - at : RX_PART;
		id = put_part(at, part);
		hdr = (void *)(uintptr_t)queue->desc[id].addr;
		if (!at) {
			memset(hdr, 0, sizeof(*hdr));
			hdr->flags = flags;
			hdr->num_buffers = (total + RX_PART - 1) / RX_PART +
					   more;
		}
		give_back(QUEUE_RX, id, part);
	}
}

static void check_large(size_t len, int checked)
{
	struct io_buffer *iobuf;
	size_t i;

	netdev_poll(netdev);
	iobuf = netdev_rx_dequeue(netdev);
	assert_non_null(iobuf);
	assert_int_equal(iob_len(iobuf), len);
	assert_int_equal(!!iobuf->checked, checked);
	for (i = 0; i < len; i++)
		assert_int_equal(((uint8_t *)iobuf->data)[i],
				 (uint8_t)(i * 3 >> 4));
	free_iob(iobuf);
	assert_null(netdev_rx_dequeue(netdev));
}

static void receives_large_frames(void **state)
{
	static const size_t lens[] = {
		ETH_HLEN, 60, ETH_FRAME_LEN, 4000, RX_PART - 13, RX_PART - 12,
		RX_PART - 11, 2 * RX_PART - 12, 2 * RX_PART, 65549,
	};
	unsigned int round, i;

	for (round = 0; round < 20; round++) {
		for (i = 0; i < ARRAY_LEN(lens); i++) {
			deliver_large(lens[i], round % 3, 0);
			check_large(lens[i], round % 3 != 0);
		}
	}
	assert_int_equal(netdev->rx_stats.failed, 0);
	/* Much at once. */
	for (i = 0; i < 3; i++)
		deliver_large(65000, 0, 0);
	assert_int_equal(receive_all(), 3);
	for (i = 0; i < VIRTQUEUE_SLOTS; i++)
		deliver_large(60, 0, 0);
	assert_int_equal(receive_all(), VIRTQUEUE_SLOTS);
}

static void large_legacy_has_the_long_header(void **state)
{
	netdev_close(netdev);
	device.legacy = fake_transport.legacy = 1;
	assert_int_equal(netdev_open(netdev), 0);
	netdev_set_rx_large(netdev, 1);
	assert_int_equal(((struct virtio_net *)netdev->priv)->hdr_len, 12);
	deliver_large(40000, 0, 0);
	check_large(40000, 0);
	netdev_rx_freeze(netdev);
	assert_int_equal(((struct virtio_net *)netdev->priv)->hdr_len,
			 LEGACY_HDR_LEN);
	deliver(60);
	assert_int_equal(receive_all(), 1);
}

static void check_plain(void)
{
	netdev_rx_freeze(netdev);
	assert_int_equal(netdev->state & NETDEV_RX_LARGE, 0);
	deliver(60);
	assert_int_equal(receive_all(), 1);
}

static void large_wants_all_of_it(void **state)
{
	static const uint64_t features[] = {
		VIRTIO_NET_F_GUEST_CSUM, VIRTIO_NET_F_GUEST_TSO4,
		VIRTIO_NET_F_MRG_RXBUF,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(features); i++) {
		virtio_net_driver.remove(&pci);
		device.features |= VIRTIO_NET_LARGE;
		device.features &= ~features[i];
		assert_int_equal(
			virtio_net_driver.probe(&pci, virtio_net_driver.ids),
			0);
		netdev = pci.priv;
		assert_int_equal(netdev_open(netdev), 0);
		netdev_set_rx_large(netdev, 1);
		check_plain();
	}
}

static void large_needs_room(void **state)
{
	netdev_close(netdev);
	device.queue_size = 8;
	assert_int_equal(netdev_open(netdev), 0);
	netdev_set_rx_large(netdev, 1);
	check_plain();
	netdev_close(netdev);
	device.queue_size = 16;
	assert_int_equal(netdev_open(netdev), 0);
	netdev_set_rx_large(netdev, 1);
	deliver_large(65549, 0, 0);
	check_large(65549, 0);
}

static void large_survives_a_full_heap(void **state)
{
	unsigned int i;

	for (i = 0; i < 40; i++) {
		deliver_large(i & 1 ? 60 : 60000, 0, 0);
		testhost_malloc_left = 0;
		netdev_poll(netdev);
		testhost_malloc_left = -1;
		assert_int_equal(netdev->rx_stats.failed, i + 1);
	}
	deliver_large(60000, 0, 0);
	check_large(60000, 0);
}

static void stop_and_start_large(void)
{
	check_stopped();
	netdev_close(netdev);
	assert_int_equal(netdev_open(netdev), 0);
	netdev_set_rx_large(netdev, 1);
	deliver_large(40000, 0, 0);
	check_large(40000, 0);
}

static void bad_parts_stop_it(void **state)
{
	static const int mores[] = { -3, 1, 13, 14, 65532 };
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(mores); i++) {
		deliver_large(40000, 0, mores[i]);
		stop_and_start_large();
	}
}

/* Returns where the device has put the part with that id. */
static void *part_of(int id)
{
	return (void *)(uintptr_t)device.queues[QUEUE_RX]->desc[id].addr;
}

static void bad_part_lengths_stop_it(void **state)
{
	static const uint32_t lens[] = { 0, 11, RX_PART + 1, 0xffffffff };
	struct virtio_net_hdr *hdr;
	unsigned int i;
	int id;

	for (i = 0; i < ARRAY_LEN(lens); i++) {
		id = put_part(0, 100);
		hdr = part_of(id);
		hdr->num_buffers = 1;
		give_back(QUEUE_RX, id, lens[i]);
		stop_and_start_large();
		id = put_part(0, 100);
		hdr = part_of(id);
		hdr->num_buffers = 2;
		give_back(QUEUE_RX, id, 100);
		if (lens[i] > RX_PART) {
			give_back(QUEUE_RX, take(QUEUE_RX), lens[i]);
			stop_and_start_large();
		} else {
			give_back(QUEUE_RX, take(QUEUE_RX), lens[i]);
			assert_int_equal(receive_all(), 1);
		}
	}
}

static void no_reset_no_device(void **state)
{
	struct pci_device other = { .busdevfn = 1 };

	device.stuck = 1;
	assert_int_equal(virtio_net_driver.probe(&other, virtio_net_driver.ids),
			 -ETIMEDOUT);
	device.stuck = 0;
	device.refuses = 1;
	assert_int_equal(virtio_net_driver.probe(&other, virtio_net_driver.ids),
			 -ENOTSUP);
	device.refuses = 0;
	device.features = VIRTIO_F_VERSION_1;
	assert_int_equal(virtio_net_driver.probe(&other, virtio_net_driver.ids),
			 0);
	assert_int_equal(((struct net_device *)other.priv)->hw_addr[0] & 3, 2);
	virtio_net_driver.remove(&other);
}

/* Finds the device, opens it, receives with it, takes it for large frames, and takes
 * it away. Returns the first error of finding and opening it. */
static int whole_life(void)
{
	int rc = virtio_net_driver.probe(&pci, virtio_net_driver.ids);

	if (rc != 0)
		return rc;
	netdev = pci.priv;
	rc = netdev_open(netdev);
	if (rc == 0) {
		netdev_rx_freeze(netdev);
		deliver(60);
		netdev_poll(netdev);
		netdev_set_rx_large(netdev, 1);
		netdev_set_rx_large(netdev, 0);
	}
	virtio_net_driver.remove(&pci);
	return rc;
}

static void each_allocation_fails(void **state)
{
	long blocks, count, n;
	int once, rc;

	setup(state);
	teardown(state);
	device.features |= VIRTIO_NET_LARGE;
	blocks = testhost_malloc_blocks;
	testhost_malloc_left = 1000000;
	assert_int_equal(whole_life(), 0);
	count = 1000000 - testhost_malloc_left;
	assert_in_range(count, 20, 1000);
	for (n = 0; n < 2 * count; n++) {
		once = n & 1;
		testhost_malloc_once = once;
		testhost_malloc_left = n / 2;
		rc = whole_life();
		testhost_malloc_left = -1;
		testhost_malloc_once = 0;
		assert_true(rc == 0 || rc == -ENOMEM);
		assert_int_equal(device.status, 0);
		assert_int_equal(testhost_malloc_blocks, blocks);
		assert_int_equal(whole_life(), 0);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define LARGE_TEST(name) \
	cmocka_unit_test_setup_teardown(name, large_setup, teardown)
#define OPEN_TEST(name) \
	cmocka_unit_test_setup_teardown(name, open_setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(identifies),
		OPEN_TEST(receives),
		OPEN_TEST(sends),
		OPEN_TEST(full_ring_refuses),
		OPEN_TEST(notifications_can_be_off),
		OPEN_TEST(held_frames_are_told_of_once),
		OPEN_TEST(held_frames_leave_before_a_close),
		OPEN_TEST(is_reset_before_it_is_closed),
		OPEN_TEST(odd_lengths_are_dropped),
		OPEN_TEST(bad_ids_stop_it),
		OPEN_TEST(same_id_twice_stops_it),
		OPEN_TEST(running_index_stops_it),
		OPEN_TEST(survives_a_full_heap),
		OPEN_TEST(follows_the_link),
		OPEN_TEST(looks_at_the_link_20_times_a_second),
		OPEN_TEST(link_is_seen_at_open),
		TEST(odd_queues_are_refused),
		cmocka_unit_test_setup_teardown(legacy_works, legacy_setup,
						teardown),
		LARGE_TEST(receives_large_frames),
		LARGE_TEST(large_legacy_has_the_long_header),
		LARGE_TEST(large_wants_all_of_it),
		LARGE_TEST(large_needs_room),
		LARGE_TEST(large_survives_a_full_heap),
		LARGE_TEST(bad_parts_stop_it),
		LARGE_TEST(bad_part_lengths_stop_it),
		TEST(no_reset_no_device),
		cmocka_unit_test(each_allocation_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
