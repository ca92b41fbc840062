/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_NETDEVICE_H
#define IPXE_NETDEVICE_H

#include <stdint.h>
#include <ipxe/list.h>
#include <ipxe/tables.h>
#include <ipxe/refcnt.h>
#include <ipxe/device.h>
#include <ipxe/iobuf.h>
#include <ipxe/settings.h>

/*
 * Net devices: what drivers offer and the stack and src/ use. All is polled.
 * A received frame waits in the device's queue until somebody takes it out:
 * the stack (net_poll) unless the device is frozen, or whoever froze it.
 */

/* Longest link-layer address, in bytes. */
#define MAX_LL_ADDR_LEN 20
/* Longest link-layer header, in bytes. */
#define MAX_LL_HEADER_LEN 32
/* Longest name of a device with its NUL, in bytes. */
#define NETDEV_NAME_LEN 12

struct net_device;

/* A link layer. */
struct ll_protocol {
	/* Its name, such as "Ethernet". */
	const char *name;
	/* Its ARP hardware type (<ipxe/if_arp.h>), in network order. */
	uint16_t ll_proto;
	/* Length of an address in the hardware, in bytes. */
	uint8_t hw_addr_len;
	/* Length of an address on the wire, in bytes. */
	uint8_t ll_addr_len;
	/* Length of the header, in bytes. */
	uint8_t ll_header_len;
	/* Returns an address as text, in a static buffer. */
	const char * ( *ntoa ) ( const void *ll_addr );
};

/* Ethernet. */
extern struct ll_protocol ethernet_protocol;

/* What a driver implements. */
struct net_device_operations {
	/* Sets up the rings and starts the device. Returns 0, or a negative
	 * error. */
	int ( *open ) ( struct net_device *netdev );
	/* Stops all DMA and frees everything that open() has allocated. Frames
	 * that are still being sent are given back through
	 * netdev_tx_complete_err(). */
	void ( *close ) ( struct net_device *netdev );
	/* Queues a frame. Returns 0, after which the driver owns the
	 * frame until it calls netdev_tx_complete(). Returns a negative
	 * error, such as -ENOBUFS if the ring is full, if the caller
	 * has to keep the frame. */
	int ( *transmit ) ( struct net_device *netdev,
			    struct io_buffer *iobuf );
	/* Delivers received frames (netdev_rx()), completes frames that have
	 * been sent, and updates the link (netdev_link_up(),
	 * netdev_link_down()). Each call does a bounded amount of work. */
	void ( *poll ) ( struct net_device *netdev );
};

/* How often frames failed with one error. */
struct netdev_failure {
	/* The error, which is negative. */
	int rc;
	/* How often it happened, or 0 if the entry is not in use. */
	unsigned int times;
};

/* How many different errors are counted in each direction. */
#define NETDEV_FAILURES 4

/* What has become of the frames in one direction. */
struct netdev_traffic {
	/* Number of frames that failed. */
	unsigned int failed;
	/* Number of frames that were sent or received. */
	unsigned int passed;
	/* The errors with which frames failed, the latest one first. If there
	 * are more than fit, the one that was seen longest ago is dropped. */
	struct netdev_failure failures[NETDEV_FAILURES];
};

/* A net device. */
struct net_device {
	/* References to it. */
	struct refcnt refcnt;
	/* Place in the list of all devices, in the order of registration. */
	struct list_head list;
	/* Place in the list of open devices, the one opened last first. */
	struct list_head open_list;
	/* Its name, such as "net0". */
	char name[NETDEV_NAME_LEN];
	/* The number in its name. */
	unsigned int index;
	/* The hardware device that it belongs to. */
	struct device *dev;
	/* The device whose tagged frames it sends and receives if it is a VLAN
	 * (<ipxe/vlan.h>), or NULL. */
	struct net_device *trunk;
	/* Takes a received frame that belongs to one of the device's VLANs, and
	 * returns non-zero if it has. NULL if there are no VLANs on it. */
	int ( *vlan_rx ) ( struct net_device *netdev,
			   struct io_buffer *iobuf );
	/* What its driver implements. */
	const struct net_device_operations *op;
	/* Memory that only the driver uses. */
	void *priv;
	/* The address that the hardware came with. */
	uint8_t hw_addr[MAX_LL_ADDR_LEN];
	/* The address in use. */
	uint8_t ll_addr[MAX_LL_ADDR_LEN];
	/* The link layer. */
	struct ll_protocol *ll_protocol;
	/* NETDEV_OPEN, NETDEV_RX_FROZEN and so on. */
	unsigned int state;
	/* Non-zero if the driver supports NETDEV_RX_LARGE. */
	int can_rx_large;
	/* 0 if the link is up, or a negative error that tells why it is not. */
	int link_rc;
	/* Tick until which the switch is taken to block the port, or 0 if
	 * nothing has shown that it does. */
	unsigned long link_blocked;
	/* Tick at which the switch was last answered by LACP. */
	unsigned long link_answered;
	/* Longest frame with its link-layer header, in bytes. */
	size_t max_pkt_len;
	/* Longest packet without link-layer header, in bytes. */
	size_t mtu;
	/* Counters of frames to be sent. */
	struct netdev_traffic tx_stats;
	/* Counters of received frames. */
	struct netdev_traffic rx_stats;
	/* Frames that the hardware owns until they are sent. */
	struct list_head tx_queue;
	/* Received frames that nobody has taken yet. */
	struct list_head rx_queue;
	/* Number of frames in rx_queue. */
	unsigned int rx_queue_len;
	/* The device's settings block. */
	struct generic_settings settings;
};

