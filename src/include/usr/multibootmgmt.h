/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _USR_MULTIBOOTMGMT_H
#define _USR_MULTIBOOTMGMT_H

/** @file
 *
 * Boot from whichever network device answers
 *
 */

FILE_LICENCE ( GPL2_OR_LATER );

/**
 * What a run of the command is to do
 *
 * Times are in ticks; 0 stands for the default.
 */
struct multiboot_options {
	/** One device after another */
	int in_turn;
	/** Race and report, boot nothing */
	int probe;
	/** Print the result only */
	int quiet;
	/** Wait for more preferred devices after the first bootable offer */
	unsigned long settle;
	/** How long a link may stay down */
	unsigned long link_timeout;
	/** How long a device with link may stay without an offer */
	unsigned long dhcp_timeout;
	/** How long a round may take, downloads excepted */
	unsigned long timeout;
	/** Rounds and one; 1 for no limit, 0 for the default (one round) */
	unsigned int rounds;
	/** Names of devices to leave out, comma separated, or NULL */
	char *exclude;
};

extern int multiboot ( struct multiboot_options *options, char **names,
		       unsigned int count );
extern int multiboot_menu ( struct multiboot_options *options, char **names,
			    unsigned int count, unsigned long timeout );

#endif /* _USR_MULTIBOOTMGMT_H */
