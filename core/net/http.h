/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_NET_HTTP_H
#define CORE_NET_HTTP_H

#include <stddef.h>
#include <ipxe/in.h>

struct net_tcp;
struct uri;

/* Longest entity tag that is kept, with its quotes. */
#define HTTP_MAX_ETAG 96

/* Writes a GET request for uri into buf. from is the first byte that is
 * wanted, if etag (or NULL: not known) is still that of the file. Returns
 * the length, or -ENAMETOOLONG or -ENOMEM. */
int http_request(const struct uri *uri, unsigned long long from,
		 const char *etag, char *buf, size_t len);

/* Longest time a connection is kept for the next request, in seconds. */
#define HTTP_IDLE_LIMIT 10

/* Keeps a connection whose server waits for a request, for so many seconds
 * at most, and takes it over. Another one that was kept is closed. */
void http_keep(struct net_tcp *tcp, struct in_addr server, unsigned int port,
	       unsigned int seconds);
/* Returns the connection that was kept, which is the caller's then, or NULL:
 * there is none, or it leads elsewhere and is closed. */
struct net_tcp *http_take(struct in_addr server, unsigned int port);

#endif /* CORE_NET_HTTP_H */
