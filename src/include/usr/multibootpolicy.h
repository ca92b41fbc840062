/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _USR_MULTIBOOTPOLICY_H
#define _USR_MULTIBOOTPOLICY_H

/** @file
 *
 * The command's options that decide which servers' offers count
 *
 */

FILE_LICENCE ( GPL2_OR_LATER );

#include <usr/multibootdhcp.h>

struct multiboot_options;

/** Check a list of addresses and prefixes */
extern int multiboot_servers_valid ( const char *list );
/** Find the option of the command that refuses an offer, if one does */
extern const char * multiboot_refused_by ( struct multiboot_options *options,
					   struct multiboot_reply *reply );

#endif /* _USR_MULTIBOOTPOLICY_H */
