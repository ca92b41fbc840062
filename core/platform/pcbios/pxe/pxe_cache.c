/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Makes the packets that programs get from GET_CACHED_INFO: what we have asked the
 * DHCP server, what it has answered, and what has named the program
 * (<core/bootpacket.h>).
 */

#include <core/bootpacket.h>
#include "pxe.h"

#define DISCOVER (PXENV_PACKET_TYPE_DHCP_DISCOVER - 1)
#define ACK (PXENV_PACKET_TYPE_DHCP_ACK - 1)
#define REPLY (PXENV_PACKET_TYPE_CACHED_REPLY - 1)

void pxe_cache_fill(struct uri *uri)
{
	uint8_t *ack = pxe.buffers->packet[ACK];

	pxe.packet_len[ACK] = bootpacket_lease(pxe.netdev, ack,
					       PXE_PACKET_LEN);
	pxe.packet_len[DISCOVER] =
		bootpacket_discover(pxe.netdev, ack,
				    pxe.buffers->packet[DISCOVER],
				    PXE_PACKET_LEN);
	pxe.packet_len[REPLY] =
		bootpacket_reply(pxe.netdev, uri, pxe.buffers->packet[REPLY],
				 PXE_PACKET_LEN);
}
