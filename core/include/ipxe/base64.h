/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_BASE64_H
#define IPXE_BASE64_H

#include <stddef.h>

/* Base64 (RFC 4648 section 4), padded, without line breaks. */

/* Writes bytes as text, at most len bytes with the NUL. Returns the length that
 * the whole text has, as snprintf() does. */
int base64_encode ( const void *raw, size_t raw_len, char *buf, size_t len );
/* Decodes text, whose padding may be missing, and stores at most len bytes.
 * Returns the number of bytes that the whole text stands for, or -EINVAL. */
int base64_decode ( const char *text, void *buf, size_t len );

#endif /* IPXE_BASE64_H */
