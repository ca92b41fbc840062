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
	const char *name;		/* "Ethernet" */
	uint16_t ll_proto;		/* ARPHRD_*, network order */
	uint8_t hw_addr_len;
	uint8_t ll_addr_len;
	uint8_t ll_header_len;
	const char * ( *ntoa ) ( const void *ll_addr );	/* static buffer */
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

/* Counters for ifstat. */
struct net_device_error {
	int rc;
	unsigned int count;
};
#define NETDEV_MAX_UNIQUE_ERRORS 4
struct net_device_stats {
	unsigned int good;
	unsigned int bad;
	struct net_device_error errors[NETDEV_MAX_UNIQUE_ERRORS];
};

struct net_device {
	struct refcnt refcnt;
	struct list_head list;		/* of all devices, as registered */
	struct list_head open_list;	/* of open ones, last opened first */
	char name[NETDEV_NAME_LEN];	/* "net0" */
	unsigned int index;
	struct device *dev;
	const struct net_device_operations *op;
	void *priv;			/* the driver's own */
	uint8_t hw_addr[MAX_LL_ADDR_LEN];
	uint8_t ll_addr[MAX_LL_ADDR_LEN];
	struct ll_protocol *ll_protocol;
	unsigned int state;		/* NETDEV_OPEN, NETDEV_RX_FROZEN... */
	int can_rx_large;		/* knows NETDEV_RX_LARGE */
	int link_rc;			/* 0: link up, else why not */
	unsigned long link_blocked;	/* tick until which the switch blocks,
					 * 0: not known to */
	size_t max_pkt_len;		/* with link-layer header, bytes */
	size_t mtu;			/* without it */
	struct net_device_stats tx_stats;
	struct net_device_stats rx_stats;
	struct list_head tx_queue;	/* owned by the hardware */
	struct list_head rx_queue;	/* waiting to be dequeued */
	unsigned int rx_queue_len;
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

static inline int have_netdevs ( void ) {
	return ( ! list_empty ( &net_devices ) );
}

/* 0 also if it is open already. Puts it first in the open list: netX. */
int netdev_open ( struct net_device *netdev );
/* Stops the driver and drops both queues; settings stay. */
void netdev_close ( struct net_device *netdev );
/* Turns NETDEV_RX_LARGE on or off in an open device that knows it: for whoever
 * is about to receive much over TCP, until the device is closed or frozen. The
 * driver is started again; frames in the queues are lost. A driver that does
 * not start any more leaves the device closed. */
void netdev_set_rx_large ( struct net_device *netdev, int on );

static inline int netdev_is_open ( struct net_device *netdev ) {
	return ( netdev->state & NETDEV_OPEN );
}
static inline int netdev_link_ok ( struct net_device *netdev ) {
	return ( netdev->link_rc == 0 );
}
static inline struct settings *netdev_settings ( struct net_device *netdev ) {
	return &netdev->settings.settings;
}
/* Non-zero while a switch is known to block the port (STP or LACP frames seen
 * by the stack less than their timers ago). */
int netdev_link_blocked ( struct net_device *netdev );
/* Link-layer address as text, in a static buffer. */
const char *netdev_addr ( struct net_device *netdev );

void netdev_poll ( struct net_device *netdev );
/* The oldest received frame (the caller owns it), or NULL. */
struct io_buffer *netdev_rx_dequeue ( struct net_device *netdev );
/* While frozen, the stack leaves received frames in the queue: as they come
 * over a wire, so that this ends large receive. */
void netdev_rx_freeze ( struct net_device *netdev );
static inline void netdev_rx_unfreeze ( struct net_device *netdev ) {
	netdev->state &= ~NETDEV_RX_FROZEN;
}
static inline int netdev_rx_frozen ( struct net_device *netdev ) {
	return ( netdev->state & NETDEV_RX_FROZEN );
}
/* Sends a complete frame. Takes the buffer, also on error. -ENETDOWN when it
 * is not open. */
int netdev_tx ( struct net_device *netdev, struct io_buffer *iobuf );

struct net_device *find_netdev ( const char *name );
struct net_device *find_netdev_by_location ( unsigned int bus_type,
					     unsigned int location );
/* The one opened last, or NULL. */
struct net_device *last_opened_netdev ( void );

/* For drivers. */

/* A device with priv_len zeroed bytes of driver data at netdev->priv, or
 * NULL. alloc_etherdev() also fills in what is the same for all Ethernet. */
struct net_device *alloc_netdev ( size_t priv_len );
struct net_device *alloc_etherdev ( size_t priv_len );
static inline void netdev_init ( struct net_device *netdev,
				 const struct net_device_operations *op ) {
	netdev->op = op;
}
/* Names it, adds it at the end of the list and registers its settings. */
int register_netdev ( struct net_device *netdev );
/* Closes it and takes it out; the caller still has to netdev_put() it. */
void unregister_netdev ( struct net_device *netdev );
static inline struct net_device *netdev_get ( struct net_device *netdev ) {
	ref_get ( &netdev->refcnt );
	return netdev;
}
static inline void netdev_put ( struct net_device *netdev ) {
	ref_put ( &netdev->refcnt );
}

void netdev_link_up ( struct net_device *netdev );
void netdev_link_down ( struct net_device *netdev );
void netdev_link_err ( struct net_device *netdev, int rc );
/* Takes the frame. */
void netdev_rx ( struct net_device *netdev, struct io_buffer *iobuf );
/* Counts an error, frees the frame (may be NULL). */
void netdev_rx_err ( struct net_device *netdev, struct io_buffer *iobuf,
		     int rc );
/* Frees a sent frame and counts it (rc 0: good). */
void netdev_tx_complete_err ( struct net_device *netdev,
			      struct io_buffer *iobuf, int rc );
static inline void netdev_tx_complete ( struct net_device *netdev,
					struct io_buffer *iobuf ) {
	netdev_tx_complete_err ( netdev, iobuf, 0 );
}

/* The stack's turn: polls every open device and gives the frames of those that
 * are not frozen to net_rx(). */
void net_poll ( void );

/* Implemented by the IP stack (core/net/lwip/): a frame from a device (takes
 * it), and the device's opening, closing and link changes. */
void net_rx ( struct net_device *netdev, struct io_buffer *iobuf );
void net_opened ( struct net_device *netdev );
void net_closed ( struct net_device *netdev );

#endif /* IPXE_NETDEVICE_H */
