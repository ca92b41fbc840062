/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_SNP_H
#define EFI_SNP_H

#include <efi/base.h>

/* Simple Network Protocol (UEFI 2.10, 24.1). */

#define EFI_SNP_GUID EFI_GUID(0xa19832b9, 0xac25, 0x11d3,	\
	0x9a, 0x2d, 0x00, 0x90, 0x27, 0x3f, 0xc1, 0x4d)

/* Network Interface Identifier Protocol (appendix E.2, version 3.1): a NIC's
 * UNDI, on which the firmware puts the Simple Network Protocol. */
#define EFI_NII31_GUID EFI_GUID(0x1aced566, 0x76ed, 0x4218,	\
	0xbc, 0x81, 0x76, 0x7f, 0x1f, 0x97, 0x7a, 0x89)

/* EFI_MAC_ADDRESS (24.1): an address of as many bytes as the medium has, and
 * zeros. */
struct efi_mac {
	uint8_t address[32];
};

/* EFI_SIMPLE_NETWORK_STATE (24.1). */
enum efi_snp_state {
	EFI_SNP_STOPPED,
	EFI_SNP_STARTED,
	EFI_SNP_INITIALIZED,
};

/* Which frames are received (24.1). */
#define EFI_SNP_RECEIVE_UNICAST 0x01
#define EFI_SNP_RECEIVE_MULTICAST 0x02		/* to groups of a list */
#define EFI_SNP_RECEIVE_BROADCAST 0x04
#define EFI_SNP_RECEIVE_PROMISCUOUS 0x08
#define EFI_SNP_RECEIVE_ALL_MULTICAST 0x10

#define EFI_SNP_MCAST_FILTERS 16

/* EFI_SIMPLE_NETWORK_MODE (24.1), which the driver keeps up to date. */
struct efi_snp_mode {
	uint32_t state;
	uint32_t hw_address_size;
	uint32_t media_header_size;
	uint32_t max_packet_size;	/* without the media header */
	uint32_t nvram_size;
	uint32_t nvram_access_size;
	uint32_t receive_filter_mask;
	uint32_t receive_filter_setting;
	uint32_t max_mcast_filter_count;
	uint32_t mcast_filter_count;
	struct efi_mac mcast_filter[EFI_SNP_MCAST_FILTERS];
	struct efi_mac current_address;
	struct efi_mac broadcast_address;
	struct efi_mac permanent_address;
	uint8_t if_type;		/* ARPHRD_* */
	efi_boolean mac_changeable;
	efi_boolean multiple_tx;
	efi_boolean media_present_supported;
	efi_boolean media_present;
};
_Static_assert(offsetof(struct efi_snp_mode, current_address) == 552, "24.1");
_Static_assert(offsetof(struct efi_snp_mode, if_type) == 648, "24.1");
_Static_assert(sizeof(struct efi_snp_mode) == 656, "24.1");

/* EFI_SIMPLE_NETWORK_PROTOCOL (24.1). */
struct efi_snp {
	uint64_t revision;
	efi_status (EFIAPI *start)(struct efi_snp *snp);
	efi_status (EFIAPI *stop)(struct efi_snp *snp);
	efi_status (EFIAPI *initialize)(struct efi_snp *snp,
					efi_uintn extra_rx,
					efi_uintn extra_tx);
	efi_unused reset;
	efi_status (EFIAPI *shutdown)(struct efi_snp *snp);
	efi_status (EFIAPI *receive_filters)(struct efi_snp *snp,
					     uint32_t enable, uint32_t disable,
					     efi_boolean reset_mcast,
					     efi_uintn mcast_count,
					     const struct efi_mac *mcast);
	efi_unused station_address;
	efi_unused statistics;
	efi_unused mcast_ip_to_mac;
	efi_unused nvdata;
	efi_status (EFIAPI *get_status)(struct efi_snp *snp,
					uint32_t *interrupts, void **tx_buffer);
	efi_status (EFIAPI *transmit)(struct efi_snp *snp,
				      efi_uintn header_size,
				      efi_uintn buffer_size, void *buffer,
				      const struct efi_mac *source,
				      const struct efi_mac *destination,
				      const uint16_t *protocol);
	efi_status (EFIAPI *receive)(struct efi_snp *snp,
				     efi_uintn *header_size,
				     efi_uintn *buffer_size, void *buffer,
				     struct efi_mac *source,
				     struct efi_mac *destination,
				     uint16_t *protocol);
	efi_event wait_for_packet;
	struct efi_snp_mode *mode;
};
_Static_assert(offsetof(struct efi_snp, get_status) == 88, "24.1");
_Static_assert(sizeof(struct efi_snp) == 128, "24.1");

#endif /* EFI_SNP_H */
