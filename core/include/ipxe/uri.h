/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_URI_H
#define IPXE_URI_H

#include <stddef.h>
#include <ipxe/refcnt.h>

/* URIs (RFC 3986): parts are decoded; absent ones are NULL. */
struct uri {
	/* Its references. */
	struct refcnt refcnt;
	/* "http", without the colon. */
	const char *scheme;
	/* What follows the scheme where no "//" does. */
	const char *opaque;
	/* The name before "@". */
	const char *user;
	/* What follows the colon after the name. */
	const char *password;
	/* Name or address of the server. */
	const char *host;
	/* Port, as text. */
	const char *port;
	/* Path, with its slashes. */
	const char *path;
	/* What follows "?". */
	const char *query;
	/* What follows "#". */
	const char *fragment;
};

/* Reads a URI. Everything can be read: what is no URI is a path. Returns NULL
 * when out of memory. */
struct uri *parse_uri ( const char *text );
/* Makes a URI of decoded parts, which are copied. Returns NULL when out of
 * memory. */
struct uri *uri_copy ( const struct uri *parts );
/* Writes a URI by snprintf()'s rules, with what needs it encoded. */
size_t format_uri ( const struct uri *uri, char *buf, size_t len );
/* Writes a URI as format_uri() does, with "***" for a password: for
 * messages. */
size_t format_uri_public ( const struct uri *uri, char *buf, size_t len );
/* Returns the text of a URI, allocated, or NULL when out of memory. */
char *format_uri_alloc ( const struct uri *uri );
/* Resolves a relative URI against a base (RFC 3986 section 5.2). Returns the
 * result with a reference, or NULL when out of memory. */
struct uri *resolve_uri ( const struct uri *base, struct uri *relative );
/* Returns the port of a URI, or default_port if it names none that is one. */
unsigned int uri_port ( const struct uri *uri, unsigned int default_port );

/* Takes a reference. Returns the URI, which may be NULL. */
static inline struct uri *uri_get ( struct uri *uri ) {
	if ( uri )
		ref_get ( &uri->refcnt );
	return uri;
}
/* Gives a reference back; NULL does nothing. */
static inline void uri_put ( struct uri *uri ) {
	if ( uri )
		ref_put ( &uri->refcnt );
}
/* Returns non-zero if a URI has a scheme. */
static inline int uri_is_absolute ( const struct uri *uri ) {
	return ( uri->scheme != NULL );
}
/* The current working URI: what relative ones are resolved against. */
extern struct uri *cwuri;
/* Makes a URI (or NULL) the current working URI, and takes a reference. */
void churi ( struct uri *uri );

#endif /* IPXE_URI_H */
