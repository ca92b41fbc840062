/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_PXE_BC_H
#define EFI_PXE_BC_H

#include <efi/base.h>

/* PXE Base Code Protocol (UEFI 2.10, 24.3): the firmware's own network stack
 * as boot programs use it. */

#define EFI_PXE_BC_GUID EFI_GUID(0x03c4e603, 0xac28, 0x11d3,	\
	0x9a, 0x2d, 0x00, 0x90, 0x27, 0x3f, 0xc1, 0x4d)

/* The room that there is for a DHCP packet, from its BOOTP header on. */
#define EFI_PXE_PACKET_LEN 1472

/* EFI_PXE_BASE_CODE_PACKET (24.3). */
struct efi_pxe_packet {
	uint8_t raw[EFI_PXE_PACKET_LEN];
};

/* EFI_IP_ADDRESS (24.3): an IPv4 address in the first four bytes, or an IPv6
 * address. */
struct efi_ip {
	uint32_t word[4];
};
_Static_assert(sizeof(struct efi_ip) == 16, "24.3");

/* The beginning of EFI_PXE_BASE_CODE_MODE (24.3), after which packets and
 * tables follow. */
struct efi_pxe_mode {
	efi_boolean started;
	efi_boolean ipv6_available;
	efi_boolean ipv6_supported;
	efi_boolean using_ipv6;
	efi_boolean bis_supported;
	efi_boolean bis_detected;
	efi_boolean auto_arp;
	efi_boolean send_guid;
	efi_boolean dhcp_discover_valid;
	efi_boolean dhcp_ack_received;
};

/* EFI_PXE_BASE_CODE_PROTOCOL (24.3). */
struct efi_pxe_bc {
	uint64_t revision;
	efi_status (EFIAPI *start)(struct efi_pxe_bc *pxe,
				   efi_boolean use_ipv6);
	efi_status (EFIAPI *stop)(struct efi_pxe_bc *pxe);
	efi_unused dhcp;
	efi_unused discover;
	efi_unused mtftp;
	efi_unused udp_write;
	efi_unused udp_read;
	efi_unused set_ip_filter;
	efi_unused arp;
	efi_unused set_parameters;
	efi_status (EFIAPI *set_station_ip)(struct efi_pxe_bc *pxe,
					    struct efi_ip *address,
					    struct efi_ip *netmask);
	/* Where an argument is NULL, the base code keeps the value that it has.
	 * The packets are those of DHCP (discover and ack), the offer of a
	 * proxyDHCP server, what was sent to a boot server with its reply, and
	 * that of Boot Integrity Services. */
	efi_status (EFIAPI *set_packets)(
		struct efi_pxe_bc *pxe, efi_boolean *discover_valid,
		efi_boolean *ack_received, efi_boolean *proxy_received,
		efi_boolean *boot_discover_valid, efi_boolean *reply_received,
		efi_boolean *bis_received, struct efi_pxe_packet *discover,
		struct efi_pxe_packet *ack, struct efi_pxe_packet *proxy,
		struct efi_pxe_packet *boot_discover,
		struct efi_pxe_packet *reply, struct efi_pxe_packet *bis);
	struct efi_pxe_mode *mode;
};
_Static_assert(offsetof(struct efi_pxe_bc, set_packets) == 96, "24.3");
_Static_assert(sizeof(struct efi_pxe_bc) == 112, "24.3");

#endif /* EFI_PXE_BC_H */
