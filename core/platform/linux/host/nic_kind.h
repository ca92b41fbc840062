/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_HOST_NIC_KIND_H
#define LINUX_HOST_NIC_KIND_H

#include "nic.h"

/* The two ways to reach a wire: packet.c and tap.c. */
struct nic_kind {
	const char *driver;
	int merges;
	/* Once, in the interface's namespace: 0, or -1 after a message. May
	 * be NULL. */
	int (*create)(struct host_nic *nic);
	/* In the interface's namespace: sets nic->fd. 0, or -1 with errno. */
	int (*start)(struct host_nic *nic);
	void (*stop)(struct host_nic *nic);
	size_t (*receive)(struct host_nic *nic, void *buf, size_t len,
			  int *no_checksum);
	int (*send)(struct host_nic *nic, const void *frame, size_t len);
};

struct host_nic {
	const struct nic_options *options;
	const struct nic_kind *kind;
	int netns;		/* descriptor of its namespace, -1: ours */
	int control;		/* a socket in it, to ask for the link */
	int ifindex;
	int created;		/* a TAP device that goes away with us */
	uint8_t mac[MAC_LEN];
	unsigned int mtu;
	int fd;			/* -1: there is none */
	int started;
};

extern const struct nic_kind packet_kind;
extern const struct nic_kind tap_kind;

#endif /* LINUX_HOST_NIC_KIND_H */
