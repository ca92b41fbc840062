/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_HTTP_H
#define IPXE_HTTP_H

/* Closes the connection that is kept for the next file, if there is one, so
 * that no segment of it comes in while another program uses the device. */
void http_close_idle ( void );

#endif /* IPXE_HTTP_H */
