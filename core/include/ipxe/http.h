/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_HTTP_H
#define IPXE_HTTP_H

/* Closes the connection that is kept for the next file, if there is one:
 * whatever runs next has the wire for itself. */
void http_close_idle ( void );

#endif /* IPXE_HTTP_H */
