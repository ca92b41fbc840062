/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_HOST_NIC_H
#define LINUX_HOST_NIC_H

#include "../linux.h"

/*
 * A network interface of the host as a NIC of ours. While it is stopped nothing
 * is received, and the host's interface is as it was.
 */
struct host_nic;

/* Finds the interface that the options name, or creates the TAP device, and makes
 * sure that we may use it. Returns NULL after a message on stderr if that
 * fails. */
struct host_nic *host_nic_find(const struct nic_options *options);
/* Stops it, and removes a TAP device that is ours alone. */
void host_nic_free(struct host_nic *nic);

const char *host_nic_name(const struct host_nic *nic);
/* "packet" or "tap". */
const char *host_nic_driver(const struct host_nic *nic);
/* Our address on it, MAC_LEN bytes. */
const uint8_t *host_nic_mac(const struct host_nic *nic);
/* Longest packet without link-layer header, in bytes. */
unsigned int host_nic_mtu(const struct host_nic *nic);
/* Whether frames can come that are longer than that (TCP segments that the host
 * has merged). */
int host_nic_merges(const struct host_nic *nic);

/* Begins to receive. Returns 0, or -1 if the interface does not allow it. */
int host_nic_start(struct host_nic *nic);
void host_nic_stop(struct host_nic *nic);
/* Returns non-zero if the interface is up and has a carrier. */
int host_nic_link(struct host_nic *nic);

/* Takes the oldest frame that has come. Returns its length, or 0 if there is
 * none. Frames that do not fit are dropped. *no_checksum is set if the sender is on
 * this host and has left the checksum of UDP or TCP to a device that was never
 * reached. */
size_t host_nic_receive(struct host_nic *nic, void *buf, size_t len,
			int *no_checksum);
/* Sends a frame. Returns 0, or -1 if there is no room for it at the moment, or -2
 * if the interface does not take it. */
int host_nic_send(struct host_nic *nic, const void *frame, size_t len);

#endif /* LINUX_HOST_NIC_H */
