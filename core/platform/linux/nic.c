/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Net devices on the host's interfaces (host/nic.h).
 *
 * The core waits by polling all open devices again and again. So that this does
 * not keep a processor of the host busy, the program rests once each device has
 * been polled in vain. A frame on any of them, or a key, ends the rest at once.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <ipxe/if_ether.h>
#include <ipxe/init.h>
#include <ipxe/timer.h>
#include "../hosted/host/host.h"
#include "host/nic.h"
#include "nic.h"

/* The longest rest, by which a timer may be late. */
#define REST_US 10000
/* How long the state of a link is believed before the host is asked again. */
#define LINK_TICKS (TICKS_PER_SEC / 20)
/* The longest frame that lwIP can take, and some bytes more, so that a longer
 * one is noticed. */
#define FRAME_MAX (0xffff + 16)
/* Room for the shortest frames, which the network stack may make longer. */
#define SHORT_FRAME 128

struct nic nics[NICS_MAX];
struct host_nic *host_nics[NICS_MAX];

/* How many net devices are open. */
static unsigned int num_open;
/* How many polls in a row have found nothing. */
static unsigned int idle_polls;

/* Asks the host whether a NIC has a link, and tells the core. */
static void update_link(struct nic *nic)
{
	nic->link_seen = currticks();
	if (host_nic_link(nic->host)) {
		nic->had_link = 1;
		netdev_link_up(nic->netdev);
	} else {
		netdev_link_down(nic->netdev);
	}
}

static int nic_open(struct net_device *netdev)
{
	struct nic *nic = netdev->priv;

	if (host_nic_start(nic->host) != 0)
		return -EIO;
	num_open++;
	idle_polls = 0;
	update_link(nic);
	return 0;
}

static void nic_close(struct net_device *netdev)
{
	struct nic *nic = netdev->priv;

	host_nic_stop(nic->host);
	nic->held_back = 0;
	num_open--;
}

/* Sends a frame, unless a probe does not let it out: the core learns nothing of
 * that, as it has to run as it does in a firmware. */
static int nic_transmit(struct net_device *netdev, struct io_buffer *iobuf)
{
	struct nic *nic = netdev->priv;
	int rc = 0;

	idle_polls = 0;
	iob_pad(iobuf, ETH_ZLEN);
	if (!probe_sends(nic, iobuf->data, iob_len(iobuf)))
		rc = host_nic_send(nic->host, iobuf->data, iob_len(iobuf));
	if (rc == -1)
		return -ENOBUFS;
	netdev_tx_complete_err(netdev, iobuf, rc == 0 ? 0 : -ENETDOWN);
	return 0;
}

/* Hands a received frame to the core, after a probe has looked at it. */
static void take(struct nic *nic, const void *frame, size_t len,
		 int no_checksum)
{
	struct io_buffer *iobuf = alloc_iob(len < SHORT_FRAME ? SHORT_FRAME : len);

	if (!iobuf) {
		netdev_rx_err(nic->netdev, NULL, -ENOMEM);
		return;
	}
	memcpy(iob_put(iobuf, len), frame, len);
	if (no_checksum)
		iobuf->checked = fill_checksum(iobuf->data, len);
	probe_receives(nic, iobuf->data, len);
	netdev_rx(nic->netdev, iobuf);
}

/* Takes frames that were received, and a probe's own answer, as long as there
 * is room in the queue. Returns non-zero if there was one. */
static int receive(struct nic *nic)
{
	static uint8_t frame[FRAME_MAX];
	struct io_buffer *answer = probe_answer(nic);
	int something = answer != NULL;
	int no_checksum;
	size_t len;

	if (answer)
		netdev_rx(nic->netdev, answer);
	while (nic->netdev->rx_queue_len < NETDEV_RX_QUEUE_MAX) {
		len = host_nic_receive(nic->host, frame, sizeof(frame),
				       &no_checksum);
		if (!len)
			break;
		something = 1;
		take(nic, frame, len, no_checksum);
	}
	return something;
}

static void nic_poll(struct net_device *netdev)
{
	struct nic *nic = netdev->priv;

	if (currticks() - nic->link_seen >= LINK_TICKS)
		update_link(nic);
	/* A rest would delay frames that wait in the queue as well. */
	if (receive(nic) || netdev->rx_queue_len) {
		idle_polls = 0;
	} else if (++idle_polls >= num_open) {
		idle_polls = 0;
		host_wait(REST_US);
	}
}

static const struct net_device_operations nic_operations = {
	.open = nic_open,
	.close = nic_close,
	.transmit = nic_transmit,
	.poll = nic_poll,
};

static void add_nic(unsigned int index)
{
	struct host_nic *host = host_nics[index];
	struct net_device *netdev = alloc_etherdev(0);
	struct nic *nic = &nics[index];

	if (!netdev)
		return;
	nic->host = host;
	nic->netdev = netdev;
	nic->dev.driver_name = host_nic_driver(host);
	nic->dev.desc.bus_type = BUS_TYPE_TAP;
	nic->dev.desc.location = index;
	snprintf(nic->dev.name, sizeof(nic->dev.name), "%s",
		 host_nic_name(host));
	netdev_init(netdev, &nic_operations);
	netdev->priv = nic;
	netdev->dev = &nic->dev;
	netdev->mtu = host_nic_mtu(host);
	netdev->max_pkt_len = ETH_HLEN + VLAN_TAG_LEN + netdev->mtu;
	netdev->can_rx_large = host_nic_merges(host);
	memcpy(netdev->hw_addr, host_nic_mac(host), MAC_LEN);
	update_link(nic);
	if (register_netdev(netdev) != 0) {
		netdev_put(netdev);
		nic->netdev = NULL;
	}
}

static void add_nics(void)
{
	unsigned int i;

	for (i = 0; i < linux_options.nic_count; i++)
		add_nic(i);
}

static void remove_nics(void)
{
	struct nic *nic;

	for_each_nic(nic) {
		if (!nic->netdev)
			continue;
		unregister_netdev(nic->netdev);
		netdev_put(nic->netdev);
		nic->netdev = NULL;
		probe_forget(nic);
	}
}

struct init_fn nics_init_fn __init_fn(INIT_DEVICES) = {
	.initialise = add_nics,
	.shutdown = remove_nics,
};
