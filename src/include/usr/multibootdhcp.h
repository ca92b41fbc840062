/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _USR_MULTIBOOTDHCP_H
#define _USR_MULTIBOOTDHCP_H

/** @file
 *
 * DHCP on the wire, a frame at a time
 *
 */

FILE_LICENCE ( GPL2_OR_LATER );

#include <stdint.h>
#include <ipxe/list.h>
#include <ipxe/in.h>
#include <ipxe/dhcp.h>
#include <ipxe/dhcppkt.h>
#include <usr/multibootcompat.h>

struct net_device;
struct io_buffer;

/** There is a boot file (field "file" or option 67) */
#define MULTIBOOT_FILE 0x01
/** There is a root path (option 17) */
#define MULTIBOOT_ROOT_PATH 0x02
/** There is a PXE boot menu (option 43.9, PXE 2.1 section 2.4.1) */
#define MULTIBOOT_PXE_MENU 0x04
/** The server calls itself a PXE server (option 60 "PXEClient") */
#define MULTIBOOT_PXE_SERVER 0x08
/** The server says that there is no proxyDHCP server (option 175.176) */
#define MULTIBOOT_NO_PROXY 0x10
/** The offer has been requested in vain, as its lease names nothing to boot */
#define MULTIBOOT_ASKED 0x20

/** The command's options say what to boot, whatever the reply does */
#define MULTIBOOT_URL 0x40

/** The offer is for HTTP boot clients (option 60 "HTTPClient") */
#define MULTIBOOT_HTTP 0x80

/** There is something to boot */
#define MULTIBOOT_BOOTABLE						\
	( MULTIBOOT_FILE | MULTIBOOT_ROOT_PATH | MULTIBOOT_PXE_MENU |	\
	  MULTIBOOT_URL )

/** Type of a reply without a message type: that of a BOOTP server, which is an
 * offer and its acknowledgement in one (RFC 1534 section 2) */
#define MULTIBOOT_BOOTP 0

/** Room for a boot file name that is kept for messages, with its NUL */
#define MULTIBOOT_NAME_LEN 64
/** Room for such a name as it is shown, with its password hidden */
#define MULTIBOOT_SHOWN_LEN ( MULTIBOOT_NAME_LEN + 3 )

/**
 * A DHCP reply
 *
 * The packet is a clean copy: overloaded fields are spread out, split options
 * are joined and every length holds, whatever came from the wire.
 */
struct multiboot_reply {
	/** Links the offers of a contender */
	struct list_head list;
	/** The packet, whose reference counter frees the whole reply */
	struct dhcp_packet dhcppkt;
	/** DHCPOFFER, DHCPACK, DHCPNAK or MULTIBOOT_BOOTP */
	unsigned int type;
	/** What the reply has to boot and who sent it: MULTIBOOT_FILE to
	 * MULTIBOOT_NO_PROXY */
	unsigned int flags;
	/** Address on offer, which is 0.0.0.0 from a proxyDHCP server */
	struct in_addr address;
	/** Server identifier (option 54), that of a BOOTP server (siaddr or the
	 * address it answers from), or 0.0.0.0 */
	struct in_addr server;
	/** Server that has the boot file (siaddr), or 0.0.0.0 */
	struct in_addr next_server;
	/** VLAN that the server names (option 43.116), or 0 */
	unsigned int vlan;
	/** Boot file or root path, made printable and cut to fit */
	char name[MULTIBOOT_NAME_LEN];
};

/**
 * Check for a proxyDHCP offer
 *
 * @v reply		Reply
 * @ret is_proxy	It comes from a proxyDHCP server (PXE 2.1 section
 *			2.2.3)
 */
static inline int multiboot_is_proxy ( struct multiboot_reply *reply ) {
	return ( ( reply->address.s_addr == 0 ) &&
		 ( reply->flags & ( MULTIBOOT_PXE_SERVER |
				    MULTIBOOT_HTTP ) ) );
}

/** What a frame says about the switch at the other end */
enum multiboot_frame {
	/** Nothing: not a frame of the switch */
	MULTIBOOT_FRAME_OTHER,
	/** The port does not forward (RSTP, or LACP without an aggregate) */
	MULTIBOOT_FRAME_BLOCKED,
	/** The port may not forward: plain STP does not say */
	MULTIBOOT_FRAME_STP,
	/** The port forwards */
	MULTIBOOT_FRAME_FORWARDING,
};

/** Send a DHCPDISCOVER, or a DHCPREQUEST for an offer */
extern int multiboot_dhcp_send ( struct net_device *netdev, unsigned int tag,
				 uint32_t xid, unsigned int secs,
				 struct multiboot_reply *offer );
/** Send a DHCPDISCOVER as other clients do */
extern void multiboot_dhcp_ask_more ( struct net_device *netdev,
				      unsigned int tag, uint32_t xid,
				      unsigned int secs );
/** Find the reply to a request in a frame */
extern struct multiboot_reply * multiboot_dhcp_parse ( const void *data,
						       size_t len,
						       const void *ll_addr,
						       uint32_t xid );
/** Find out what a frame says about the switch at the other end */
extern enum multiboot_frame multiboot_frame_type ( const void *data,
						   size_t len );
/** Make bytes from the network fit for a message */
extern void multiboot_printable ( char *dest, size_t dest_len,
				  const void *src, size_t src_len );
/** Hide the password in a name that is to be shown */
extern const char * multiboot_shown ( char *dest, const char *name );

/**
 * Drop a reply
 *
 * @v reply		Reply, or NULL
 */
static inline void multiboot_reply_put ( struct multiboot_reply *reply ) {
	if ( reply )
		dhcppkt_put ( &reply->dhcppkt );
}

#endif /* _USR_MULTIBOOTDHCP_H */
