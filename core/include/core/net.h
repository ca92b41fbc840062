/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_NET_H
#define CORE_NET_H

#include <stddef.h>
#include <stdint.h>
#include <ipxe/in.h>

/*
 * The IP stack (core/net/lwip/) as the protocols above it see it. All calls
 * return at once. Callbacks come from step() after the stack has done its work,
 * so that they may call everything here; only net_ping_rx_t comes while the
 * stack is at work. Addresses are in network order, ports in host order.
 */

struct net_device;

/* --- UDP */

/* A UDP socket. */
struct net_udp;
/* Takes a datagram. The data is valid during the call only. The callback may
 * close the socket. */
typedef void (*net_udp_rx_t)(void *ctx, struct in_addr from,
				 unsigned int port, const void *data,
				 size_t len);
/* Opens a socket on a port; 0 stands for any that is free. With a netdev, only
 * datagrams from that device are delivered and all go out through it, also
 * before it has an address. Returns 0, or a negative error: -ENOMEM,
 * -EADDRINUSE, or -ENETDOWN if the device is not open. */
int net_udp_open(struct net_udp **udp, struct net_device *netdev,
		   unsigned int port, net_udp_rx_t rx, void *ctx);
/* Takes the network's report that the last datagram has not arrived:
 * -ECONNREFUSED if nobody listens on that port, -EHOSTUNREACH, -ENETUNREACH, or
 * -EACCES if a router or the machine forbids it. Answers may come nevertheless,
 * as anybody can send such a report. The callback may close the socket. */
typedef void (*net_udp_error_t)(void *ctx, struct in_addr to,
				    unsigned int port, int rc);
/* Makes a socket call error() when the network reports that its last datagram
 * has not arrived. */
void net_udp_on_error(struct net_udp *udp, net_udp_error_t error);
/* Closes a socket; NULL does nothing. May be called from its callbacks. */
void net_udp_close(struct net_udp *udp);
/* Sends a datagram. Returns 0, or a negative error: -ENETUNREACH if there is no
 * route, -ENOMEM, -EIO. */
int net_udp_send(struct net_udp *udp, struct in_addr to, unsigned int port,
		   const void *data, size_t len);

/* --- TCP, as a client */

/* A TCP connection. */
struct net_tcp;
/* What the owner of a connection is told. */
struct net_tcp_operations {
	/* Is called once the connection is established. */
	void (*connected)(void *ctx);
	/* Takes bytes in order. They are valid during the call only. */
	void (*rx)(void *ctx, const void *data, size_t len);
	/* Is called when the connection has ended: rc is 0 if the peer has sent
	 * all that it had to send, or a negative error such as -ECONNRESET,
	 * -ETIMEDOUT or -ECONNREFUSED. No other callback follows. The owner
	 * still has to close the connection. */
	void (*closed)(void *ctx, int rc);
};
/* Opens a connection. Returns 0, or a negative error: -ENOMEM, -ENETUNREACH. */
int net_tcp_open(struct net_tcp **tcp, struct in_addr to, unsigned int port,
		   const struct net_tcp_operations *op, void *ctx);
/* Gives a connection to another owner, who is told what happens from then on.
 * What has been told already is not told again. */
void net_tcp_attach(struct net_tcp *tcp,
		      const struct net_tcp_operations *op, void *ctx);
/* Queues all of the data for sending, or nothing of it. Returns 0, or a
 * negative error: -ENOBUFS if there is no room at the moment. */
int net_tcp_send(struct net_tcp *tcp, const void *data, size_t len);
/* Closes a connection, with a reset if data is still under way. May be called
 * from a callback. Does nothing with NULL. */
void net_tcp_close(struct net_tcp *tcp);

/* --- names */

/* Resolves a name. Returns 0 with *addr filled in, or -EINPROGRESS, after which
 * done() is called once with 0 or a negative error, unless net_resolve_cancel()
 * comes first. Errors: -ENXIO if there is no such name or no answer within 30
 * s, -ENETUNREACH if no DNS server is known (each has a text of its own),
 * -ENAMETOOLONG, and -EBUSY if a name is being resolved already. */
int net_resolve(const char *name, struct in_addr *addr,
		  void (*done)(void *ctx, int rc, struct in_addr addr),
		  void *ctx);
/* Ends net_resolve(), whose done() is not called any more. */
void net_resolve_cancel(void);

/* --- ICMP echo */

/* A socket for ICMP echo. */
struct net_ping;
/* Takes an answer with its sequence number and the length of its payload. It
 * must not call the stack. */
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

/* Returns the device through which datagrams to this address leave, or NULL if
 * there is no route. */
struct net_device *net_route(struct in_addr to);
/* Returns non-zero if there is a way to this address: it is in the network of the
 * device that packets to it leave by, or that has a router. */
int net_reachable(struct in_addr to);
/* Returns non-zero if the next machine on the way to this address, which is
 * that machine itself or a router, has answered ARP. */
int net_neighbour_known(struct in_addr to);
/* Fills in the address, mask and gateway that a device has at the moment;
 * without a gateway that is 0.0.0.0. Returns 0, or -EADDRNOTAVAIL if the device
 * is not open or has no address. */
int net_address(struct net_device *netdev, struct in_addr *addr,
		  struct in_addr *mask, struct in_addr *gateway);

#endif /* CORE_NET_H */
