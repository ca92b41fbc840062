/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_NIC_H
#define LINUX_NIC_H

#include <core/machine.h>
#include <ipxe/device.h>
#include <ipxe/netdevice.h>
#include "linux.h"

struct host_nic;
struct multiboot_reply;

/* DHCP replies that are kept for the report, per NIC. */
#define OFFERS_MAX 32

/* A DHCP reply that is kept for the report. */
struct offer {
	struct multiboot_reply *reply;	/* the reply, which we hold */
	unsigned long after;		/* ticks since the first DHCPDISCOVER */
};

/* A NIC, with what was heard on it. */
struct nic {
	struct host_nic *host;		/* the interface of the host */
	struct device dev;		/* how the core names it */
	struct net_device *netdev;	/* the net device, or NULL */
	unsigned long link_seen;	/* tick when the link was looked at */
	int had_link;			/* it had a link at some time */
	uint32_t xid;			/* of our DHCP messages, 0 before any */
	unsigned long discovered;	/* tick of the first DHCPDISCOVER, 0
					 * before that */
	struct offer offers[OFFERS_MAX];	/* what was heard, in order */
	unsigned int offer_count;	/* how many offers there are */
	struct multiboot_reply *chosen;	/* the offer that was requested last */
	int held_back;			/* a probe has not sent that request,
					 * and has to answer it itself */
};

/* The NICs, net0 first. */
extern struct nic nics[NICS_MAX];
/* Runs through the NICs, also those whose netdev is NULL. */
#define for_each_nic(nic) \
	for ((nic) = nics; (nic) < nics + linux_options.nic_count; (nic)++)

/* The interfaces of the NICs, which main() finds before the core starts. */
extern struct host_nic *host_nics[NICS_MAX];

/* --- checksum.c */

/* Fills in the checksum of a UDP datagram whose sender has left it out (RFC
 * 768, RFC 1071). A frame that is no UDP datagram in one piece stays as it is.
 * Returns non-zero if the receiver must not check the frame's checksum: it is
 * TCP's, which is not filled in. */
int fill_checksum(void *frame, size_t len);
/* Returns the Internet checksum (RFC 1071) of len bytes, in host order. sum is
 * what other parts have added up to, or 0. The result is 0 over data that hold
 * their right checksum. */
uint16_t internet_checksum(uint32_t sum, const void *data, size_t len);

/* --- probe.c */

/* Looks at a frame that is about to be sent. Returns non-zero if a probe does
 * not let it out. */
int probe_sends(struct nic *nic, const void *frame, size_t len);
/* Looks at a frame that has come, and keeps a DHCP reply for the report. */
void probe_receives(struct nic *nic, const void *frame, size_t len);
/* Returns a frame with the acknowledgement that the race is to take for the
 * server's, or NULL if none is owed or it is not time yet. */
struct io_buffer *probe_answer(struct nic *nic);
/* Drops the replies that were kept. */
void probe_forget(struct nic *nic);

#endif /* LINUX_NIC_H */
