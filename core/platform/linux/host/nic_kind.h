/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_HOST_NIC_KIND_H
#define LINUX_HOST_NIC_KIND_H

#include "nic.h"

/* A way to send and receive frames on an interface. */
struct nic_kind {
	/* What host_nic_driver() returns. */
	const char *driver;
	/* What host_nic_merges() returns. */
	int merges;
	/* Opens the interface once, in its namespace, and makes it if it is
	 * missing. Returns 0, or -1 with errno. NULL if there is nothing to be
	 * done. */
	int (*create)(struct host_nic *nic);
	/* Begins to receive, in the interface's namespace, on the descriptor
	 * nic->fd. Returns 0, or -1 with errno. */
	int (*start)(struct host_nic *nic);
	/* Ends that. */
	void (*stop)(struct host_nic *nic);
	/* Does what host_nic_receive() does; *no_checksum is 0 before. */
	size_t (*receive)(struct host_nic *nic, void *buf, size_t len,
			  int *no_checksum);
	/* Does what host_nic_send() does. */
	int (*send)(struct host_nic *nic, const void *frame, size_t len);
};

/* A network interface of the host. */
struct host_nic {
	const struct nic_options *options;	/* from the command line */
	const struct nic_kind *kind;	/* how it is reached */
	int netns;		/* descriptor of the network namespace that it
				 * is in, or -1 for ours */
	int control;		/* socket in that namespace for questions about
				 * the interface, or -1 */
	int ifindex;		/* the kernel's number for it */
	int created;		/* it is a TAP device that is removed when we
				 * close it */
	uint8_t mac[MAC_LEN];	/* the address that we use on it */
	unsigned int mtu;	/* what host_nic_mtu() returns */
	int fd;			/* descriptor for frames, or -1 */
	int started;		/* frames are received */
};

/* Interfaces that the host uses as well (packet.c). */
extern const struct nic_kind packet_kind;
/* TAP devices, of which we are the only user (tap.c). */
extern const struct nic_kind tap_kind;

#endif /* LINUX_HOST_NIC_KIND_H */
