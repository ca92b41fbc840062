/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_NET_HTTP_H
#define CORE_NET_HTTP_H

#include <stddef.h>
#include <ipxe/in.h>

struct net_tcp;
struct uri;

/* Longest entity tag that is kept, with its quotes. */
#define HTTP_MAX_ETAG 96

/* Writes a GET request for uri into buf. from: the first byte that is wanted,
 * if etag (NULL: unknown) is still that of the file. The length, or a negative
 * error: -ENAMETOOLONG, -ENOMEM. */
int http_request(const struct uri *uri, unsigned long long from,
		 const char *etag, char *buf, size_t len);

/* Longest time a connection is kept for the next request, in seconds. */
#define HTTP_IDLE_LIMIT 10

/* Keeps a connection whose server waits for a request, for so many seconds at
 * most. Takes it over; any other that was kept is closed. */
void http_keep(struct net_tcp *tcp, struct in_addr server, unsigned int port,
	       unsigned int seconds);
/* The connection that was kept, which is the caller's now, or NULL: there is
 * none, or it leads elsewhere and is closed. */
struct net_tcp *http_take(struct in_addr server, unsigned int port);

#endif /* CORE_NET_HTTP_H */
