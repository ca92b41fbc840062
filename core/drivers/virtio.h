/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VIRTIO_H
#define VIRTIO_H

#include <stddef.h>
#include <stdint.h>
#include <core/slots.h>
#include <ipxe/pci.h>

/*
 * virtio (Virtual I/O Device 1.2, OASIS): a device, the two ways to
 * speak to it (virtio_pci.c), and its queues (virtio_ring.c).
 */

/* Bits of the device status (2.1). */
#define VIRTIO_ACKNOWLEDGE 0x01
#define VIRTIO_DRIVER 0x02
#define VIRTIO_DRIVER_OK 0x04
#define VIRTIO_FEATURES_OK 0x08
#define VIRTIO_FAILED 0x80

/* Features of all devices (6). */
#define VIRTIO_F_VERSION_1 (1ULL << 32)
#define VIRTIO_F_ACCESS_PLATFORM (1ULL << 33)

struct virtio_device;
struct virtqueue;

struct virtio_transport {
	/* Non-zero for the way of devices before virtio 1.0. */
	int legacy;
	/* Resets the device. Returns 0, or -ETIMEDOUT if the device does not say
	 * that it is done. */
	int (*reset)(struct virtio_device *vdev);
	uint8_t (*get_status)(struct virtio_device *vdev);
	void (*set_status)(struct virtio_device *vdev, uint8_t status);
	uint64_t (*get_features)(struct virtio_device *vdev);
	void (*set_features)(struct virtio_device *vdev, uint64_t features);
	/* Returns the most entries that the queue can have, which a legacy device
	 * dictates, or 0 if there is no such queue. */
	unsigned int (*queue_size)(struct virtio_device *vdev,
				   unsigned int index);
	/* Tells the device where the queue is, and enables it. Returns 0, or a
	 * negative error. */
	int (*queue_enable)(struct virtio_device *vdev,
			    struct virtqueue *queue);
	void (*notify)(struct virtio_device *vdev, struct virtqueue *queue);
	void (*read_config)(struct virtio_device *vdev, unsigned int offset,
			    void *data, size_t len);
};

/* Registers: in ports, in memory, or behind a window in configuration space. */
struct virtio_region {
	int is_io;
	uint8_t window;			/* that capability; 0: none */
	uint8_t bar;			/* behind the window */
	unsigned int busdevfn;
	uintptr_t base;			/* behind the window: offset in the BAR */
	uint32_t len;
};

struct virtio_device {
	const struct virtio_transport *op;
	uint64_t features;		/* agreed on */
	uint8_t status;			/* as virtio_start() has left it */
	struct virtio_region common;	/* legacy: all there is */
	struct virtio_region notify;
	struct virtio_region config;
	uint32_t notify_multiplier;
};

/* Finds out how to speak to it: the modern way where the device offers it
 * within reach, else the legacy one, else the modern one through configuration
 * space. 0 or a negative error. */
int virtio_pci_setup(struct virtio_device *vdev, struct pci_device *pci);

/* Resets the device and agrees on what is wanted of the features it has
 * (3.1.1). -ETIMEDOUT, -ENOTSUP. */
int virtio_start(struct virtio_device *vdev, uint64_t wanted);
/* Tells the device that the driver is ready for it. */
static inline void virtio_ready(struct virtio_device *vdev)
{
	vdev->op->set_status(vdev, vdev->status | VIRTIO_DRIVER_OK);
}

/* Rings (2.7). All little-endian in modern devices, of the guest's endianness
 * in legacy ones: the same on x86. */
struct vring_desc {
	uint64_t addr;
	uint32_t len;
	uint16_t flags;
	uint16_t next;
};
_Static_assert(sizeof(struct vring_desc) == 16, "virtio 2.7.5");
#define VRING_DESC_NEXT 1
#define VRING_DESC_WRITE 2

struct vring_avail {
	uint16_t flags;
	uint16_t idx;
	uint16_t ring[];
};
#define VRING_AVAIL_NO_INTERRUPT 1

struct vring_used_elem {
	uint32_t id;
	uint32_t len;
};
_Static_assert(sizeof(struct vring_used_elem) == 8, "virtio 2.7.8");

struct vring_used {
	uint16_t flags;
	uint16_t idx;
	struct vring_used_elem ring[];
};
#define VRING_USED_NO_NOTIFY 1

/* Buffers a queue holds at most. Each takes two entries, one for the header
 * and one for the frame: legacy devices want them apart (2.7.4.1). */
#define VIRTQUEUE_SLOTS NETDEV_SLOTS

/*
 * A queue of slots. A slot is free or with the device; what the device says in
 * the used ring is checked against that.
 */
struct virtqueue {
	unsigned int index;
	unsigned int size;		/* of the rings */
	unsigned int slots;		/* in use: size / 2 at most */
	volatile struct vring_desc *desc;
	volatile struct vring_avail *avail;
	volatile struct vring_used *used;
	void *memory;			/* of the rings */
	uint16_t last_used;
	uint16_t avail_idx;
	uint32_t busy;			/* slots with the device, one bit each */
	unsigned int notify_off;	/* modern: of queue_notify_off */
};

/* Allocates and enables it. -ENOMEM, -ENODEV: no such queue, -ENOTSUP: a size
 * that cannot be. */
int virtqueue_create(struct virtio_device *vdev, struct virtqueue *queue,
		     unsigned int index);
/* The device must have been reset. */
void virtqueue_destroy(struct virtqueue *queue);
/* A slot that is free, or -ENOBUFS. */
int virtqueue_free_slot(const struct virtqueue *queue);
/* Hands a slot to the device: a header and a buffer, both to be read, or (with
 * VRING_DESC_WRITE) to be written by it. */
void virtqueue_add(struct virtqueue *queue, unsigned int slot, void *header,
		   size_t header_len, void *data, size_t len,
		   uint16_t flags);
/* Tells the device about new slots, unless it does not want to know. */
void virtqueue_kick(struct virtio_device *vdev, struct virtqueue *queue);
/* A slot that the device has done with, and how many bytes it says to have
 * written (header and data). -EAGAIN: none. -EIO: the device breaks the
 * rules; do not use the queue any more. */
int virtqueue_get(struct virtqueue *queue, size_t *len);

#endif /* VIRTIO_H */
