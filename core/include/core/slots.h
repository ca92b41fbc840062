/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_SLOTS_H
#define CORE_SLOTS_H

#include <stddef.h>

/*
 * For drivers: which packet buffer each slot of a device's rings holds. While a
 * buffer is in one of these slots, the device owns it and nobody else touches
 * it.
 */

struct io_buffer;
struct net_device;

/* Slots in each direction. */
#define NETDEV_SLOTS 16

/* The slots of a device. */
struct netdev_slots {
	/* Buffers that wait for a frame to be received, or NULL. */
	struct io_buffer *rx[NETDEV_SLOTS];
	/* Frames that are being sent, or NULL. */
	struct io_buffer *tx[NETDEV_SLOTS];
};

/* Gives the first count receive slots a buffer of len bytes each. Returns 0, or
 * -ENOMEM, after which the caller has to call slots_free(). */
int slots_fill(struct netdev_slots *slots, unsigned int count, size_t len);

/* Passes a frame of len bytes that has come into a receive slot on to the net
 * device, and puts a new buffer of room bytes into the slot. If there is no
 * memory for one, it drops the frame and keeps the old buffer. The caller has
 * checked that len is not more than the old buffer has room for. */
void slots_received(struct net_device *netdev, struct netdev_slots *slots,
		    unsigned int slot, size_t len, size_t room);

/* Completes the frame in a transmit slot, which the device has sent, and
 * empties the slot. */
void slots_sent(struct net_device *netdev, struct netdev_slots *slots,
		unsigned int slot);

/* Frees all buffers, which is safe only after a reset has made the device
 * forget them. */
void slots_free(struct net_device *netdev, struct netdev_slots *slots);

/* Abandons all buffers of a device that cannot be reset, with a message. The
 * device may still write to them, so that their memory is never used again. */
void slots_lose(struct net_device *netdev, struct netdev_slots *slots);

#endif /* CORE_SLOTS_H */
