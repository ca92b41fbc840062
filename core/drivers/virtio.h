/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VIRTIO_H
#define VIRTIO_H

#include <stddef.h>
#include <stdint.h>
#include <core/slots.h>
#include <ipxe/pci.h>

/*
 * virtio (Virtual I/O Device 1.2, OASIS): a device, the two ways to reach its
 * registers (virtio_pci.c), and its queues (virtio_ring.c).
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

/* A way to reach the registers of a device. */
struct virtio_transport {
	/* Non-zero for the way that devices had before virtio 1.0. */
	int legacy;
	/* Resets the device. Returns 0, or -ETIMEDOUT if the device does not say
	 * that it is done. */
	int (*reset)(struct virtio_device *vdev);
	/* Returns the device status. */
	uint8_t (*get_status)(struct virtio_device *vdev);
	/* Sets the device status. */
	void (*set_status)(struct virtio_device *vdev, uint8_t status);
	/* Returns the features that the device offers. */
	uint64_t (*get_features)(struct virtio_device *vdev);
	/* Tells the device which of its features the driver accepts. */
	void (*set_features)(struct virtio_device *vdev, uint64_t features);
	/* Returns how many entries the queue can have at most, or 0 if there is
	 * no such queue. With a legacy device it has to have as many. */
	unsigned int (*queue_size)(struct virtio_device *vdev,
				   unsigned int index);
	/* Tells the device where the queue is, and enables it. Returns 0, or a
	 * negative error. */
	int (*queue_enable)(struct virtio_device *vdev,
			    struct virtqueue *queue);
	/* Tells the device that there are new slots in a queue. */
	void (*notify)(struct virtio_device *vdev, struct virtqueue *queue);
	/* Reads from the configuration of this kind of device; bytes that it
	 * does not have read as 0. */
	void (*read_config)(struct virtio_device *vdev, unsigned int offset,
			    void *data, size_t len);
};

/* A group of registers. They are ports, or in memory, or are reached through a
 * window in configuration space. */
struct virtio_region {
	/* Non-zero if they are ports. */
	int is_io;
	/* Offset of the capability that is the window, or 0 if none is used. */
	uint8_t window;
	/* The BAR whose registers the window shows. */
	uint8_t bar;
	/* The PCI function that has the window. */
	unsigned int busdevfn;
	/* The first port or address, or with a window an offset in the BAR. */
	uintptr_t base;
	/* Length of the group, in bytes. */
	uint32_t len;
};

/* A device. */
struct virtio_device {
	/* The way to reach its registers. */
	const struct virtio_transport *op;
	/* The features that were agreed on. */
	uint64_t features;
	/* The device status as virtio_start() has left it. */
	uint8_t status;
	/* The registers that all devices have. A legacy device only has these
	 * and those of its kind. */
	struct virtio_region common;
	/* The registers that take notifications. */
	struct virtio_region notify;
	/* The registers of this kind of device. */
	struct virtio_region config;
	/* The factor that makes bytes of notify_off as devices tell it
	 * (4.1.4.4). */
	uint32_t notify_multiplier;
};

/* Finds out how to reach the registers of a device: in the modern way if we can
 * address them, else in the legacy way, else in the modern way through
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

/* The rings (2.7). Their numbers are little-endian in modern devices, and have the
 * byte order of the guest in legacy ones. Our processors are little-endian, so
 * that both are the same. */

/* A descriptor (2.7.5). */
struct vring_desc {
	/* Address of the buffer. */
	uint64_t addr;
	/* Length of the buffer, in bytes. */
	uint32_t len;
	/* VRING_DESC_* bits. */
	uint16_t flags;
	/* Index of the next descriptor of the chain, with VRING_DESC_NEXT. */
	uint16_t next;
};
_Static_assert(sizeof(struct vring_desc) == 16, "virtio 2.7.5");
#define VRING_DESC_NEXT 1
#define VRING_DESC_WRITE 2

/* The ring of slots that are handed to the device (2.7.6). */
struct vring_avail {
	/* VRING_AVAIL_NO_INTERRUPT, or 0. */
	uint16_t flags;
	/* How many entries were added, modulo 65536. */
	uint16_t idx;
	/* Indices of the first descriptors of chains. */
	uint16_t ring[];
};
#define VRING_AVAIL_NO_INTERRUPT 1

/* An entry of the used ring (2.7.8). */
struct vring_used_elem {
	/* Index of the first descriptor of the chain. */
	uint32_t id;
	/* How many bytes the device has written to the buffers of the chain. */
	uint32_t len;
};
_Static_assert(sizeof(struct vring_used_elem) == 8, "virtio 2.7.8");

/* The ring of slots that the device has done with (2.7.8). */
struct vring_used {
	/* VRING_USED_NO_NOTIFY, or 0. */
	uint16_t flags;
	/* How many entries the device has added, modulo 65536. */
	uint16_t idx;
	/* The entries. */
	struct vring_used_elem ring[];
};
#define VRING_USED_NO_NOTIFY 1

/* How many slots a queue has at most. Each takes two entries, one for the header
 * and one for the frame, as legacy devices want them apart (2.7.4.1). */
#define VIRTQUEUE_SLOTS NETDEV_SLOTS

/*
 * A queue of slots. A slot is free or with the device; what the device says in
 * the used ring is checked against that.
 */
struct virtqueue {
	/* Number of the queue in its device. */
	unsigned int index;
	/* How many entries each ring has, a power of two. */
	unsigned int size;
	/* How many slots there are, at most half of size. */
	unsigned int slots;
	/* The descriptors. */
	volatile struct vring_desc *desc;
	/* The ring of slots that are handed to the device. */
	volatile struct vring_avail *avail;
	/* The ring of slots that the device has done with. */
	volatile struct vring_used *used;
	/* The allocation that the rings are in. */
	void *memory;
	/* How many slots have been taken back from the used ring, as a number
	 * that wraps around. */
	uint16_t last_used;
	/* How many slots have been handed to the device, as a number that wraps
	 * around. */
	uint16_t avail_idx;
	/* The slots that the device has, one bit each. */
	uint32_t busy;
	/* Offset of the register that takes the notifications of this queue of
	 * a modern device, in bytes. */
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
/* Hands a slot with a header and a buffer to the device, which reads them or, with
 * VRING_DESC_WRITE, writes to them. */
void virtqueue_add(struct virtqueue *queue, unsigned int slot, void *header,
		   size_t header_len, void *data, size_t len,
		   uint16_t flags);
/* Tells the device about new slots, unless it has said that it need not be told. */
void virtqueue_kick(struct virtio_device *vdev, struct virtqueue *queue);
/* Returns a slot that the device has done with, or -EAGAIN if there is none, or -EIO
 * if the device breaks the rules, after which the queue must not be used any more.
 * *len is how many bytes of header and data the device says that it has written. */
int virtqueue_get(struct virtqueue *queue, size_t *len);

#endif /* VIRTIO_H */
