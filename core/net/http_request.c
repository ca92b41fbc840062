/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * HTTP/1.1 requests (RFC 9112 section 3): one GET, whole or from some byte on, or one
 * POST of a form.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/base64.h>
#include <ipxe/uri.h>
#include "http.h"

/* Writes the header line with the user and the password of a URI (RFC 7617 section
 * 2), or nothing for a URI without them. Returns the length, or a negative
 * error. */
static int format_auth(const struct uri *uri, char *buf, size_t len)
{
	char plain[192], encoded[4 * sizeof(plain) / 3 + 5];
	size_t plain_len;

	if (!uri->user)
		return 0;
	plain_len = snprintf(plain, sizeof(plain), "%s:%s", uri->user,
			     uri->password ? uri->password : "");
	if (plain_len >= sizeof(plain))
		return -ENAMETOOLONG;
	base64_encode(plain, plain_len, encoded, sizeof(encoded));
	return snprintf(buf, len, "Authorization: Basic %s\r\n", encoded);
}

/* Writes the header lines that ask for the bytes of a file from an offset on, if the
 * file is still the one that was begun (RFC 9110 section 13.1.5). */
static int format_range(unsigned long long from, const char *etag, char *buf,
			size_t len)
{
	size_t used;

	if (!from)
		return 0;
	used = snprintf(buf, len, "Range: bytes=%lld-\r\n", from);
	if (etag)
		used += snprintf(buf + used, len - used, "If-Range: %s\r\n",
				 etag);
	return used;
}

/* Writes the header lines that tell that a form follows, and its length (RFC 9110
 * section 8). */
static void format_form(const char *body, char *buf, size_t len)
{
	snprintf(buf, len,
		 "Content-Type: application/x-www-form-urlencoded\r\n"
		 "Content-Length: %ld\r\n", (unsigned long)strlen(body));
}

int http_request(const struct uri *uri, unsigned long long from,
		 const char *etag, const char *body, char *buf, size_t len)
{
	const struct uri host = { .host = uri->host, .port = uri->port };
	const struct uri path = {
		.path = uri->path ? uri->path : "/", .query = uri->query,
	};
	char auth[320] = "", range[64 + HTTP_MAX_ETAG] = "";
	char host_text[300];
	char *path_text;
	size_t used;
	int rc;

	rc = format_auth(uri, auth, sizeof(auth));
	if (rc < 0)
		return rc;
	if (body)
		format_form(body, range, sizeof(range));
	else
		format_range(from, etag, range, sizeof(range));
	/* The text of the host begins with the two slashes of an authority. */
	if (format_uri(&host, host_text, sizeof(host_text)) >=
	    sizeof(host_text))
		return -ENAMETOOLONG;
	path_text = format_uri_alloc(&path);
	if (!path_text)
		return -ENOMEM;
	used = snprintf(buf, len, "%s %s HTTP/1.1\r\nHost: %s\r\n"
			"User-Agent: iPXE/multiboot\r\n%s%s"
			"Connection: keep-alive\r\n\r\n%s",
			body ? "POST" : "GET", path_text, host_text + 2, auth,
			range, body ? body : "");
	free(path_text);
	return used < len ? (int)used : -ENAMETOOLONG;
}
