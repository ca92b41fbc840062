/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Net devices (<ipxe/netdevice.h>): their lists, and the queues between drivers and
 * whoever takes the frames. A buffer has one owner at any time: the caller, the
 * hardware while it is in the tx queue, the rx queue, or the stack.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/random.h>
#include <ipxe/errortab.h>
#include <ipxe/netdevice.h>
#include <ipxe/process.h>
#include <ipxe/timer.h>
#include "netdev.h"

#define EINFO_LINK_UNKNOWN \
	__einfo_uniqify(EINFO_EINPROGRESS, 0x01, "Link state unknown")
#define EINFO_LINK_DOWN __einfo_uniqify(EINFO_ENOTCONN, 0x01, "Link down")

/* How long a device may take to send what it has when it is closed, in ticks. */
#define LAST_FRAMES (TICKS_PER_SEC / 50)

struct errortab link_errors[] __errortab = {
	__einfo_errortab(EINFO_LINK_UNKNOWN),
	__einfo_errortab(EINFO_LINK_DOWN),
};

LIST_HEAD(net_devices);
LIST_HEAD(open_net_devices);

/* The number of the next device. Numbers are not used again. */
static unsigned int next_index;

/* --- life */

static void netdev_free(struct refcnt *refcnt)
{
	struct net_device *netdev =
		container_of(refcnt, struct net_device, refcnt);

	generic_settings_clear(netdev_settings(netdev));
	if (netdev->trunk)
		netdev_put(netdev->trunk);
	free(netdev);
}

struct net_device *alloc_netdev(size_t priv_len)
{
	struct net_device *netdev = zalloc(sizeof(*netdev) + priv_len);

	if (!netdev)
		return NULL;
	ref_init(&netdev->refcnt, netdev_free);
	netdev->link_rc = -__einfo_error(EINFO_LINK_UNKNOWN);
	INIT_LIST_HEAD(&netdev->tx_queue);
	INIT_LIST_HEAD(&netdev->rx_queue);
	netdev_settings_init(netdev);
	netdev->priv = netdev + 1;
	return netdev;
}

int register_netdev(struct net_device *netdev)
{
	int rc;

	netdev->index = next_index;
	if (!netdev->name[0])
		snprintf(netdev->name, sizeof(netdev->name), "net%d",
			 (int)netdev->index);
	memcpy(netdev->ll_addr, netdev->hw_addr, sizeof(netdev->ll_addr));
	rc = register_settings(netdev_settings(netdev), NULL, netdev->name);
	if (rc)
		return rc;
	next_index++;
	netdev_get(netdev);
	list_add_tail(&netdev->list, &net_devices);
	random_stir(netdev->hw_addr, netdev->ll_protocol->hw_addr_len);
	return 0;
}

/* Returns a VLAN on a device, only an open one if that is asked for, or NULL. */
static struct net_device *any_vlan(struct net_device *trunk, int open)
{
	struct net_device *netdev;

	for_each_netdev(netdev) {
		if (netdev->trunk == trunk &&
		    (!open || netdev_is_open(netdev)))
			return netdev;
	}
	return NULL;
}

void unregister_netdev(struct net_device *netdev)
{
	struct net_device *vlan;

	while ((vlan = any_vlan(netdev, 0))) {
		unregister_netdev(vlan);
		netdev_put(vlan);
	}
	netdev_close(netdev);
	unregister_settings(netdev_settings(netdev));
	list_del(&netdev->list);
	netdev_put(netdev);
}

int netdev_open(struct net_device *netdev)
{
	int rc;

	if (netdev_is_open(netdev))
		return 0;
	netdev->link_blocked = 0;
	netdev->state = NETDEV_OPEN;
	rc = netdev->op->open(netdev);
	if (rc) {
		netdev->state = 0;
		return rc;
	}
	list_add(&netdev->open_list, &open_net_devices);
	net_opened(netdev);
	return 0;
}

static void drop_tx_queue(struct net_device *netdev)
{
	struct io_buffer *iobuf, *tmp;

	list_for_each_entry_safe(iobuf, tmp, &netdev->tx_queue, list)
		netdev_tx_complete_err(netdev, iobuf, -ECANCELED);
}

