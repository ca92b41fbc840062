/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_BASE64_H
#define IPXE_BASE64_H

#include <stddef.h>

/* Base64 (RFC 4648 section 4), padded, without line breaks. */

/* Like snprintf: writes at most len bytes with the NUL, returns the length the
 * whole text has. */
int base64_encode ( const void *raw, size_t raw_len, char *buf, size_t len );
/* Stores at most len bytes, returns how many there are, or -EINVAL. Missing
 * padding is forgiven. */
int base64_decode ( const char *text, void *buf, size_t len );

#endif /* IPXE_BASE64_H */
