/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_IF_ETHER_H
#define IPXE_IF_ETHER_H

#include <stdint.h>

#define ETH_ALEN 6		/* octets in an Ethernet address */
#define ETH_HLEN 14		/* octets in an Ethernet header */
#define ETH_ZLEN 60		/* shortest frame without checksum */
#define ETH_FRAME_LEN 1514	/* longest frame without checksum */
#define ETH_DATA_LEN 1500

#define ETH_P_IP 0x0800
#define ETH_P_ARP 0x0806
#define ETH_P_8021Q 0x8100

struct ethhdr {
	uint8_t h_dest[ETH_ALEN];
	uint8_t h_source[ETH_ALEN];
	uint16_t h_protocol;		/* network order */
} __attribute__ (( packed ));

#endif /* IPXE_IF_ETHER_H */
