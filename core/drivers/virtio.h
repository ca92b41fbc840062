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

/* A group of registers: in ports, in memory, or reached through a window in
 * configuration space. */
struct virtio_region {
	/* Non-zero if they are ports. */
	int is_io;
	/* Offset of the capability that is the window, or 0 without one. */
	uint8_t window;
	/* The BAR that the window looks into. */
	uint8_t bar;
	/* The PCI function that has the window. */
	unsigned int busdevfn;
	/* The first port or address; with a window, an offset in the BAR. */
	uintptr_t base;
	/* Length of the group, in bytes. */
	uint32_t len;
};

struct virtio_device {
	/* How to speak to the device. */
	const struct virtio_transport *op;
	/* The features that were agreed on. */
	uint64_t features;
	/* The device status as virtio_start() has left it. */
	uint8_t status;
	/* Registers that all devices have; a legacy device has no others. */
	struct virtio_region common;
	/* Registers that take notifications. */
	struct virtio_region notify;
	/* Registers of this kind of device. */
	struct virtio_region config;
	/* Bytes between the notification registers of two queues. */
	uint32_t notify_multiplier;
};

/* Finds out how to speak to a device: in the modern way if the device offers
 * it within reach, else in the legacy way, else in the modern way through
 * configuration space. Returns 0, or a negative error. */
int virtio_pci_setup(struct virtio_device *vdev, struct pci_device *pci);

/* Resets the device and agrees on those of the wanted features that it has
 * (3.1.1). Returns 0, -ETIMEDOUT if it does not finish its reset, or
 * -ENOTSUP if it does not agree. */
int virtio_start(struct virtio_device *vdev, uint64_t wanted);
/* Tells the device that the driver is ready for it. */
static inline void virtio_ready(struct virtio_device *vdev)
{
	vdev->op->set_status(vdev, vdev->status | VIRTIO_DRIVER_OK);
}

/* Rings (2.7). Their numbers are little-endian in modern devices and of the
 * guest's endianness in legacy ones, which is the same on x86. */
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

/* Most buffers that a queue holds. Each takes two entries, one for the
 * header and one for the frame, as legacy devices want them apart (2.7.4.1). */
#define VIRTQUEUE_SLOTS NETDEV_SLOTS

/*
 * A queue of slots. A slot is free or with the device; what the device says in
 * the used ring is checked against that.
 */
struct virtqueue {
	unsigned int index;
	unsigned int size;		/* of the rings */
	/* How many slots are used, which is half of size at most. */
	unsigned int slots;
	volatile struct vring_desc *desc;
	volatile struct vring_avail *avail;
	volatile struct vring_used *used;
	void *memory;			/* of the rings */
	uint16_t last_used;
	uint16_t avail_idx;
	/* The slots that the device has, one bit each. */
	uint32_t busy;
	/* What a modern device says as queue_notify_off of this queue. */
	unsigned int notify_off;
};

/* Allocates a queue and enables it. Returns 0, -ENOMEM, -ENODEV if there is
 * no such queue, or -ENOTSUP if its size is one that cannot be used. */
int virtqueue_create(struct virtio_device *vdev, struct virtqueue *queue,
		     unsigned int index);
/* Frees a queue. The device must have been reset, so that it does not write
 * there any more. */
void virtqueue_destroy(struct virtqueue *queue);
/* Returns a slot that is free, or -ENOBUFS. */
int virtqueue_free_slot(const struct virtqueue *queue);
/* Hands a slot to the device: a header and a buffer, which it reads, or with
 * VRING_DESC_WRITE writes to. */
void virtqueue_add(struct virtqueue *queue, unsigned int slot, void *header,
		   size_t header_len, void *data, size_t len,
		   uint16_t flags);
/* Tells the device about new slots, unless it does not want to know. */
void virtqueue_kick(struct virtio_device *vdev, struct virtqueue *queue);
/* Returns a slot that the device has done with, and how many bytes of header
 * and data it says that it has written; -EAGAIN if there is none; or -EIO if
 * the device breaks the rules, after which the queue must not be used any
 * more. */
int virtqueue_get(struct virtqueue *queue, size_t *len);

#endif /* VIRTIO_H */
