/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_FEATURES_H
#define IPXE_FEATURES_H

#include <stdint.h>
#include <ipxe/tables.h>

/*
 * What this client can do, as servers are told in DHCP option 175 (they choose
 * the boot file by it) and people in the banner. The codes are those of the
 * option space that iPXE's documentation gives for ISC dhcpd.
 */
#define FEATURE_PXE_EXT 16
#define FEATURE_ISCSI 17
#define FEATURE_HTTP 19
#define FEATURE_TFTP 21
#define FEATURE_DNS 23
#define FEATURE_BZIMAGE 24
#define FEATURE_PXE 33
#define FEATURE_MENU 39

struct feature {
	/* What the banner calls it. */
	const char *name;
	/* FEATURE_*, its code in option 175. */
	uint8_t code;
	/* Version of the feature, which is 1 for most of them. */
	uint8_t value;
};

#define FEATURES __table ( struct feature, "features" )
/* Makes a feature an entry of the table. */
#define __feature __table_entry ( FEATURES, 01 )

#endif /* IPXE_FEATURES_H */
