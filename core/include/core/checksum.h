/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_CHECKSUM_H
#define CORE_CHECKSUM_H

#include <stdint.h>

/* Returns the sum of 16-bit words, the last of which may be half a one, in ones'
 * complement and in network order (RFC 1071). */
uint16_t net_checksum(const void *data, int len);

#endif /* CORE_CHECKSUM_H */
