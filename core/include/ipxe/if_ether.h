/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_IF_ETHER_H
#define IPXE_IF_ETHER_H

#include <stdint.h>

/* Octets in an Ethernet address. */
#define ETH_ALEN 6
/* Octets in an Ethernet header. */
#define ETH_HLEN 14
/* Octets in the tag of a VLAN (IEEE 802.1Q 9.3). */
#define VLAN_TAG_LEN 4
/* Octets in the shortest frame, without its checksum. */
#define ETH_ZLEN 60
/* Octets in the longest frame, with a tag (IEEE 802.1Q), without its
 * checksum. */
#define ETH_FRAME_LEN 1518
/* Octets of payload in the longest frame. */
#define ETH_DATA_LEN 1500

/* Protocols of the payload (IEEE EtherTypes). */
#define ETH_P_IP 0x0800
#define ETH_P_ARP 0x0806
#define ETH_P_8021Q 0x8100

/* The header of an Ethernet frame (IEEE 802.3 section 3.1.1). */
struct ethhdr {
	/* Address that the frame is for. */
	uint8_t h_dest[ETH_ALEN];
	/* Address of its sender. */
	uint8_t h_source[ETH_ALEN];
	/* Protocol of the payload (ETH_P_IP and so on), in network order. */
	uint16_t h_protocol;
} __attribute__ (( packed ));

#endif /* IPXE_IF_ETHER_H */
