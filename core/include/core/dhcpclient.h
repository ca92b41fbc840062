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

/* Longest request, in bytes. */
#define DHCP_REQUEST_LEN 1024

struct dhcp_exchange {
	/* Waits for the end of the exchange (<ipxe/monojob.h>). */
	struct job job;
	/* The device whose port 68 is open. */
	struct net_device *netdev;
	/* That port, or NULL if it is not open. */
	struct net_udp *udp;

	/* What the owner sets. */

	/* Type of the message that is sent (DHCPDISCOVER, DHCPREQUEST). */
	unsigned int msgtype;
	/* The client's address in it; 0.0.0.0 before there is one. */
	struct in_addr ciaddr;
	/* The servers, of which there are num_to. Each gets each request. */
	struct in_addr to[8];
	unsigned int num_to;
	/* Their port, in host order. */
	unsigned int port;
	/* Adds the owner's options to a request. Returns 0, or a negative
	 * error. May be NULL. */
	int (*fill)(struct dhcp_exchange *ex, struct dhcp_packet *pkt);
	/* Takes an answer whose xid, chaddr and form are right. It may be kept
	 * with dhcppkt_get(). Sets ex->rc if the exchange ends with it. */
	void (*rx)(struct dhcp_exchange *ex, struct dhcp_packet *pkt,
		       unsigned int msgtype, struct in_addr from);
	/* Called again and again while the exchange runs. May be NULL. */
	void (*tick)(struct dhcp_exchange *ex);
	/* The owner's own. */
	void *ctx;
	/* Ticks from the first request on that the exchange may take. */
	unsigned long limit;

	/* What the exchange keeps for itself. */

	/* Number of the exchange, by which answers are known. */
	uint32_t xid;
	/* Tick from which on the field "secs" of requests counts. */
	unsigned long began;
	/* Tick of the first request. */
	unsigned long start;
	/* Tick of the last request. */
	unsigned long sent;
	/* Ticks from the last request to the next one. */
	unsigned long interval;
	/* How many requests have been sent. */
	unsigned int tries;
	/* -EINPROGRESS while the exchange runs, then its result. */
	int rc;
};

/* Opens port 68 on the device. Returns 0, or a negative error. */
int dhcp_exchange_open(struct dhcp_exchange *ex, struct net_device *netdev);
/* Closes the port. Does nothing if it is not open. */
void dhcp_exchange_close(struct dhcp_exchange *ex);
/* Begins with a new xid, also if the exchange has run before. Polling its job
 * then runs it. */
void dhcp_exchange_start(struct dhcp_exchange *ex);

/* Copies a received message into a packet of its own, which the caller gives
 * back. Returns NULL if it is no reply to this device and xid, or if there is no
 * memory for it. */
struct dhcp_packet *dhcp_parse_reply(struct net_device *netdev, uint32_t xid,
				       const void *data, size_t len,
				       unsigned int *msgtype);
/* Returns whether a host can have that address. */
int dhcp_usable_address(struct in_addr addr);
/* Returns the server identifier of a packet, or 0.0.0.0 if it has none. */
struct in_addr dhcp_server_id(struct dhcp_packet *pkt);
/* Returns whether the vendor class of a packet begins with "PXEClient". */
int dhcp_is_pxe(struct dhcp_packet *pkt);

/* Leases an address for an open device within limit ticks (0 stands for the
 * default) and registers what servers have told: the lease as "dhcp" of the
 * device, the answer of a proxyDHCP server as "proxydhcp" at the root. Returns 0,
 * or a negative error after a message. */
int dhcp_configure(struct net_device *netdev, unsigned long limit);
/* Removes the settings that proxyDHCP servers and boot servers have told. */
void dhcp_forget_servers(void);

/* Returns whether there is a PXE boot menu (43.9) in what the device was told. */
int pxe_menu_exists(struct net_device *netdev);
/* Shows the PXE boot menu, asks the boot server that the user chooses, and
 * registers its answer as "pxebs". Returns 0, -ECANCELED if the local disk was
 * chosen or Ctrl-C was pressed, or another negative error after a message. */
int pxe_menu_boot(struct net_device *netdev);

#endif /* CORE_DHCPCLIENT_H */
