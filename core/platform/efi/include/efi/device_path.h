/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_DEVICE_PATH_H
#define EFI_DEVICE_PATH_H

#include <efi/base.h>

/* Device paths (UEFI 2.10, chapter 10) say where a device is: they consist of
 * nodes without gaps, of which the last one has the type EFI_PATH_END. */

#define EFI_DEVICE_PATH_GUID EFI_GUID(0x09576e91, 0x6d3f, 0x11d2,	\
	0x8e, 0x39, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b)

/* The header of a node (10.3.1). */
struct efi_device_path {
	uint8_t type;
	uint8_t subtype;
	uint8_t len[2];			/* with this header; little-endian */
};
_Static_assert(sizeof(struct efi_device_path) == 4, "10.3.1");

#define EFI_PATH_HARDWARE 0x01
#define EFI_PATH_HARDWARE_PCI 0x01
#define EFI_PATH_MESSAGING 0x03
#define EFI_PATH_MESSAGING_MAC 0x0b
#define EFI_PATH_MESSAGING_IPV4 0x0c
#define EFI_PATH_MESSAGING_URI 0x18
#define EFI_PATH_MEDIA 0x04
#define EFI_PATH_MEDIA_VENDOR 0x03
#define EFI_PATH_MEDIA_FILE 0x04
#define EFI_PATH_END 0x7f
#define EFI_PATH_END_ALL 0xff

/* A node for a PCI function (10.3.2.1). */
struct efi_path_pci {
	struct efi_device_path header;
	uint8_t function;
	uint8_t device;
};
_Static_assert(sizeof(struct efi_path_pci) == 6, "10.3.2.1");

/* A node for an address of a NIC's (IPv4 device path, 10.3.4.12). */
struct efi_path_ipv4 {
	struct efi_device_path header;
	uint32_t local;			/* addresses in network byte order */
	uint32_t remote;
	uint16_t local_port;
	uint16_t remote_port;
	uint16_t protocol;		/* of IP, 0 for any */
	uint8_t is_static;		/* not for the firmware's DHCP to find */
	uint32_t gateway;
	uint32_t netmask;
} __attribute__((packed));
_Static_assert(sizeof(struct efi_path_ipv4) == 27, "10.3.4.12");

/* A path of one node for media that a vendor has defined (10.3.5.3), and the
 * node that ends it. */
struct efi_path_vendor {
	struct efi_device_path header;
	struct efi_guid guid;
	struct efi_device_path end;
};
_Static_assert(sizeof(struct efi_path_vendor) == 24, "10.3.5.3");

/* The vendor of the path on which Linux's EFI stub looks for its initrd
 * (LINUX_EFI_INITRD_MEDIA_GUID, Documentation/admin-guide/efi-stub in the
 * kernel). */
#define EFI_LINUX_INITRD_GUID EFI_GUID(0x5568e427, 0x68fc, 0x4f3d,	\
	0xac, 0x74, 0xca, 0x55, 0x52, 0x31, 0xcc, 0x68)

#endif /* EFI_DEVICE_PATH_H */
