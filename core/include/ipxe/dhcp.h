/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_DHCP_H
#define IPXE_DHCP_H

#include <stdint.h>
#include <stddef.h>
#include <ipxe/in.h>
#include <ipxe/dhcppkt.h>

/*
 * DHCP on the wire. Ports, message types and the header are those of RFC 2131,
 * options those of RFC 2132, of PXE 2.1 section 2.2 and of RFC 4578.
 */

#define BOOTPS_PORT 67
#define BOOTPC_PORT 68
#define PXE_PORT 4011

#define DHCP_MAGIC_COOKIE 0x63825363UL

#define BOOTP_REQUEST 1
#define BOOTP_REPLY 2
#define BOOTP_FL_BROADCAST 0x8000

#define DHCPDISCOVER 1
#define DHCPOFFER 2
#define DHCPREQUEST 3
#define DHCPDECLINE 4
#define DHCPACK 5
#define DHCPNAK 6
#define DHCPRELEASE 7
#define DHCPINFORM 8

/* The tag of an option inside the value of another option. */
#define DHCP_ENCAP_OPT( outer, inner ) ( ( ( outer ) << 8 ) | ( inner ) )

#define DHCP_PAD 0
#define DHCP_SUBNET_MASK 1
#define DHCP_ROUTERS 3
#define DHCP_DNS_SERVERS 6
#define DHCP_LOG_SERVERS 7
#define DHCP_HOST_NAME 12
#define DHCP_DOMAIN_NAME 15
#define DHCP_ROOT_PATH 17
#define DHCP_MTU 26
#define DHCP_VENDOR_ENCAP 43
#define DHCP_PXE_DISCOVERY_CONTROL DHCP_ENCAP_OPT ( DHCP_VENDOR_ENCAP, 6 )
#define DHCP_PXE_BOOT_SERVERS DHCP_ENCAP_OPT ( DHCP_VENDOR_ENCAP, 8 )
#define DHCP_PXE_BOOT_MENU DHCP_ENCAP_OPT ( DHCP_VENDOR_ENCAP, 9 )
#define DHCP_PXE_BOOT_MENU_PROMPT DHCP_ENCAP_OPT ( DHCP_VENDOR_ENCAP, 10 )
#define DHCP_PXE_BOOT_MENU_ITEM DHCP_ENCAP_OPT ( DHCP_VENDOR_ENCAP, 71 )
#define DHCP_REQUESTED_ADDRESS 50
#define DHCP_LEASE_TIME 51
#define DHCP_OPTION_OVERLOAD 52
#define DHCP_MESSAGE_TYPE 53
#define DHCP_SERVER_IDENTIFIER 54
#define DHCP_PARAMETER_REQUEST_LIST 55
#define DHCP_MAX_MESSAGE_SIZE 57
#define DHCP_VENDOR_CLASS_ID 60
#define DHCP_CLIENT_ID 61
#define DHCP_TFTP_SERVER_NAME 66
#define DHCP_BOOTFILE_NAME 67
#define DHCP_USER_CLASS_ID 77
#define DHCP_RAPID_COMMIT 80
#define DHCP_CLIENT_ARCHITECTURE 93
#define DHCP_CLIENT_NDI 94
#define DHCP_CLIENT_UUID 97
#define DHCP_DOMAIN_SEARCH 119
#define DHCP_CLASSLESS_ROUTES 121
#define DHCP_EB_ENCAP 175
#define DHCP_EB_PRIORITY DHCP_ENCAP_OPT ( DHCP_EB_ENCAP, 1 )
#define DHCP_EB_NO_PXEDHCP DHCP_ENCAP_OPT ( DHCP_EB_ENCAP, 176 )
#define DHCP_PXELINUX_CONFIG 209
#define DHCP_PXELINUX_PREFIX 210
#define DHCP_END 255

/* A DHCP message (RFC 2131 section 2, whose names these are), in
 * network order. */
struct dhcphdr {
	/* 1 for a request, 2 for a reply. */
	uint8_t op;
	/* Type of the client's hardware address. */
	uint8_t htype;
	/* Length of the client's hardware address, in bytes. */
	uint8_t hlen;
	/* Number of relay agents that have forwarded the message. */
	uint8_t hops;
	/* Transaction ID, by which the client recognizes its replies. */
	uint32_t xid;
	/* Seconds since the client began to ask for an address. */
	uint16_t secs;
	/* Flags, of which the first asks for broadcast replies. */
	uint16_t flags;
	/* Address that the client uses already. */
	struct in_addr ciaddr;
	/* Address that the server assigns to the client. */
	struct in_addr yiaddr;
	/* Address of the server from which the client boots. */
	struct in_addr siaddr;
	/* Address of the relay agent. */
	struct in_addr giaddr;
	/* Hardware address of the client. */
	uint8_t chaddr[16];
	/* Name of the server from which the client boots. */
	char sname[64];
	/* Name of the boot file. */
	char file[128];
	/* The magic number 63 82 53 63, which precedes the options. */
	uint32_t magic;
	/* The options. */
	uint8_t options[0];
};

/*
 * Writes a request as this client sends it into the max_len bytes of data, with
 * client id, UUID, architecture, vendor class, user class "iPXE", feature list
 * and parameter list, and without UDP, IP or link-layer header. xid is in
 * network order. Returns 0, or a negative error such as -ENOSPC.
 */
int dhcp_create_request ( struct dhcp_packet *dhcppkt,
			  struct net_device *netdev, unsigned int msgtype,
			  uint32_t xid, struct in_addr ciaddr, void *data,
			  size_t max_len );

#endif /* IPXE_DHCP_H */
