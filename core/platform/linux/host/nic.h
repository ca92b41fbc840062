/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_HOST_NIC_H
#define LINUX_HOST_NIC_H

#include "../linux.h"

/*
 * A network interface of the host as a NIC of ours. While it is stopped,
 * nothing is received, and the host can use the interface as if we were not
 * there.
 */
struct host_nic;

/* Finds the interface that the options name, or creates the TAP device, and
 * makes sure that we may use it. Returns NULL after a message on stderr if that
 * fails. */
struct host_nic *host_nic_find(const struct nic_options *options);
/* Stops a NIC and frees it, which also removes a TAP device that was made for
 * it. */
void host_nic_free(struct host_nic *nic);

/* Returns the name of the interface. */
const char *host_nic_name(const struct host_nic *nic);
/* Returns how the interface is reached: "packet" or "tap". */
const char *host_nic_driver(const struct host_nic *nic);
/* Returns the address that we use on it, MAC_LEN bytes. */
const uint8_t *host_nic_mac(const struct host_nic *nic);
/* Returns the length of the longest packet that can be sent, in bytes without
 * the link-layer header. */
unsigned int host_nic_mtu(const struct host_nic *nic);
/* Returns non-zero if longer packets than that may be received, as the host
 * merges TCP segments. */
int host_nic_merges(const struct host_nic *nic);

/* Begins to receive. Returns 0, or -1 if the interface does not allow it. */
int host_nic_start(struct host_nic *nic);
/* Ends that. A NIC that was not started stays as it is. */
void host_nic_stop(struct host_nic *nic);
/* Returns non-zero if the interface is up and has a carrier. */
int host_nic_link(struct host_nic *nic);

/* Takes the oldest frame that was received. Returns its length, or 0 if there
 * is none. Frames that do not fit are dropped. *no_checksum is set if the
 * sender is on this host and has left the checksum of UDP or TCP to a device,
 * which the frame has not passed. */
size_t host_nic_receive(struct host_nic *nic, void *buf, size_t len,
			int *no_checksum);
/* Sends a frame. Returns 0, -1 if there is no room for it at the moment, or -2
 * if the interface does not take it. */
int host_nic_send(struct host_nic *nic, const void *frame, size_t len);

#endif /* LINUX_HOST_NIC_H */