/* The device is open. */
#define NETDEV_OPEN 0x0001
/* The device is frozen: the stack leaves its received frames alone. */
#define NETDEV_RX_FROZEN 0x0002
/* The stack has received a frame which shows that the switch forwards to this
 * port, or will do so without a delay. */
#define NETDEV_RX_SEEN 0x0004
/* The stack is at work on received frames. Until the driver is polled next it
 * need not notify its device of frames to be sent, which are mostly ACKs: one
 * notification then serves for many. */
#define NETDEV_TX_HELD 0x0008
/* Large receive is on: several TCP segments may arrive merged into a frame that
 * is longer than max_pkt_len, and with checksums that only the device has
 * verified. */
#define NETDEV_RX_LARGE 0x0010

/* Most received frames that a device's queue holds; further ones are dropped
 * and counted as -ENOBUFS. */
#define NETDEV_RX_QUEUE_MAX 64

/* All net devices, in the order of their registration. */
extern struct list_head net_devices;
/* The open net devices, the one that was opened last first. */
extern struct list_head open_net_devices;

/* Goes through all net devices in the order of their registration. */
#define for_each_netdev( netdev ) \
	list_for_each_entry ( (netdev), &net_devices, list )

/* Returns non-zero if there is any net device. */
static inline int have_netdevs ( void ) {
	return ( ! list_empty ( &net_devices ) );
}

/* Opens a device and puts it first in the list of open devices, so that "netX"
 * means it. Returns 0, also if it was open already, or the driver's error. */
int netdev_open ( struct net_device *netdev );
/* Closes a device, and the VLANs on it before: stops its driver and drops the
 * frames in both queues. The device's settings stay. */
void netdev_close ( struct net_device *netdev );
/* Turns NETDEV_RX_LARGE on or off in an open device whose driver supports it,
 * for a caller that is about to receive much over TCP. It stays on until the
 * device is closed or frozen. The driver is started anew, so that frames in the
 * queues are lost; if it does not start, the device is closed. A device with VLANs
 * never has it on, as merged frames may be tagged. */
void netdev_set_rx_large ( struct net_device *netdev, int on );

/* Returns non-zero if a device is open. */
static inline int netdev_is_open ( struct net_device *netdev ) {
	return ( netdev->state & NETDEV_OPEN );
}
/* Returns non-zero if a device has a link. */
static inline int netdev_link_ok ( struct net_device *netdev ) {
	return ( netdev->link_rc == 0 );
}
/* Returns the settings block of a device. */
static inline struct settings *netdev_settings ( struct net_device *netdev ) {
	return &netdev->settings.settings;
}
/* Returns non-zero while the switch is known to block the port: it has said so
 * in STP or LACP frames that are not out of date yet. */
int netdev_link_blocked ( struct net_device *netdev );
/* Returns the link-layer address as text, in a static buffer. */
const char *netdev_addr ( struct net_device *netdev );

/* Polls the driver of a device: received frames get into the queue, frames that
 * have been sent are freed, and the link is updated. Does nothing if the device
 * is closed. */
void netdev_service ( struct net_device *netdev );
/* Polls the driver of a device as netdev_service() does, for loops that wait for
 * frames and call no step(): the processor rests where step() would let it
 * (step_rest()). */
void netdev_poll ( struct net_device *netdev );
/* Returns the oldest received frame, which the caller then owns, or NULL. */
struct io_buffer *netdev_rx_dequeue ( struct net_device *netdev );
/* Freezes a device, so that the stack leaves received frames in the queue for
 * the caller. It turns large receive off, as the caller expects frames as they
 * come over a wire. */
