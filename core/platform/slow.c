/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Answers the switch by LACP on devices that the stack uses, as the race does on those
 * that it has frozen. A switch with the short timeout closes a port from which it has
 * not heard for three seconds, even in the middle of a download.
 */

#include <ipxe/netdevice.h>
#include <usr/multibootlacp.h>

void net_slow_rx(struct net_device *netdev, const void *frame, size_t len)
{
	multiboot_lacp_answer(netdev, frame, len);
}
