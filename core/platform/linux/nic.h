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

/* Gives UDP the checksum that its sender has left out (RFC 768; 1071). A frame
 * that is no UDP datagram in one piece stays as it is. Returns non-zero if the
 * frame's checksums need no check (TCP, which is not filled in). */
int fill_checksum(void *frame, size_t len);
/* Internet checksum of len bytes, in host order, 0 over intact data; sum is
 * what there is to add to it. */
uint16_t internet_checksum(uint32_t sum, const void *data, size_t len);

/* probe.c: what passes a NIC. */

/* A frame that we send: non-zero if a probe keeps it back. */
int probe_sends(struct nic *nic, const void *frame, size_t len);
/* A frame that came. */
void probe_receives(struct nic *nic, const void *frame, size_t len);
/* The acknowledgement that a probe is to take for the server's, if it is time:
 * a frame, or NULL. */
struct io_buffer *probe_answer(struct nic *nic);
void probe_forget(struct nic *nic);

#endif /* LINUX_NIC_H */
