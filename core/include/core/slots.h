/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_SLOTS_H
#define CORE_SLOTS_H

#include <stddef.h>

/*
 * For drivers: which packet buffer each slot of a device's rings holds. There
 * is one owner at any time: while a buffer stands here the device has it.
 */

struct io_buffer;
struct net_device;

#define NETDEV_SLOTS 16

struct netdev_slots {
	struct io_buffer *rx[NETDEV_SLOTS];	/* to be filled, or NULL */
	struct io_buffer *tx[NETDEV_SLOTS];	/* being sent, or NULL */
};

/* Gives the first count receive slots a buffer of len bytes each. Returns 0, or
 * -ENOMEM, after which slots_free() is due. */
int slots_fill(struct netdev_slots *slots, unsigned int count, size_t len);

/* A frame of len bytes has come into a receive slot: passes it on and puts a new
 * buffer of room bytes in its place. Without memory for one the frame counts as
 * lost and its buffer stays. len is at most what the old buffer has room for. */
void slots_received(struct net_device *netdev, struct netdev_slots *slots,
		    unsigned int slot, size_t len, size_t room);

/* The frame in a transmit slot has been sent. */
void slots_sent(struct net_device *netdev, struct netdev_slots *slots,
		unsigned int slot);

/* Frees all buffers, once a reset has made the device forget them. */
void slots_free(struct net_device *netdev, struct netdev_slots *slots);

/* Leaves all buffers to a device that cannot be reset, with a message: it may
 * still write to them, so that nobody else may ever use that memory. */
void slots_lose(struct net_device *netdev, struct netdev_slots *slots);

#endif /* CORE_SLOTS_H */
