/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_FEATURES_H
#define IPXE_FEATURES_H

#include <stdint.h>
#include <ipxe/tables.h>

/*
 * What this client can do: servers read it in DHCP option 175 and choose the
 * boot file by it, people read it in the banner. The codes are those of the
 * option space that iPXE's documentation gives for ISC dhcpd.
 */
#define FEATURE_PXE_EXT 16
#define FEATURE_ISCSI 17
#define FEATURE_HTTP 19
#define FEATURE_TFTP 21
#define FEATURE_DNS 23
#define FEATURE_BZIMAGE 24
#define FEATURE_MULTIBOOT 25
#define FEATURE_PXE 33
#define FEATURE_ELF 34
#define FEATURE_EFI 36
#define FEATURE_VLAN 38
#define FEATURE_MENU 39

/* A feature. */
struct feature {
	/* Its name in the banner. */
	const char *name;
	/* Its code in option 175: FEATURE_HTTP and so on. */
	uint8_t code;
	/* Version of the feature, which is 1 for most of them. */
	uint8_t value;
};

#define FEATURES __table ( struct feature, "features" )
/* Makes a feature an entry of the table. */
#define __feature __table_entry ( FEATURES, 01 )

#endif /* IPXE_FEATURES_H */
