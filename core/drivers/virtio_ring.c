/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Split virtqueues (virtio 1.2, 2.7) with two descriptors for each slot: slot n
 * always has the descriptors 2n and 2n + 1. The rings follow one another as legacy
 * devices demand (2.7.2), but only with those they begin at whole pages.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <arch/io.h>
#include "virtio.h"

/* The alignment of the descriptors and of the used ring (2.7, 2.7.2). */
#define MODERN_ALIGN 16
#define LEGACY_ALIGN 4096
/* Length of the longest queue that is used. A legacy device dictates the length:
 * 32768 entries, the most that there can be, would take 850 KiB. */
#define RING_SIZE_MAX 1024

static size_t round_up(size_t len, size_t align)
{
	return (len + align - 1) & ~(align - 1);
}

/* Returns the offset of the used ring from the descriptors. */
static size_t used_offset(unsigned int size, size_t align)
{
	return round_up(size * sizeof(struct vring_desc) +
			sizeof(struct vring_avail) +
			(size + 1) * sizeof(uint16_t), align);
}

/* Chooses the length of the rings. Returns 0, -ENODEV if there is no such
 * queue, or -ENOTSUP if it has a length that cannot be used. */
static int choose_size(struct virtio_device *vdev, struct virtqueue *queue)
{
	unsigned int size = vdev->op->queue_size(vdev, queue->index);

	if (!size)
		return -ENODEV;
	if (!vdev->op->legacy && size > 2 * VIRTQUEUE_SLOTS)
		size = 2 * VIRTQUEUE_SLOTS;
	if (size < 2 || size > RING_SIZE_MAX || (size & (size - 1)))
		return -ENOTSUP;
	queue->size = size;
	queue->slots = size / 2;
	if (queue->slots > VIRTQUEUE_SLOTS)
		queue->slots = VIRTQUEUE_SLOTS;
	return 0;
}

int virtqueue_create(struct virtio_device *vdev, struct virtqueue *queue,
		     unsigned int index)
{
	size_t align = vdev->op->legacy ? LEGACY_ALIGN : MODERN_ALIGN;
	size_t used, len;
	char *rings;
	int rc;

	memset(queue, 0, sizeof(*queue));
	queue->index = index;
	rc = choose_size(vdev, queue);
	if (rc)
		return rc;
	used = used_offset(queue->size, align);
	len = used + sizeof(struct vring_used) + sizeof(uint16_t) +
	      queue->size * sizeof(struct vring_used_elem);
	queue->memory = zalloc(len + align - 1);
	if (!queue->memory)
		return -ENOMEM;
	rings = (char *)round_up((uintptr_t)queue->memory, align);
	queue->desc = (void *)rings;
	queue->avail = (void *)(rings + queue->size *
				sizeof(struct vring_desc));
	queue->used = (void *)(rings + used);
	queue->avail->flags = VRING_AVAIL_NO_INTERRUPT;
	rc = vdev->op->queue_enable(vdev, queue);
	if (rc)
		virtqueue_destroy(queue);
	return rc;
}

void virtqueue_destroy(struct virtqueue *queue)
{
	free(queue->memory);
	memset(queue, 0, sizeof(*queue));
}

int virtqueue_free_slot(const struct virtqueue *queue)
{
	unsigned int slot;

	for (slot = 0; slot < queue->slots; slot++) {
		if (!(queue->busy & (1U << slot)))
			return slot;
	}
	return -ENOBUFS;
}

void virtqueue_add(struct virtqueue *queue, unsigned int slot, void *header,
		   size_t header_len, void *data, size_t len, uint16_t flags)
{
	volatile struct vring_desc *desc = &queue->desc[2 * slot];

	desc[0].addr = (uintptr_t)header;
	desc[0].len = header_len;
	desc[0].flags = flags | VRING_DESC_NEXT;
	desc[0].next = 2 * slot + 1;
	desc[1].addr = (uintptr_t)data;
	desc[1].len = len;
	desc[1].flags = flags;
	queue->busy |= 1U << slot;
	queue->avail->ring[queue->avail_idx++ & (queue->size - 1)] = 2 * slot;
	mb();
	queue->avail->idx = queue->avail_idx;
}

void virtqueue_kick(struct virtio_device *vdev, struct virtqueue *queue)
{
	mb();
	if (!(queue->used->flags & VRING_USED_NO_NOTIFY))
		vdev->op->notify(vdev, queue);
}

int virtqueue_get(struct virtqueue *queue, size_t *len)
{
	uint16_t ready = queue->used->idx - queue->last_used;
	volatile struct vring_used_elem *elem;
	uint32_t id;

	if (!ready)
		return -EAGAIN;
	if (ready > queue->slots)
		return -EIO;
	mb();
	elem = &queue->used->ring[queue->last_used & (queue->size - 1)];
	id = elem->id;
	*len = elem->len;
	if ((id & 1) || id / 2 >= queue->slots ||
	    !(queue->busy & (1U << (id / 2))))
		return -EIO;
	queue->busy &= ~(1U << (id / 2));
	queue->last_used++;
	return id / 2;
}
