/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_NET_HTTP_H
#define CORE_NET_HTTP_H

#include <stddef.h>
#include <ipxe/in.h>
#include <ipxe/timer.h>

struct download_protocol;
struct net_tcp;
struct uri;

/* Longest line of a header, in bytes. */
#define HTTP_MAX_LINE 2048
/* Longest header of an answer, all lines together, in bytes. */
#define HTTP_MAX_HEADERS 65536
/* Longest request, in bytes. */
#define HTTP_MAX_REQUEST 4096
/* How long a server may be silent, in ticks. download.c looks after servers
 * that are slow without being silent. */
#define HTTP_SILENCE (30 * TICKS_PER_SEC)
/* How long a server may take to accept a connection, in ticks. */
#define HTTP_CONNECT_LIMIT (15 * TICKS_PER_SEC)
/* How many connections may break while one file is downloaded. */
#define HTTP_MAX_RESUMES 5
/* Time between the end of a connection that broke and the next one, in ticks. */
#define HTTP_RESUME_PAUSE (TICKS_PER_SEC / 2)
/* How long the body of an answer that nobody wants may take, in ticks. */
#define HTTP_DISCARD_LIMIT TICKS_PER_SEC

/* The scheme "http" in the table of protocols (<core/download.h>). */
extern struct download_protocol http_protocol;

/* Longest entity tag that is kept, with its quotes. */
#define HTTP_MAX_ETAG 96

/* Writes a GET request for uri into buf, or with body (else NULL) a POST request
 * of that form. from is the first byte that is wanted, if etag (or NULL: not
 * known) is still that of the file; 0 with a body. Returns the length, or
 * -ENAMETOOLONG or -ENOMEM. */
int http_request(const struct uri *uri, unsigned long long from,
		 const char *etag, const char *body, char *buf, size_t len);

/* Longest time a connection is kept for the next request, in seconds. */
#define HTTP_IDLE_LIMIT 10

/* Keeps a connection whose server waits for a request, for so many seconds
 * at most, and takes it over. Another one that was kept is closed. */
void http_keep(struct net_tcp *tcp, struct in_addr server, unsigned int port,
	       unsigned int seconds);
/* Returns the connection that was kept, which is the caller's from then on. Returns
 * NULL if none was kept or if it leads to another server; it is closed then. */
struct net_tcp *http_take(struct in_addr server, unsigned int port);
/* Closes the connection that was kept, if there is one. */
void http_close_idle(void);

#endif /* CORE_NET_HTTP_H */
