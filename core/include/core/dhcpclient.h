/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_DHCPCLIENT_H
#define CORE_DHCPCLIENT_H

#include <stddef.h>
#include <stdint.h>
#include <ipxe/dhcp.h>
#include <ipxe/monojob.h>

/*
 * One exchange of the DHCP client: the same request again and again, after 1,
 * 2, 4... seconds, until an answer is taken or the time is over. What an
 * answer is worth is up to the owner.
 */

struct net_device;
struct net_udp;

/* Longest request. */
#define DHCP_REQUEST_LEN 1024

struct dhcp_exchange {
	struct job job;
	struct net_device *netdev;
	struct net_udp *udp;
	/* What to send, set by the owner: */
	unsigned int msgtype;
	struct in_addr ciaddr;
	struct in_addr to[8];		/* servers; all get each request */
	unsigned int num_to;
	unsigned int port;
	/* Adds the owner's options. May be NULL. 0 or a negative error. */
	int (*fill)(struct dhcp_exchange *ex, struct dhcp_packet *pkt);
	/* An answer with the right xid, chaddr and form (may be kept with
	 * dhcppkt_get()). Sets ex->rc when it ends the exchange. */
	void (*rx)(struct dhcp_exchange *ex, struct dhcp_packet *pkt,
		       unsigned int msgtype, struct in_addr from);
	/* Time passes. May be NULL. */
	void (*tick)(struct dhcp_exchange *ex);
	void *ctx;
	unsigned long limit;		/* ticks, from the first request on */
	/* The exchange's own: */
	uint32_t xid;
	unsigned long began;		/* tick from which "secs" counts */
	unsigned long start;		/* tick of the first request */
	unsigned long sent;		/* tick of the last one */
	unsigned long interval;		/* ticks to the next one */
	unsigned int tries;
	int rc;				/* -EINPROGRESS while it runs */
};

/* Opens port 68 on the device. 0 or a negative error. */
int dhcp_exchange_open(struct dhcp_exchange *ex, struct net_device *netdev);
/* Closes the port. Harmless if it is not open. */
void dhcp_exchange_close(struct dhcp_exchange *ex);
/* Begins (again) with a new xid; job.poll then runs it. */
void dhcp_exchange_start(struct dhcp_exchange *ex);

/* Wraps a received message in a packet of its own, if it is a reply to this
 * device and xid; NULL if it is not or memory is out. */
struct dhcp_packet *dhcp_parse_reply(struct net_device *netdev, uint32_t xid,
				       const void *data, size_t len,
				       unsigned int *msgtype);
/* An address a host can have. */
int dhcp_usable_address(struct in_addr addr);
/* The server identifier, 0.0.0.0 if there is none. */
struct in_addr dhcp_server_id(struct dhcp_packet *pkt);
/* Vendor class begins with "PXEClient". */
int dhcp_is_pxe(struct dhcp_packet *pkt);

/* Leases an address for an open device and registers what it was told: the
 * lease as "dhcp" of the device, a proxyDHCP answer as "proxydhcp" at the
 * root. limit in ticks (0: the default). 0 or a negative error after a
 * message. */
int dhcp_configure(struct net_device *netdev, unsigned long limit);
/* Forgets what proxyDHCP and boot servers have told. */
void dhcp_forget_servers(void);

/* A PXE boot menu (43.9) in what the device was told. */
int pxe_menu_exists(struct net_device *netdev);
/* Shows it, asks the chosen boot server and registers its answer as "pxebs".
 * 0, -ECANCELED (local boot, Ctrl-C) or a negative error after a message. */
int pxe_menu_boot(struct net_device *netdev);

#endif /* CORE_DHCPCLIENT_H */
