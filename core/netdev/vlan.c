/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * VLANs as net devices (<ipxe/vlan.h>). A tag stands between a frame's addresses and
 * the protocol of its payload (IEEE 802.1Q 9.3): the protocol 0x8100, and 16 bits
 * with the priority in the first 3 and the identifier in the last 12.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <byteswap.h>
#include <ipxe/if_ether.h>
#include <ipxe/vlan.h>
#include "netdev.h"

/* Where a tag is in a frame, in bytes. */
#define TAG_AT (2 * ETH_ALEN)

#define PRIORITY_SHIFT 13
#define IDENTIFIER_BITS 0x0fff

/* A VLAN, as it is at the member priv of its device. */
struct vlan {
	/* The last 16 bits of the tag of its frames, in host order. */
	uint16_t control;
};

static struct net_device *find_vlan(struct net_device *trunk, unsigned int tag)
{
	struct net_device *netdev;
	struct vlan *vlan;

	for_each_netdev(netdev) {
		vlan = netdev->priv;
		if (netdev->trunk == trunk &&
		    (vlan->control & IDENTIFIER_BITS) == tag)
			return netdev;
	}
	return NULL;
}

/* Gives a frame to the VLAN that its tag names, without the tag. What is tagged
 * for no open VLAN stays with the trunk. */
static int vlan_rx(struct net_device *trunk, struct io_buffer *iobuf)
{
	uint8_t *frame = iobuf->data;
	struct net_device *netdev;
	uint16_t tag[2];

	if (iob_len(iobuf) < ETH_HLEN + VLAN_TAG_LEN)
		return 0;
	memcpy(tag, frame + TAG_AT, sizeof(tag));
	if (tag[0] != htons(ETH_P_8021Q))
		return 0;
	netdev = find_vlan(trunk, ntohs(tag[1]) & IDENTIFIER_BITS);
	if (!netdev || !netdev_is_open(netdev))
		return 0;
	link_block_rx(trunk, frame, iob_len(iobuf));
	memmove(frame + VLAN_TAG_LEN, frame, TAG_AT);
	iob_pull(iobuf, VLAN_TAG_LEN);
	netdev_rx(netdev, iobuf);
	return 1;
}

/* Has the link of a VLAN be that of its trunk. */
static void update_link(struct net_device *netdev)
{
	netdev_link_err(netdev, netdev->trunk->link_rc);
	netdev->link_blocked = netdev->trunk->link_blocked;
}

static int vlan_open(struct net_device *netdev)
{
	int rc = netdev_open(netdev->trunk);

	update_link(netdev);
	return rc;
}

/* The trunk stays open, as others may use it. */
static void vlan_close(struct net_device *netdev)
{
}

/* Sends a copy of the frame with the tag, for which the frame may have no room. */
static int vlan_transmit(struct net_device *netdev, struct io_buffer *iobuf)
{
	struct vlan *vlan = netdev->priv;
	size_t len = iob_len(iobuf) + VLAN_TAG_LEN;
	struct io_buffer *tagged;
	uint8_t *frame;
	int rc;

	if (len > netdev->trunk->max_pkt_len)
		return -EINVAL;
	tagged = alloc_iob(len < IOB_ZLEN ? IOB_ZLEN : len);
	if (!tagged)
		return -ENOMEM;
	frame = iob_put(tagged, len);
	memcpy(frame, iobuf->data, TAG_AT);
	frame[TAG_AT] = ETH_P_8021Q >> 8;
	frame[TAG_AT + 1] = ETH_P_8021Q & 0xff;
	frame[TAG_AT + 2] = vlan->control >> 8;
	frame[TAG_AT + 3] = vlan->control;
	memcpy(frame + TAG_AT + VLAN_TAG_LEN, (uint8_t *)iobuf->data + TAG_AT,
	       len - TAG_AT - VLAN_TAG_LEN);
	rc = netdev_tx(netdev->trunk, tagged);
	if (rc == 0)
		netdev_tx_complete(netdev, iobuf);
	return rc;
}

/* Polls the trunk, whose driver delivers by way of vlan_rx(). */
static void vlan_poll(struct net_device *netdev)
{
	netdev_service(netdev->trunk);
	update_link(netdev);
}

static const struct net_device_operations vlan_operations = {
	.open = vlan_open,
	.close = vlan_close,
	.transmit = vlan_transmit,
	.poll = vlan_poll,
};

int vlan_create(struct net_device *trunk, unsigned int tag,
		unsigned int priority)
{
	struct net_device *netdev;
	struct vlan *vlan;
	size_t mtu;
	int rc;

	if (tag < VLAN_TAG_MIN || tag > VLAN_TAG_MAX ||
	    priority > VLAN_PRIORITY_MAX)
		return -EINVAL;
	if (trunk->trunk || trunk->ll_protocol != &ethernet_protocol)
		return -ENOTSUP;
	if (find_vlan(trunk, tag))
		return -EEXIST;
	netdev = alloc_etherdev(sizeof(*vlan));
	if (!netdev)
		return -ENOMEM;
	netdev_init(netdev, &vlan_operations);
	vlan = netdev->priv;
	vlan->control = priority << PRIORITY_SHIFT | tag;
	netdev->dev = trunk->dev;
	netdev->trunk = netdev_get(trunk);
	netdev->max_pkt_len = trunk->max_pkt_len - VLAN_TAG_LEN;
	mtu = netdev->max_pkt_len - ETH_HLEN;
	netdev->mtu = trunk->mtu < mtu ? trunk->mtu : mtu;
	memcpy(netdev->hw_addr, trunk->ll_addr, sizeof(netdev->hw_addr));
	snprintf(netdev->name, sizeof(netdev->name), "%s-%d", trunk->name,
		 (int)tag);
	rc = register_netdev(netdev);
	if (rc == 0) {
		/* No merged frames may come from now on. */
		netdev_set_rx_large(trunk, 0);
		trunk->vlan_rx = vlan_rx;
	} else {
		netdev_put(netdev);
	}
	return rc;
}

int vlan_destroy(struct net_device *netdev)
{
	struct net_device *trunk = netdev->trunk;
	struct net_device *other;

	if (!trunk)
		return -ENOTSUP;
	unregister_netdev(netdev);
	trunk->vlan_rx = NULL;
	for_each_netdev(other) {
		if (other->trunk == trunk)
			trunk->vlan_rx = vlan_rx;
	}
	netdev_put(netdev);
	return 0;
}
