/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A simulated network card. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../../core/platform/hosted/host/host.h"
#include "nic.h"

unsigned int nic_memory;
unsigned int nic_open_count;
unsigned int nic_open_most;
int nic_script;

/* A frame on its way; the bytes follow. Not counted as the race's memory. */
struct due_frame {
	struct list_head list;
	uint64_t at_us;
	size_t len;
	uint8_t bytes[];
};

struct nic *to_nic(struct net_device *netdev)
{
	if (netdev->trunk)
		netdev = netdev->trunk;
	return *(struct nic **)netdev->priv;
}

static int link_is_up(struct nic *nic)
{
	unsigned int i;
	int up = 1;

	if (nic->link_delay_us == WORLD_NEVER ||
	    world.now_us < nic->opened_us + nic->link_delay_us)
		return 0;
	for (i = 0; i < nic->toggle_count; i++) {
		if (nic->toggles_us[i] <= world.now_us)
			up = !up;
	}
	return up;
}

static void update_link(struct nic *nic)
{
	int was_up = netdev_link_ok(nic->netdev);
	int up = link_is_up(nic);

	if (up == was_up)
		return;
	world_event("net%d link %s", nic->index, up ? "up" : "down");
	if (up) {
		nic->link_up_us = world.now_us;
		netdev_link_up(nic->netdev);
	} else {
		nic->link_losses++;
		netdev_link_down(nic->netdev);
	}
}

static int nic_open(struct net_device *netdev)
{
	struct nic *nic = to_nic(netdev);

	if (nic->open_rc)
		return nic->open_rc;
	if (nic_memory && nic_open_count >= nic_memory)
		return -ENOMEM;
	nic_open_count++;
	if (nic_open_count > nic_open_most)
		nic_open_most = nic_open_count;
	nic->opens++;
	nic->opened_us = world.now_us;
	netdev_link_down(netdev);
	world_event("net%d opened", nic->index);
	update_link(nic);
	return 0;
}

static void drop_due(struct nic *nic)
{
	struct due_frame *due, *tmp;

	list_for_each_entry_safe(due, tmp, &nic->due, list) {
		list_del(&due->list);
		host_free(due);
	}
}

static void nic_close(struct net_device *netdev)
{
	struct nic *nic = to_nic(netdev);

	nic_open_count--;
	world_event("net%d closed", nic->index);
}

static int nic_transmit(struct net_device *netdev, struct io_buffer *iobuf)
{
	struct nic *nic = to_nic(netdev);

	if (nic->tx_rc)
		return nic->tx_rc;
	if (nic->tx_fail_percent && world_chance(nic->tx_fail_percent))
		return -ENOBUFS;
	nic->sent++;
	if (nic->on_tx && netdev_link_ok(netdev))
		nic->on_tx(nic, iobuf->data, iob_len(iobuf));
	netdev_tx_complete(netdev, iobuf);
	return 0;
}

static void receive(struct nic *nic, struct due_frame *due)
{
	struct io_buffer *iobuf = alloc_iob(due->len);

	if (!iobuf) {
		netdev_rx_err(nic->netdev, NULL, -ENOMEM);
		return;
	}
	memcpy(iob_put(iobuf, due->len), due->bytes, due->len);
	netdev_rx(nic->netdev, iobuf);
	if (nic->on_rx)
		nic->on_rx(nic, due->bytes, due->len);
}

static void nic_poll(struct net_device *netdev)
{
	struct nic *nic = to_nic(netdev);
	struct due_frame *due, *tmp;

	world_polled(nic->index);
	update_link(nic);
	if (nic->on_poll)
		nic->on_poll(nic);
	list_for_each_entry_safe(due, tmp, &nic->due, list) {
		if (due->at_us > world.now_us)
			break;
		list_del(&due->list);
		if (netdev_link_ok(netdev))
			receive(nic, due);
		host_free(due);
	}
}

void nic_deliver(struct nic *nic, uint64_t at_us, const void *frame,
		 size_t len)
{
	struct due_frame *due = host_malloc(sizeof(*due) + len);
	struct due_frame *later;
	struct list_head *before = &nic->due;

	world_check(due, "the host has no memory");
	due->at_us = at_us;
	due->len = len;
	memcpy(due->bytes, frame, len);
	list_for_each_entry(later, &nic->due, list) {
		if (later->at_us > at_us) {
			before = &later->list;
			break;
		}
	}
	list_add_tail(&due->list, before);
}

static const struct net_device_operations nic_operations = {
	.open = nic_open,
	.close = nic_close,
	.transmit = nic_transmit,
	.poll = nic_poll,
};

void nic_add(struct nic *nic, unsigned int index)
{
	uint8_t mac[6] = { 0x52, 0x54, 0, 0x12, index >> 8, index };
	struct net_device *netdev = alloc_etherdev(sizeof(nic));

	world_check(netdev, "no memory for a device");
	memset(nic, 0, sizeof(*nic));
	nic->index = index;
	nic->netdev = netdev;
	*(struct nic **)netdev->priv = nic;
	INIT_LIST_HEAD(&nic->due);
	memcpy(nic->mac, mac, sizeof(mac));
	memcpy(netdev->hw_addr, mac, sizeof(mac));
	snprintf(nic->dev.name, sizeof(nic->dev.name), "0000:00:%02x.0",
		 index);
	nic->dev.driver_name = "simulated";
	nic->dev.desc.bus_type = BUS_TYPE_SIM;
	nic->dev.desc.location = index << 3;
	netdev->dev = &nic->dev;
	netdev_init(netdev, &nic_operations);
	world_check(register_netdev(netdev) == 0, "cannot register");
	/* Numbers go on from run to run; names shall not. The settings block
	 * shares this buffer. */
	snprintf(netdev->name, sizeof(netdev->name), "net%d", (int)index);
}

void nic_remove(struct nic *nic)
{
	drop_due(nic);
	unregister_netdev(nic->netdev);
	netdev_put(nic->netdev);
}

/* The IP stack's side of the device layer: it takes no part in the race. */

void net_rx(struct net_device *netdev, struct io_buffer *iobuf)
{
	struct nic *nic = to_nic(netdev);

	if (nic->on_stack)
		nic->on_stack(nic);
	free_iob(iobuf);
}

void net_opened(struct net_device *netdev)
{
}

void net_closed(struct net_device *netdev)
{
}

/* Closing forgets that a device was frozen in this core; not in every
 * firmware: it has to be undone before, and this one does not forget. The linker
 * passes calls of netdev_close() from outside the device layer through here. */

void __wrap_netdev_close(struct net_device *netdev);
void __real_netdev_close(struct net_device *netdev);

void __wrap_netdev_close(struct net_device *netdev)
{
	int frozen = netdev_rx_frozen(netdev);

	world_check(!frozen || nic_script, "%s is closed frozen",
		    netdev->name);
	__real_netdev_close(netdev);
	if (frozen)
		netdev_rx_freeze(netdev);
}
