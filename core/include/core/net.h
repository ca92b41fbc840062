/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_NET_H
#define CORE_NET_H

#include <stddef.h>
#include <stdint.h>
#include <ipxe/in.h>

/*
 * The IP stack (core/net/lwip/) as the protocols above it see it. All calls
 * return at once. Callbacks come from step() after the stack has done its work,
 * so that they may call everything here; only net_ping_rx_t comes while the stack
 * is at work. Addresses are in network order, ports in host order.
 */

struct net_device;

/* --- UDP */

struct net_udp;
/* Takes a datagram. The data is valid during the call only. The callback may
 * close the socket. */
typedef void (*net_udp_rx_t)(void *ctx, struct in_addr from,
				 unsigned int port, const void *data,
				 size_t len);
/* Opens a socket on a port; 0 stands for any that is free. With a netdev, only
 * datagrams from that device are delivered and all go out through it, also before
 * it has an address. Returns 0, or a negative error: -ENOMEM, -EADDRINUSE, or
 * -ENETDOWN if the device is not open. */
int net_udp_open(struct net_udp **udp, struct net_device *netdev,
		   unsigned int port, net_udp_rx_t rx, void *ctx);
/* Takes what the network says of the datagram that was sent last and has not
 * arrived: -ECONNREFUSED if nobody listens on that port, -EHOSTUNREACH,
 * -ENETUNREACH, or -EACCES if somebody forbids it. Answers may come nevertheless.
 * The callback may close the socket. */
typedef void (*net_udp_error_t)(void *ctx, struct in_addr to,
				    unsigned int port, int rc);
/* Asks to be told what the network says of datagrams that were sent. */
void net_udp_on_error(struct net_udp *udp, net_udp_error_t error);
/* Closes a socket; NULL does nothing. May be called from its callbacks. */
void net_udp_close(struct net_udp *udp);
/* Sends a datagram. Returns 0, or a negative error: -ENETUNREACH if there is no
 * route, -ENOMEM, -EIO. */
int net_udp_send(struct net_udp *udp, struct in_addr to, unsigned int port,
		   const void *data, size_t len);

/* --- TCP, as a client */

struct net_tcp;
struct net_tcp_operations {
	/* The connection is established. */
	void (*connected)(void *ctx);
	/* Takes bytes in order. They are valid during the call only. */
	void (*rx)(void *ctx, const void *data, size_t len);
	/* The connection has ended: with 0 if the peer has sent all that it
	 * had to send, or with a negative error such as -ECONNRESET, -ETIMEDOUT
	 * or -ECONNREFUSED. No other callback follows. The owner still has to
	 * close the connection. */
	void (*closed)(void *ctx, int rc);
};
/* Opens a connection. Returns 0, or a negative error: -ENOMEM, -ENETUNREACH. */
int net_tcp_open(struct net_tcp **tcp, struct in_addr to, unsigned int port,
		   const struct net_tcp_operations *op, void *ctx);
/* Hands a connection to another owner: what happens from now on is told there.
 * What has happened before is not told again. */
void net_tcp_attach(struct net_tcp *tcp,
		      const struct net_tcp_operations *op, void *ctx);
/* Sends all of the data, or nothing of it. Returns 0, or a negative error:
 * -ENOBUFS if there is no room at the moment. */
int net_tcp_send(struct net_tcp *tcp, const void *data, size_t len);
/* Closes a connection, with a reset if data is still under way. May be called
 * from a callback. Does nothing with NULL. */
void net_tcp_close(struct net_tcp *tcp);

/* --- names */

/* Resolves a name. Returns 0 with *addr filled in, or -EINPROGRESS, after which
 * done() is called once with 0 or a negative error, unless net_resolve_cancel()
 * comes first. Errors: -ENXIO if there is no such name or no answer within 30 s,
 * -ENETUNREACH if no DNS server is known (each has a text of its own),
 * -ENAMETOOLONG, and -EBUSY if a name is being resolved already. */
int net_resolve(const char *name, struct in_addr *addr,
		  void (*done)(void *ctx, int rc, struct in_addr addr),
		  void *ctx);
/* Ends net_resolve(): done() is not called any more. */
void net_resolve_cancel(void);

/* --- ICMP echo */

struct net_ping;
/* Takes an answer with its bytes of payload and its sequence number. Must not
 * call the stack. */
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

/* Returns the device through which datagrams to this address leave, or NULL. */
struct net_device *net_route(struct in_addr to);
/* Returns whether the machine that gets datagrams to this address first, the one
 * with the address or a router, has answered ARP. */
int net_neighbour_known(struct in_addr to);
/* Fills in the address, mask and gateway that a device has at the moment; the
 * gateway may be 0.0.0.0. Returns 0, or -EADDRNOTAVAIL if the device is not open
 * or has no address. */
int net_address(struct net_device *netdev, struct in_addr *addr,
		  struct in_addr *mask, struct in_addr *gateway);

#endif /* CORE_NET_H */
