/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_BOOTPACKET_H
#define CORE_BOOTPACKET_H

#include <stddef.h>

/*
 * The DHCP packets of a device as boot programs ask for them (PXE 2.1 section
 * 3.3.2, PXENV_GET_CACHED_INFO). Where DHCP has run they are what servers sent;
 * for a device that was configured by hand they are made of its settings.
 *
 * Each function fills in a buffer of max bytes, which the caller has zeroed and
 * which has room for a BOOTP header at least. It returns the length of the
 * packet from its BOOTP header on, or 0 if there is no such packet or it is
 * longer than the buffer.
 */

struct net_device;
struct uri;

/* Writes the DHCP server's acknowledgement, as it came or made of settings. */
size_t bootpacket_lease(struct net_device *netdev, void *packet, size_t max);
/* Writes the acknowledgement with the server and file name of the program that
 * is to run. A program looks for its files where it came from itself; a script
 * may have loaded it from another place than DHCP named. If uri, which may be
 * NULL, is that of a TFTP server, it replaces what DHCP named. */
size_t bootpacket_ack(struct net_device *netdev, struct uri *uri, void *packet,
		      size_t max);
/* Writes the answer of a boot server or a proxyDHCP server, or the
 * acknowledgement if none of them has answered, with the server and file name
 * of uri as in bootpacket_ack(). */
size_t bootpacket_reply(struct net_device *netdev, struct uri *uri,
			void *packet, size_t max);
/* Writes a DHCPDISCOVER as this client sends it, with the transaction of the
 * acknowledgement in lease. */
size_t bootpacket_discover(struct net_device *netdev, const void *lease,
			   void *packet, size_t max);

#endif /* CORE_BOOTPACKET_H */
