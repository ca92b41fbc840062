/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_NIC_H
#define LINUX_NIC_H

#include <core/machine.h>
#include <ipxe/device.h>
#include <ipxe/netdevice.h>
#include "linux.h"

struct host_nic;
struct multiboot_reply;

/* DHCP replies that are kept for the report. */
#define OFFERS_MAX 32

struct offer {
	struct multiboot_reply *reply;
	unsigned long after;	/* ticks from the first DHCPDISCOVER to it */
};

/* A NIC, with what a probe has heard on it. */
struct nic {
	struct host_nic *host;
	struct device dev;
	struct net_device *netdev;
	unsigned long link_seen;	/* tick the host was asked for it */
	int had_link;
	uint32_t xid;			/* of our DHCP, 0: none yet */
	unsigned long discovered;	/* tick of the first DHCPDISCOVER */
	struct offer offers[OFFERS_MAX];
	unsigned int offer_count;
	struct multiboot_reply *chosen;	/* what was requested last */
	int held_back;			/* a probe has kept that request back
					 * and owes the answer */
};

/* All of them, net0 first. */
extern struct nic nics[NICS_MAX];
#define for_each_nic(nic) \
	for ((nic) = nics; (nic) < nics + linux_options.nic_count; (nic)++)

/* Found by main() before the core starts. */
extern struct host_nic *host_nics[NICS_MAX];

/* Fills in the checksum of a UDP datagram whose sender has left it out (RFC 768,
 * RFC 1071). A frame that is no UDP datagram in one piece stays as it is. Returns
 * non-zero if the receiver is not to check the frame's checksum: that of TCP is
 * not filled in. */
int fill_checksum(void *frame, size_t len);
/* Returns the Internet checksum of len bytes and of what sum has added up already,
 * in host order; it is 0 over data that holds its checksum. */
uint16_t internet_checksum(uint32_t sum, const void *data, size_t len);

/* probe.c: what passes a NIC. */

/* Looks at a frame that is about to be sent. Returns non-zero if a probe keeps it
 * back. */
int probe_sends(struct nic *nic, const void *frame, size_t len);
/* Looks at a frame that has come, and keeps a DHCP reply for the report. */
void probe_receives(struct nic *nic, const void *frame, size_t len);
/* Returns a frame with the acknowledgement that the race is to take for the
 * server's, or NULL if none is owed or it is not time yet. */
struct io_buffer *probe_answer(struct nic *nic);
/* Drops what was kept. */
void probe_forget(struct nic *nic);

#endif /* LINUX_NIC_H */
