/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIM_NIC_H
#define SIM_NIC_H

#include <ipxe/device.h>
#include <ipxe/list.h>
#include <ipxe/netdevice.h>
#include "world.h"

/*
 * A simulated network card: a driver for the core's device layer whose frames,
 * link and failures the test decides.
 */

#define NIC_TOGGLES_MAX 32

struct nic {
	struct net_device *netdev;
	struct device dev;
	unsigned int index;
	uint8_t mac[6];
	/* Opening fails with that, or for want of memory when more than
	 * nic_memory are open. */
	int open_rc;
	/* The link comes up that long after opening; then it changes at the
	 * times in toggles (since world_reset(), ascending). */
	uint64_t link_delay_us;
	uint64_t toggles_us[NIC_TOGGLES_MAX];
	unsigned int toggle_count;
	/* Sending fails with that, always or that often. */
	int tx_rc;
	unsigned int tx_fail_percent;
	/* What it sends; may be NULL. */
	void (*on_tx)(struct nic *nic, const void *frame, size_t len);
	/* A frame has got into the queue; may be NULL. */
	void (*on_rx)(struct nic *nic, const void *frame, size_t len);
	/* A frame is handed to the stack; may be NULL. */
	void (*on_stack)(struct nic *nic);
	/* Before frames are delivered; may be NULL. */
	void (*on_poll)(struct nic *nic);
	/* Frames on their way. */
	struct list_head due;
	/* What happened. */
	unsigned int opens;
	unsigned int sent;
	unsigned int link_losses;
	uint64_t opened_us;
	uint64_t link_up_us;
	void *user;
};

/* Cards that can be open at a time (0: all). */
extern unsigned int nic_memory;
/* Cards open now; the most that were. */
extern unsigned int nic_open_count;
extern unsigned int nic_open_most;
/* A script is at work, which may close what is frozen. */
extern int nic_script;

/* Adds a card as net<index>, with a link that is up at once. */
void nic_add(struct nic *nic, unsigned int index);
void nic_remove(struct nic *nic);
/* Delivers a frame at a time; lost if the card is closed or has no link. */
void nic_deliver(struct nic *nic, uint64_t at_us, const void *frame,
		 size_t len);
struct nic *to_nic(struct net_device *netdev);

#endif /* SIM_NIC_H */
