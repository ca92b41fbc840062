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
struct multiboot_race;
struct multiboot_contender;

/** Check a list of addresses and prefixes */
extern int multiboot_servers_valid ( const char *list );
/** Find the option of the command that refuses an offer, if one does */
extern const char * multiboot_refused_by ( struct multiboot_options *options,
					   struct multiboot_reply *reply );
/** Note for the record that an offer does not count, and tell it */
extern void multiboot_refuse ( struct multiboot_race *race,
			       struct multiboot_contender *contender,
			       struct multiboot_reply *reply,
			       const char *option );
/** Describe the offer that the command's options have refused last */
extern void multiboot_refusal ( struct multiboot_contender *contender,
				char *text, size_t len );

#endif /* _USR_MULTIBOOTPOLICY_H */
