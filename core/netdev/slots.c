/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The buffers in the slots of the rings of a device (<core/slots.h>).
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <core/slots.h>
#include <ipxe/netdevice.h>

int slots_fill(struct netdev_slots *slots, unsigned int count, size_t len)
{
	unsigned int slot;

	for (slot = 0; slot < count; slot++) {
		slots->rx[slot] = alloc_iob(len);
		if (!slots->rx[slot])
			return -ENOMEM;
	}
	return 0;
}

void slots_received(struct net_device *netdev, struct netdev_slots *slots,
		    unsigned int slot, size_t len, size_t room)
{
	struct io_buffer *iobuf = slots->rx[slot];
	struct io_buffer *fresh = alloc_iob(room);

	if (!fresh) {
		netdev_rx_err(netdev, NULL, -ENOMEM);
		return;
	}
	slots->rx[slot] = fresh;
	iob_put(iobuf, len);
	netdev_rx(netdev, iobuf);
}

void slots_sent(struct net_device *netdev, struct netdev_slots *slots,
		unsigned int slot)
{
	struct io_buffer *iobuf = slots->tx[slot];

	slots->tx[slot] = NULL;
	netdev_tx_complete(netdev, iobuf);
}

void slots_free(struct net_device *netdev, struct netdev_slots *slots)
{
	unsigned int slot;

	for (slot = 0; slot < NETDEV_SLOTS; slot++) {
		free_iob(slots->rx[slot]);
		if (slots->tx[slot])
			netdev_tx_complete_err(netdev, slots->tx[slot],
					       -ECANCELED);
	}
	memset(slots, 0, sizeof(*slots));
}

void slots_lose(struct net_device *netdev, struct netdev_slots *slots)
{
	unsigned int slot;

	printf("%s (%s): does not stop when told to; its buffers are lost\n",
	       netdev->name, netdev->dev->name);
	for (slot = 0; slot < NETDEV_SLOTS; slot++) {
		if (slots->tx[slot])
			list_del(&slots->tx[slot]->list);
	}
	memset(slots, 0, sizeof(*slots));
}
