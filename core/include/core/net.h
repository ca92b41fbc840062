/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_NET_H
#define CORE_NET_H

#include <stddef.h>
#include <stdint.h>
#include <ipxe/in.h>

/*
 * The IP stack (core/net/lwip/) as the protocols above it see it. All calls
 * return at once; callbacks come from step(), when the stack is done with what
 * they are about, so that they may call everything here; only net_ping_rx_t
 * comes while the stack is at work. Addresses are in network order, ports in
 * host order.
 */

struct net_device;

/* UDP. */

struct net_udp;
/* A datagram that came: data is valid during the call only. The callback may
 * close the socket. */
typedef void (*net_udp_rx_t)(void *ctx, struct in_addr from,
				 unsigned int port, const void *data,
				 size_t len);
/* port 0: any free one. With a netdev, only datagrams from that device are
 * delivered and all go out through it, also before it has an address. 0 or a
 * negative error: -ENOMEM, -EADDRINUSE, -ENETDOWN (not open). */
int net_udp_open(struct net_udp **udp, struct net_device *netdev,
		   unsigned int port, net_udp_rx_t rx, void *ctx);
/* The datagram sent last has not arrived, says the network: -ECONNREFUSED
 * (nobody listens on that port), -EHOSTUNREACH, -ENETUNREACH, -EACCES
 * (forbidden). Answers may come nevertheless. The callback may close the
 * socket. */
typedef void (*net_udp_error_t)(void *ctx, struct in_addr to,
				    unsigned int port, int rc);
/* Asks to be told what the network says of datagrams that were sent. */
void net_udp_on_error(struct net_udp *udp, net_udp_error_t error);
/* Closes a socket; NULL does nothing. May be called from its callbacks. */
void net_udp_close(struct net_udp *udp);
/* -ENETUNREACH: no route. -ENOMEM. -EIO. */
int net_udp_send(struct net_udp *udp, struct in_addr to, unsigned int port,
		   const void *data, size_t len);

/* TCP, as a client. */

struct net_tcp;
struct net_tcp_operations {
	/* The connection stands. */
	void (*connected)(void *ctx);
	/* Bytes that came, in order, valid during the call only. */
	void (*rx)(void *ctx, const void *data, size_t len);
	/* The end: rc 0 when the peer has sent all it had to send, else why
	 * (-ECONNRESET, -ETIMEDOUT, -ECONNREFUSED...). Nothing follows, but
	 * the caller still closes. */
	void (*closed)(void *ctx, int rc);
};
/* 0, or a negative error: -ENOMEM, -ENETUNREACH. */
int net_tcp_open(struct net_tcp **tcp, struct in_addr to, unsigned int port,
		   const struct net_tcp_operations *op, void *ctx);
/* Hands a connection to another owner: what happens from now on is told there.
 * What has happened before is not told again. */
void net_tcp_attach(struct net_tcp *tcp,
		      const struct net_tcp_operations *op, void *ctx);
/* All or nothing. -ENOBUFS: there is no room at the moment. */
int net_tcp_send(struct net_tcp *tcp, const void *data, size_t len);
/* Ends it without ado (a reset, where data is still under way). May be called
 * from a callback; NULL is ignored. */
void net_tcp_close(struct net_tcp *tcp);

/* Names. */

/* 0: *addr is filled in. -EINPROGRESS: done() will be called once, with 0 or
 * an error, unless net_resolve_cancel() comes first. -ENXIO (no such name, or no
 * answer within 30 s), -ENETUNREACH (no DNS server known), each with a text of
 * its own;
 * -ENAMETOOLONG, -EBUSY. One at a time. */
int net_resolve(const char *name, struct in_addr *addr,
		  void (*done)(void *ctx, int rc, struct in_addr addr),
		  void *ctx);
/* Ends net_resolve(): done() is not called any more. */
void net_resolve_cancel(void);

/* ICMP echo. */

struct net_ping;
/* An answer: bytes of payload, sequence number. Must not call the stack. */
typedef void (*net_ping_rx_t)(void *ctx, struct in_addr from,
				  unsigned int seq, size_t len);
/* Opens a socket for ICMP echo. Returns 0, or -ENOMEM. */
int net_ping_open(struct net_ping **ping, net_ping_rx_t rx, void *ctx);
/* Sends a request with len bytes of payload. Returns 0, or a negative error:
 * -ENETUNREACH if there is no route. */
int net_ping_send(struct net_ping *ping, struct in_addr to,
		    unsigned int seq, size_t len);
/* Closes a socket; NULL does nothing. */
void net_ping_close(struct net_ping *ping);

/* The device that datagrams to this address leave through, or NULL. */
struct net_device *net_route(struct in_addr to);
/* Whether the machine that datagrams to this address go to first, the address
 * itself or a router, has answered ARP. */
int net_neighbour_known(struct in_addr to);
/* Address, mask and gateway a device has at the moment; 0 if it is open and
 * has an address, else -EADDRNOTAVAIL. gateway may be 0.0.0.0. */
int net_address(struct net_device *netdev, struct in_addr *addr,
		  struct in_addr *mask, struct in_addr *gateway);

#endif /* CORE_NET_H */
