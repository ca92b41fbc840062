/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_BOOTPACKET_H
#define CORE_BOOTPACKET_H

#include <stddef.h>

/*
 * DHCP packets as boot programs want to see them, made of what the device's
 * settings say: the answers themselves where they are registered, or one made
 * of settings for a device that was configured by hand.
 */

struct net_device;
struct uri;

/* All of these fill a buffer of max zeroed bytes, which holds a BOOTP header
 * at least, from that header on; they return the length, which is 0 if there
 * is no such packet or it does not fit. */

/* The DHCP server's acknowledgement, as it came or made of settings. */
size_t bootpacket_lease(struct net_device *netdev, void *packet, size_t max);
/* The same as the answer that named a program, which came from uri (NULL: not
 * known): boot programs look for their files where they came from, so that a
 * TFTP server and file name of uri stand in it, whatever a script has done
 * since DHCP. */
size_t bootpacket_ack(struct net_device *netdev, struct uri *uri, void *packet,
		      size_t max);
/* What a boot server or a proxyDHCP server has answered, or else the lease;
 * with uri's names as above. */
size_t bootpacket_reply(struct net_device *netdev, struct uri *uri,
			void *packet, size_t max);
/* The DISCOVER that a lease answers. */
size_t bootpacket_discover(struct net_device *netdev, const void *lease,
			   void *packet, size_t max);

#endif /* CORE_BOOTPACKET_H */
