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

/* Most changes of a card's link. */
#define NIC_TOGGLES_MAX 32

/* A simulated network card. */
struct nic {
	/* The card's net device. */
	struct net_device *netdev;
	/* The device that the net device belongs to. */
	struct device dev;
	/* The card's number, counted from 0. */
	unsigned int index;
	/* The card's MAC address. */
	uint8_t mac[6];
	/* Error with which opening the card fails, or 0. */
	int open_rc;
	/* How long after opening the link comes up. */
	uint64_t link_delay_us;
	/* When the link changes after that: times since world_reset(), in
	 * ascending order. */
	uint64_t toggles_us[NIC_TOGGLES_MAX];
	/* Number of times in toggles_us[]. */
	unsigned int toggle_count;
	/* Error with which sending always fails, or 0. */
	int tx_rc;
	/* How many percent of the frames cannot be sent. */
	unsigned int tx_fail_percent;
	/* Gets each frame that the card sends; may be NULL. */
	void (*on_tx)(struct nic *nic, const void *frame, size_t len);
	/* Gets each frame that reaches the card's queue; may be NULL. */
	void (*on_rx)(struct nic *nic, const void *frame, size_t len);
	/* Is called when a frame is handed to the stack; may be NULL. */
	void (*on_stack)(struct nic *nic);
	/* Is called before frames are delivered; may be NULL. */
	void (*on_poll)(struct nic *nic);
	/* Frames that are on their way to the card. */
	struct list_head due;
	/* How often the card was opened. */
	unsigned int opens;
	/* How many frames it has sent. */
	unsigned int sent;
	/* How often its link went down. */
	unsigned int link_losses;
	/* When the card was last opened. */
	uint64_t opened_us;
	/* When its link last came up. */
	uint64_t link_up_us;
	/* Data of the test. */
	void *user;
};

/* How many cards memory suffices for at a time; 0 means all. Opening another one
 * fails. */
extern unsigned int nic_memory;
/* How many cards are open. */
extern unsigned int nic_open_count;
/* Most cards that were open at a time. */
extern unsigned int nic_open_most;
/* Non-zero while a script runs, which may close devices that are frozen. */
extern int nic_script;

/* Adds a card as net<index>, with a link that is up at once. */
void nic_add(struct nic *nic, unsigned int index);
/* Removes a card. */
void nic_remove(struct nic *nic);
/* Delivers a frame at a time. It is lost if the card is closed or has no link
 * then. */
void nic_deliver(struct nic *nic, uint64_t at_us, const void *frame,
		 size_t len);
/* Returns the card that a net device, or the trunk of a VLAN, belongs to. */
struct nic *to_nic(struct net_device *netdev);

#endif /* SIM_NIC_H */