static void drop_rx_queue(struct net_device *netdev)
{
	struct io_buffer *iobuf;

	while ((iobuf = netdev_rx_dequeue(netdev)))
		free_iob(iobuf);
}

/* Lets a device send what it has, such as the acknowledgement of a file's last block,
 * which a server would wait for in vain. */
static void send_last_frames(struct net_device *netdev)
{
	unsigned long start = currticks();

	while (!list_empty(&netdev->tx_queue) &&
	       currticks() - start < LAST_FRAMES)
		netdev_service(netdev);
}

/* Closes a device. Its driver is only told so if with_driver is set, as it may
 * be closed already. */
static void close_device(struct net_device *netdev, int with_driver)
{
	struct net_device *vlan;

	while ((vlan = any_vlan(netdev, 1)))
		close_device(vlan, 1);
	if (with_driver)
		send_last_frames(netdev);
	list_del(&netdev->open_list);
	netdev->state = 0;
	netdev->link_blocked = 0;
	net_closed(netdev);
	if (with_driver)
		netdev->op->close(netdev);
	drop_tx_queue(netdev);
	drop_rx_queue(netdev);
}

void netdev_close(struct net_device *netdev)
{
	if (netdev_is_open(netdev))
		close_device(netdev, 1);
}

void netdev_set_rx_large(struct net_device *netdev, int on)
{
	int rc;

	if (!netdev_is_open(netdev) || !netdev->can_rx_large ||
	    (on && netdev->vlan_rx) ||
	    on == !!(netdev->state & NETDEV_RX_LARGE))
		return;
	netdev->op->close(netdev);
	drop_rx_queue(netdev);
	netdev->state ^= NETDEV_RX_LARGE;
	rc = netdev->op->open(netdev);
	if (rc && on) {
		netdev->state &= ~NETDEV_RX_LARGE;
		rc = netdev->op->open(netdev);
	}
	if (rc)
		close_device(netdev, 0);
}

void netdev_rx_freeze(struct net_device *netdev)
{
	netdev_set_rx_large(netdev, 0);
	netdev->state |= NETDEV_RX_FROZEN;
}

/* --- lists */

struct net_device *last_opened_netdev(void)
{
	return list_first_entry(&open_net_devices, struct net_device,
				open_list);
}

struct net_device *find_netdev(const char *name)
{
	struct net_device *netdev;

	if (strcmp(name, "netX") == 0)
		return last_opened_netdev();
	for_each_netdev(netdev) {
		if (strcmp(netdev->name, name) == 0)
			return netdev;
	}
	return NULL;
}

struct net_device *find_netdev_by_location(unsigned int bus_type,
					   unsigned int location)
{
	struct net_device *netdev;

	for_each_netdev(netdev) {
		if (netdev->dev && netdev->dev->desc.bus_type == bus_type &&
		    netdev->dev->desc.location == location)
			return netdev;
	}
	return NULL;
}

const char *netdev_addr(struct net_device *netdev)
{
	return netdev->ll_protocol->ntoa(netdev->ll_addr);
}

/* --- link */

void netdev_link_up(struct net_device *netdev)
{
	netdev_link_err(netdev, 0);
}

void netdev_link_down(struct net_device *netdev)
{
	netdev_link_err(netdev, -__einfo_error(EINFO_LINK_DOWN));
}

void netdev_link_err(struct net_device *netdev, int rc)
{
	if (netdev->link_rc == rc)
		return;
	/* What the switch has said before is not true any more. */
	netdev->link_rc = rc;
	netdev->link_blocked = 0;
	netdev->state &= ~NETDEV_RX_SEEN;
}

/* --- frames */

/* Counts a failure, and moves its kind to the front of those that are known. Who
 * looks at them because nothing works any more wants to know the latest ones, so
 * that a new kind takes the place of the one that was seen longest ago. */
static void count_failure(struct netdev_failure *failures, int rc)
{
	struct netdev_failure latest = { .times = 1, .rc = rc };
	unsigned int i = 0;

	while (i < NETDEV_FAILURES - 1 && failures[i].rc != rc)
		i++;
	if (failures[i].rc == rc)
		latest.times += failures[i].times;
	memmove(&failures[1], failures, i * sizeof(latest));
	failures[0] = latest;
}

