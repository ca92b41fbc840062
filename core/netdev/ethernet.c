/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Makes Ethernet (IEEE 802.3) a link layer of net devices.
 */

#include <stdio.h>
#include <byteswap.h>
#include <ipxe/if_arp.h>
#include <ipxe/if_ether.h>
#include <ipxe/netdevice.h>

static const char *ethernet_ntoa(const void *ll_addr)
{
	static char text[3 * ETH_ALEN];
	const uint8_t *byte = ll_addr;

	snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x",
		 byte[0], byte[1], byte[2], byte[3], byte[4], byte[5]);
	return text;
}

struct ll_protocol ethernet_protocol = {
	.name = "Ethernet",
	.ll_proto = htons(ARPHRD_ETHER),
	.hw_addr_len = ETH_ALEN,
	.ll_addr_len = ETH_ALEN,
	.ll_header_len = ETH_HLEN,
	.ntoa = ethernet_ntoa,
};

struct net_device *alloc_etherdev(size_t priv_len)
{
	struct net_device *netdev = alloc_netdev(priv_len);

	if (!netdev)
		return NULL;
	netdev->ll_protocol = &ethernet_protocol;
	netdev->max_pkt_len = ETH_FRAME_LEN;
	netdev->mtu = ETH_DATA_LEN;
	return netdev;
}
