/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _USR_MULTIBOOTLACP_H
#define _USR_MULTIBOOTLACP_H

/** @file
 *
 * LACP, as a partner that never speaks first
 *
 */

FILE_LICENCE ( GPL2_OR_LATER );

#include <stddef.h>
#include <usr/multibootcompat.h>

struct net_device;

/** Answer a frame of the slow protocols */
extern int multiboot_lacp_answer ( struct net_device *netdev, const void *data,
				   size_t len );

#endif /* _USR_MULTIBOOTLACP_H */