/* Counts a frame that has passed, or has failed for the reason rc. */
static void count(struct netdev_traffic *traffic, int rc)
{
	if (rc) {
		traffic->failed++;
		count_failure(traffic->failures, rc);
	} else {
		traffic->passed++;
	}
}

void netdev_service(struct net_device *netdev)
{
	if (netdev_is_open(netdev))
		netdev->op->poll(netdev);
}

void netdev_poll(struct net_device *netdev)
{
	netdev_service(netdev);
	step_rest(netdev);
}

int netdev_tx(struct net_device *netdev, struct io_buffer *iobuf)
{
	int rc = -ENETDOWN;

	if (netdev_is_open(netdev)) {
		/* The frame goes into the queue first, as a driver may complete
		 * it at once. */
		list_add_tail(&iobuf->list, &netdev->tx_queue);
		rc = netdev->op->transmit(netdev, iobuf);
		if (!rc) {
			step_busy();
			return 0;
		}
		list_del(&iobuf->list);
	}
	count(&netdev->tx_stats, rc);
	free_iob(iobuf);
	return rc;
}

void netdev_tx_complete_err(struct net_device *netdev,
			    struct io_buffer *iobuf, int rc)
{
	list_del(&iobuf->list);
	count(&netdev->tx_stats, rc);
	free_iob(iobuf);
}

void netdev_rx(struct net_device *netdev, struct io_buffer *iobuf)
{
	random_moment();
	if (iob_len(iobuf) < netdev->ll_protocol->ll_header_len) {
		netdev_rx_err(netdev, iobuf, -EBADMSG);
		return;
	}
	if (netdev->rx_queue_len >= NETDEV_RX_QUEUE_MAX) {
		netdev_rx_err(netdev, iobuf, -ENOBUFS);
		return;
	}
	step_busy();
	count(&netdev->rx_stats, 0);
	if (netdev->vlan_rx && !netdev_rx_frozen(netdev) &&
	    netdev->vlan_rx(netdev, iobuf))
		return;
	list_add_tail(&iobuf->list, &netdev->rx_queue);
	netdev->rx_queue_len++;
}

void netdev_rx_err(struct net_device *netdev, struct io_buffer *iobuf, int rc)
{
	count(&netdev->rx_stats, rc);
	if (iobuf)
		free_iob(iobuf);
}

struct io_buffer *netdev_rx_dequeue(struct net_device *netdev)
{
	struct io_buffer *iobuf = list_first_entry(&netdev->rx_queue,
						   struct io_buffer, list);

	if (!iobuf)
		return NULL;
	list_del(&iobuf->list);
	netdev->rx_queue_len--;
	return iobuf;
}

/* Gives frames to the stack, which may close or freeze the device. Returns how
 * many frames it has given. */
static unsigned int deliver(struct net_device *netdev)
{
	struct io_buffer *iobuf;
	unsigned int count;

	for (count = 0; count < NETDEV_RX_QUEUE_MAX; count++) {
		if (!netdev_is_open(netdev) || netdev_rx_frozen(netdev))
			break;
		iobuf = netdev_rx_dequeue(netdev);
		if (!iobuf)
			break;
		link_block_rx(netdev, iobuf->data, iob_len(iobuf));
		net_rx(netdev, iobuf);
	}
	return count;
}

/* Gives a device its turn. It is polled again after frames were delivered, so
 * that the driver sends what the stack has answered. */
static void poll_one(struct net_device *netdev)
{
	unsigned int count;

	netdev_service(netdev);
	netdev->state |= NETDEV_TX_HELD;
	count = deliver(netdev);
	netdev->state &= ~NETDEV_TX_HELD;
	if (count)
		netdev_service(netdev);
}

void net_poll(void)
{
	struct net_device *netdev;

	for_each_netdev(netdev)
		poll_one(netdev);
}

struct step_fn net_poll_step __step_fn(STEP_DEVICES) = {
	.step = net_poll,
};
