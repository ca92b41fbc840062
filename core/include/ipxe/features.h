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
	const char *name;
	uint8_t code;
	uint8_t value;		/* version of the feature, mostly 1 */
};

#define FEATURES __table ( struct feature, "features" )
/* Entry of a feature; the order is that of the codes. */
#define __feature __table_entry ( FEATURES, 01 )

#endif /* IPXE_FEATURES_H */
