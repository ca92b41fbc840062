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

#define MAX_LL_ADDR_LEN 20
#define MAX_LL_HEADER_LEN 32
#define NETDEV_NAME_LEN 12

struct net_device;

/* A link layer. */
struct ll_protocol {
	/* "Ethernet". */
	const char *name;
	/* ARPHRD_*, in network order. */
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

extern struct ll_protocol ethernet_protocol;

/* What a driver implements. */
struct net_device_operations {
	/* Brings up rings and starts; 0 or a negative error. */
	int ( *open ) ( struct net_device *netdev );
	/* Stops all DMA and frees everything open() made. Buffers still being
	 * sent are given back through netdev_tx_complete_err(). */
	void ( *close ) ( struct net_device *netdev );
	/* Queues a frame. On success the driver owns it until it calls
	 * netdev_tx_complete(); on failure the caller keeps it. -ENOBUFS when
	 * the ring is full. */
	int ( *transmit ) ( struct net_device *netdev,
			    struct io_buffer *iobuf );
	/* Delivers received frames (netdev_rx), completes sent ones, updates
	 * the link (netdev_link_up/down). Bounded work a call. */
	void ( *poll ) ( struct net_device *netdev );
};

/* How often frames failed in one way. */
struct netdev_failure {
	/* The way, a negative error. */
	int rc;
	/* How often it happened; 0 if the entry is not in use. */
	unsigned int times;
};

#define NETDEV_FAILURES 4

/* What has become of the frames in one direction. */
struct netdev_traffic {
	/* Frames that did not get through. */
	unsigned int failed;
	/* Frames that did. */
	unsigned int passed;
	/* The ways in which frames failed, the latest one first. When there
	 * are more than fit, the one that was seen longest ago is dropped. */
	struct netdev_failure failures[NETDEV_FAILURES];
};

struct net_device {
	/* Its references. */
	struct refcnt refcnt;
	/* Place in the list of all devices, in the order of registration. */
	struct list_head list;
	/* Place in the list of open devices, the one opened last first. */
	struct list_head open_list;
	/* "net0". */
	char name[NETDEV_NAME_LEN];
	/* The number in its name. */
	unsigned int index;
	/* The hardware. */
	struct device *dev;
	/* The driver. */
	const struct net_device_operations *op;
	/* The driver's own. */
	void *priv;
	/* The address that the hardware came with. */
	uint8_t hw_addr[MAX_LL_ADDR_LEN];
	/* The address in use. */
	uint8_t ll_addr[MAX_LL_ADDR_LEN];
	/* The link layer. */
	struct ll_protocol *ll_protocol;
	/* NETDEV_OPEN, NETDEV_RX_FROZEN and so on. */
	unsigned int state;
	/* The driver knows NETDEV_RX_LARGE. */
	int can_rx_large;
	/* 0 if the link is up, else why it is not (negative). */
	int link_rc;
	/* Tick until which the switch blocks the port, 0 if it is not known to. */
	unsigned long link_blocked;
	/* Longest frame with its link-layer header, in bytes. */
	size_t max_pkt_len;
	/* Longest packet without that header, in bytes. */
	size_t mtu;
	/* What has been sent. */
	struct netdev_traffic tx_stats;
	/* What has been received. */
	struct netdev_traffic rx_stats;
	/* Frames that the hardware owns until they are sent. */
	struct list_head tx_queue;
	/* Received frames that nobody has taken yet. */
	struct list_head rx_queue;
	/* Their number. */
	unsigned int rx_queue_len;
	/* The device's settings block. */
	struct generic_settings settings;
};

#define NETDEV_OPEN 0x0001
#define NETDEV_RX_FROZEN 0x0002
/* The stack has seen what shows that the switch does (or will) forward. */
#define NETDEV_RX_SEEN 0x0004
/* The stack is at work on what has come: drivers may leave frames to be sent
 * (ACKs, mostly) with their device untold until they are polled next. */
#define NETDEV_TX_HELD 0x0008
/* Large receive: TCP segments may come merged, in frames longer than
 * max_pkt_len, and with checksums that only the device has seen. */
#define NETDEV_RX_LARGE 0x0010

/* Frames a device's queue holds at most; later ones are dropped (-ENOBUFS). */
#define NETDEV_RX_QUEUE_MAX 64

extern struct list_head net_devices;
extern struct list_head open_net_devices;

/* In order of registration (net0, net1, ...). */
#define for_each_netdev( netdev ) \
	list_for_each_entry ( (netdev), &net_devices, list )

/* Returns non-zero if there is any net device. */
static inline int have_netdevs ( void ) {
	return ( ! list_empty ( &net_devices ) );
}

/* Opens a device and puts it first in the list of open ones: it is netX then.
 * Returns 0, also if it was open already, or the driver's error. */
int netdev_open ( struct net_device *netdev );
/* Stops the driver and drops the frames in both queues; settings stay. */
void netdev_close ( struct net_device *netdev );
/* Turns NETDEV_RX_LARGE on or off in an open device that knows it: for whoever
 * is about to receive much over TCP, until the device is closed or frozen. The
 * driver is started again; frames in the queues are lost. A driver that does
 * not start any more leaves the device closed. */
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
/* Returns non-zero while the switch is known to block the port: the stack has seen
 * STP or LACP frames that say so less than their timers ago. */
int netdev_link_blocked ( struct net_device *netdev );
/* Returns the link-layer address as text, in a static buffer. */
const char *netdev_addr ( struct net_device *netdev );

/* Lets the driver deliver what has come, complete what was sent and update
 * the link. Does nothing if the device is closed. */
void netdev_poll ( struct net_device *netdev );
/* Returns the oldest received frame, which the caller then owns, or NULL. */
struct io_buffer *netdev_rx_dequeue ( struct net_device *netdev );
/* Freezes a device: the stack leaves received frames in the queue. Whoever takes
 * them wants them as they come over a wire, so this ends large receive. */
void netdev_rx_freeze ( struct net_device *netdev );
/* Lets the stack have the received frames again. */
static inline void netdev_rx_unfreeze ( struct net_device *netdev ) {
	netdev->state &= ~NETDEV_RX_FROZEN;
}
/* Returns non-zero if a device is frozen. */
static inline int netdev_rx_frozen ( struct net_device *netdev ) {
	return ( netdev->state & NETDEV_RX_FROZEN );
}
/* Sends a complete frame. The buffer is taken, also on error. Returns 0, or a
 * negative error: -ENETDOWN if the device is not open. */
int netdev_tx ( struct net_device *netdev, struct io_buffer *iobuf );

/* Returns the device of that name ("net0", or "netX" for the one opened
 * last), or NULL. */
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
/* Allocates a device and fills in what is the same for all Ethernet. */
struct net_device *alloc_etherdev ( size_t priv_len );
/* Gives a device its driver. */
static inline void netdev_init ( struct net_device *netdev,
				 const struct net_device_operations *op ) {
	netdev->op = op;
}
/* Names a device, adds it at the end of the list and registers its settings.
 * Returns 0, or a negative error. */
int register_netdev ( struct net_device *netdev );
/* Closes a device and takes it out of the list; the caller still has a reference
 * to put. */
void unregister_netdev ( struct net_device *netdev );
/* Takes a reference. Returns the device. */
static inline struct net_device *netdev_get ( struct net_device *netdev ) {
	ref_get ( &netdev->refcnt );
	return netdev;
}
/* Gives a reference back. */
static inline void netdev_put ( struct net_device *netdev ) {
	ref_put ( &netdev->refcnt );
}

/* Tells that the link is up. */
void netdev_link_up ( struct net_device *netdev );
/* Tells that the link is down. */
void netdev_link_down ( struct net_device *netdev );
/* Tells that the link is not usable, for the reason rc (negative). */
void netdev_link_err ( struct net_device *netdev, int rc );
/* Takes in a received frame, which belongs to the device from now on. */
void netdev_rx ( struct net_device *netdev, struct io_buffer *iobuf );
/* Counts an error and frees the frame, which may be NULL. */
void netdev_rx_err ( struct net_device *netdev, struct io_buffer *iobuf,
		     int rc );
/* Frees a frame that was to be sent, and counts it: rc is 0, or why it was not
 * sent. */
void netdev_tx_complete_err ( struct net_device *netdev,
			      struct io_buffer *iobuf, int rc );
/* Frees a frame that has been sent, and counts it. */
static inline void netdev_tx_complete ( struct net_device *netdev,
					struct io_buffer *iobuf ) {
	netdev_tx_complete_err ( netdev, iobuf, 0 );
}

/* The stack's turn: polls every open device and gives the frames of those that
 * are not frozen to net_rx(). */
void net_poll ( void );

/* Takes a frame from a device that is not frozen. Implemented by the IP stack
 * (core/net/lwip). */
void net_rx ( struct net_device *netdev, struct io_buffer *iobuf );
/* Is told by netdev_open() that a device is open. Implemented by the IP
 * stack. */
void net_opened ( struct net_device *netdev );
/* Is told by netdev_close() that a device closes. Implemented by the IP
 * stack. */
void net_closed ( struct net_device *netdev );

#endif /* IPXE_NETDEVICE_H */
