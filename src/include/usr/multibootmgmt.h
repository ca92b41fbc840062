/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _USR_MULTIBOOTMGMT_H
#define _USR_MULTIBOOTMGMT_H

/** @file
 *
 * Boot from whichever network device answers
 *
 */

FILE_LICENCE ( GPL2_OR_LATER );

/** A number that need not be given, and of which 0 has a meaning */
struct multiboot_number {
	/** It was given */
	int given;
	/** Its value, if it was */
	unsigned int value;
};

/**
 * What a run of the command is to do
 *
 * Times are in ticks. A limit of 0 is none that makes sense, and stands for
 * the default.
 */
struct multiboot_options {
	/** Try one device after another, never two at once */
	int in_turn;
	/** Race and report, but boot nothing */
	int probe;
	/** Print the result only */
	int quiet;
	/** Leave no "BOOTIF=" that names the winner to kernels and scripts */
	int no_bootif;
	/** How long to wait for preferred devices after the first bootable
	 * offer, in ticks; by default that follows from the race */
	struct multiboot_number settle;
	/** How long a link may stay down, or 0 */
	unsigned long link_timeout;
	/** How long a device with link may stay without an offer, or 0 */
	unsigned long dhcp_timeout;
	/** How long a round may take, downloads excepted, or 0 */
	unsigned long timeout;
	/** Number of rounds, one by default; 0 for no limit */
	struct multiboot_number rounds;
	/** Names of devices to leave out, comma separated, or NULL */
	char *exclude;
	/** Servers whose offers count, addresses and prefixes, comma separated;
	 * or NULL for all */
	char *server;
	/** Text that a vendor option has to hold for an offer to count, or
	 * NULL */
	char *match;
};

/* multibootmgmt.c: a run of the command */

/** Boot from whichever network device answers */
extern int multiboot ( struct multiboot_options *options, char **names,
		       unsigned int count );

/* multibootmenu.c: the menu */

/** Let the user choose what to boot from */
extern int multiboot_menu ( struct multiboot_options *options, char **names,
			    unsigned int count, unsigned long timeout );

#endif /* _USR_MULTIBOOTMGMT_H */