void netdev_rx_freeze ( struct net_device *netdev );
/* Ends netdev_rx_freeze(): the stack takes the received frames again. */
static inline void netdev_rx_unfreeze ( struct net_device *netdev ) {
	netdev->state &= ~NETDEV_RX_FROZEN;
}
/* Returns non-zero if a device is frozen. */
static inline int netdev_rx_frozen ( struct net_device *netdev ) {
	return ( netdev->state & NETDEV_RX_FROZEN );
}
/* Sends a frame with its link-layer header, and takes over the buffer in any
 * case. Returns 0, or a negative error: -ENETDOWN if the device is not open. */
int netdev_tx ( struct net_device *netdev, struct io_buffer *iobuf );

/* Returns the device of that name, or NULL. "netX" stands for the device that
 * was opened last. */
struct net_device *find_netdev ( const char *name );
/* Returns the device at that place on a bus (BUS_TYPE_*), or NULL. */
struct net_device *find_netdev_by_location ( unsigned int bus_type,
					     unsigned int location );
/* Returns the device that was opened last and is open, or NULL. */
struct net_device *last_opened_netdev ( void );

/* For drivers. */

/* Allocates a device with priv_len zeroed bytes for the driver at netdev->priv.
 * Returns NULL when out of memory. */
struct net_device *alloc_netdev ( size_t priv_len );
/* Allocates a device as alloc_netdev() does, and fills in what is the same for
 * all Ethernet devices. */
struct net_device *alloc_etherdev ( size_t priv_len );
/* Tells a device what its driver implements. */
static inline void netdev_init ( struct net_device *netdev,
				 const struct net_device_operations *op ) {
	netdev->op = op;
}
/* Names a device unless it has a name, adds it at the end of the list and
 * registers its settings. Returns 0, or a negative error. */
int register_netdev ( struct net_device *netdev );
/* Closes a device, takes it out of the list, and removes the VLANs on it. The
 * caller still has to give its own reference back. */
void unregister_netdev ( struct net_device *netdev );
/* Takes a reference to a device. Returns the device. */
static inline struct net_device *netdev_get ( struct net_device *netdev ) {
	ref_get ( &netdev->refcnt );
	return netdev;
}
/* Gives a reference to a device back. */
static inline void netdev_put ( struct net_device *netdev ) {
	ref_put ( &netdev->refcnt );
}

/* Notes that the link of a device is up. */
void netdev_link_up ( struct net_device *netdev );
/* Notes that the link of a device is down. */
void netdev_link_down ( struct net_device *netdev );
/* Notes that the link of a device cannot be used; rc, which is negative, tells
 * why. */
void netdev_link_err ( struct net_device *netdev, int rc );
/* Puts a received frame into the queue of a device, which owns it from
 * then on. */
void netdev_rx ( struct net_device *netdev, struct io_buffer *iobuf );
/* Counts an error of the receiver, and frees the frame, which may be NULL. */
void netdev_rx_err ( struct net_device *netdev, struct io_buffer *iobuf,
		     int rc );
/* Frees a frame that was to be sent, and counts it; rc is 0, or a negative
 * error if it could not be sent. */
void netdev_tx_complete_err ( struct net_device *netdev,
			      struct io_buffer *iobuf, int rc );
/* Frees a frame that has been sent, and counts it. */
static inline void netdev_tx_complete ( struct net_device *netdev,
					struct io_buffer *iobuf ) {
	netdev_tx_complete_err ( netdev, iobuf, 0 );
}

/* Polls every open device and passes the received frames of those that are not
 * frozen to net_rx(). */
void net_poll ( void );

/* Takes a frame from a device that is not frozen. Implemented by the IP stack
 * (core/net/lwip). */
void net_rx ( struct net_device *netdev, struct io_buffer *iobuf );
/* Answers a frame of the slow protocols (IEEE 802.3 annex 57A), LACP among them, that
 * came to a device which is not frozen. Implemented above the core, by what answers
 * for frozen devices as well (core/platform/slow.c). */
void net_slow_rx ( struct net_device *netdev, const void *frame, size_t len );
/* Gives a device that netdev_open() has opened an interface of the IP stack,
 * which implements this. */
void net_opened ( struct net_device *netdev );
/* Takes the interface of the IP stack away from a device that netdev_close()
 * closes. Implemented by the IP stack. */
void net_closed ( struct net_device *netdev );

#endif /* IPXE_NETDEVICE_H */
