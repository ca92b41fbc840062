/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_URI_H
#define IPXE_URI_H

#include <stddef.h>
#include <ipxe/refcnt.h>

/* URIs (RFC 3986): parts are decoded; absent ones are NULL. */
struct uri {
	struct refcnt refcnt;
	const char *scheme;
	const char *opaque;		/* "tftp:..." without "//" */
	const char *user;
	const char *password;
	const char *host;
	const char *port;
	const char *path;
	const char *query;
	const char *fragment;
};

/* NULL when out of memory. Anything parses; what is not a URI is a path. */
struct uri *parse_uri ( const char *text );
/* A URI of its own from (decoded) parts that stand elsewhere; NULL when out of
 * memory. */
struct uri *uri_copy ( const struct uri *parts );
/* Like snprintf, encoded as needed. Passwords are written as "***" in
 * messages by format_uri_public(). */
size_t format_uri ( const struct uri *uri, char *buf, size_t len );
size_t format_uri_public ( const struct uri *uri, char *buf, size_t len );
char *format_uri_alloc ( const struct uri *uri );
/* RFC 3986 5.2. A relative URI against a base, NULL when out of memory. */
struct uri *resolve_uri ( const struct uri *base, struct uri *relative );
unsigned int uri_port ( const struct uri *uri, unsigned int default_port );

static inline struct uri *uri_get ( struct uri *uri ) {
	if ( uri )
		ref_get ( &uri->refcnt );
	return uri;
}
static inline void uri_put ( struct uri *uri ) {
	if ( uri )
		ref_put ( &uri->refcnt );
}
static inline int uri_is_absolute ( const struct uri *uri ) {
	return ( uri->scheme != NULL );
}
/* The current working URI: what relative ones are resolved against. */
extern struct uri *cwuri;
void churi ( struct uri *uri );

#endif /* IPXE_URI_H */
