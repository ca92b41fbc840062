/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_URI_H
#define IPXE_URI_H

#include <stddef.h>
#include <ipxe/refcnt.h>

/* A URI (RFC 3986 section 3) in its parts. Parts that it does not have are
 * NULL. */
struct uri {
	/* References to it. */
	struct refcnt refcnt;
	/* Scheme, such as "http", without the colon. */
	const char *scheme;
	/* Everything after the scheme, in a URI without "//". */
	const char *opaque;
	/* User name before the "@", decoded. */
	const char *user;
	/* Password, which follows the user name after a colon, decoded. */
	const char *password;
	/* Name or address of the server, decoded. */
	const char *host;
	/* Port, as text. */
	const char *port;
	/* Path, with its slashes, percent-encoded. */
	const char *path;
	/* Query, without the "?" before it, percent-encoded. */
	const char *query;
	/* Fragment, without the "#" before it, percent-encoded. */
	const char *fragment;
	/* Another server that may have the file, which is no part of the text. */
	const char *second_host;
};

/* Returns the URI that a text stands for, or NULL when out of memory. There is
 * no wrong text: what does not look like a URI is taken for a path. */
struct uri *parse_uri ( const char *text );
/* Returns the character that a text's first three characters stand for if they are
 * a percent sign and two hexadecimal digits, or -1. */
int uri_escape ( const char *text );
/* Decodes percent-encoded text in place, such as a path of which a file name is
 * wanted. An invalid escape and the one of a NUL stay as they are. */
void uri_decode ( char *text );
/* Returns a copy of a URI, or NULL when out of memory. */
struct uri *uri_copy ( const struct uri *parts );
/* Writes a URI as text, percent-encoded where that is needed, at most len bytes
 * with the NUL. Returns the length of the whole text, as snprintf() does. */
size_t format_uri ( const struct uri *uri, char *buf, size_t len );
/* Writes a URI as format_uri() does, with "***" in place of a password, for
 * messages. */
size_t format_uri_public ( const struct uri *uri, char *buf, size_t len );
/* Returns the text of a URI, allocated, or NULL when out of memory. */
char *format_uri_alloc ( const struct uri *uri );
/* Resolves a relative URI against a base (RFC 3986 section 5.2). Returns the
 * result with a reference, or NULL when out of memory. */
struct uri *resolve_uri ( const struct uri *base, struct uri *relative );
/* Returns the port of a URI, or default_port if it has none or that is not
 * valid. */
unsigned int uri_port ( const struct uri *uri, unsigned int default_port );

/* Takes a reference to a URI, which may be NULL. Returns the URI. */
static inline struct uri *uri_get ( struct uri *uri ) {
	if ( uri )
		ref_get ( &uri->refcnt );
	return uri;
}
/* Gives a reference to a URI back. Does nothing with NULL. */
static inline void uri_put ( struct uri *uri ) {
	if ( uri )
		ref_put ( &uri->refcnt );
}
/* Returns non-zero if a URI has a scheme. */
static inline int uri_is_absolute ( const struct uri *uri ) {
	return ( uri->scheme != NULL );
}
/* The current working URI, or NULL: the base of relative URIs. */
extern struct uri *cwuri;
/* Makes a URI, which may be NULL, the current working URI, and takes a
 * reference. */
void churi ( struct uri *uri );

#endif /* IPXE_URI_H */
