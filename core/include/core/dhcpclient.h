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

/* Type of a reply without a message type: that of a BOOTP server, which is an
 * offer and its acknowledgement in one (RFC 1534 section 2). */
#define DHCP_IS_BOOTP 0

/* Longest request, in bytes. */
#define DHCP_REQUEST_LEN 1024

/* An exchange. The owner sets the members in the middle group before it
 * starts. */
struct dhcp_exchange {
	/* What job_wait() of <ipxe/monojob.h> waits for. */
	struct job job;
	/* The device whose port 68 is open. */
	struct net_device *netdev;
	/* The socket on port 68, or NULL if the exchange is closed. */
	struct net_udp *udp;

	/* What the owner sets. */

	/* Type of the message that is sent (DHCPDISCOVER, DHCPREQUEST). */
	unsigned int msgtype;
	/* The client's address as the message tells it; 0.0.0.0 as long as
	 * there is none. */
	struct in_addr ciaddr;
	/* The servers. Each of them gets each request. */
	struct in_addr to[8];
	/* Number of servers. */
	unsigned int num_to;
	/* Port of the servers, in host order. */
	unsigned int port;
	/* Adds the owner's options to a request. Returns 0, or a negative
	 * error. May be NULL. */
	int (*fill)(struct dhcp_exchange *ex, struct dhcp_packet *pkt);
	/* Takes an answer whose xid, chaddr and form are right. It may be kept
	 * with dhcppkt_get(). Sets ex->rc if the exchange ends with it. */
	void (*rx)(struct dhcp_exchange *ex, struct dhcp_packet *pkt,
		       unsigned int msgtype, struct in_addr from);
	/* Looks after the owner's own timers. It is called again and again
	 * while the exchange runs. May be NULL. */
	void (*tick)(struct dhcp_exchange *ex);
	/* A pointer that only the owner uses. */
	void *ctx;
	/* Ticks from the first request on that the exchange may take. */
	unsigned long limit;

	/* What the exchange keeps for itself. */

	/* Transaction identifier: answers have to carry it. */
	uint32_t xid;
	/* Tick from which the field "secs" of requests counts. */
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
/* Begins an exchange with a new xid, also if it has run before. From then on
 * polling its job sends the requests. */
void dhcp_exchange_start(struct dhcp_exchange *ex);

/* Returns a packet that holds a copy of a received message, with its type, which
 * may be DHCP_IS_BOOTP, in *msgtype; the caller gives the reference back. Returns
 * NULL if the message is not a reply to this device and xid, or if there is no
 * memory. */
struct dhcp_packet *dhcp_parse_reply(struct net_device *netdev, uint32_t xid,
				       const void *data, size_t len,
				       unsigned int *msgtype);
/* Returns non-zero if a host can have that address: it is not 0.0.0.0, a
 * loopback, multicast or broadcast address. */
int dhcp_usable_address(struct in_addr addr);
/* Returns the server identifier of a packet, or 0.0.0.0 if it has none. */
struct in_addr dhcp_server_id(struct dhcp_packet *pkt);
/* Returns non-zero if the vendor class of a packet begins with "PXEClient",
 * which marks answers of PXE servers (PXE 2.1 section 2.2). */
int dhcp_is_pxe(struct dhcp_packet *pkt);

/* Leases an address for an open device within limit ticks; 0 stands for the
 * default. The answers become settings: the lease as the block "dhcp" of the
 * device, the answer of a proxyDHCP server as the block "proxydhcp" at the
 * root. Returns 0, or a negative error after a message. */
int dhcp_configure(struct net_device *netdev, unsigned long limit);
/* Removes the settings blocks with answers of proxyDHCP servers and boot
 * servers, so that the next device does not use them. */
void dhcp_forget_servers(void);

/* Returns non-zero if the device's answers hold a PXE boot menu (option
 * 43.9). */
int pxe_menu_exists(struct net_device *netdev);
/* Shows the PXE boot menu, asks the boot server that the user chooses, and
 * registers its answer as "pxebs". Returns 0, -ECANCELED if the local disk was
 * chosen or Ctrl-C was pressed, or another negative error after a message. */
int pxe_menu_boot(struct net_device *netdev);

#endif /* CORE_DHCPCLIENT_H */
