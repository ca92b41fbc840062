/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_NET_HTTP_H
#define CORE_NET_HTTP_H

#include <stddef.h>

struct uri;

/* Longest entity tag that is kept, with its quotes. */
#define HTTP_MAX_ETAG 96

/* Writes a GET request for uri into buf. from: the first byte that is wanted,
 * if etag (NULL: unknown) is still that of the file. The length, or a negative
 * error: -ENAMETOOLONG, -ENOMEM. */
int http_request(const struct uri *uri, unsigned long long from,
		 const char *etag, char *buf, size_t len);

#endif /* CORE_NET_HTTP_H */
