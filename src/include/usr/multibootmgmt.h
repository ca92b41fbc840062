/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _USR_MULTIBOOTMGMT_H
#define _USR_MULTIBOOTMGMT_H

/** @file
 *
 * Boot from whichever network device answers
 *
 */

FILE_LICENCE ( GPL2_OR_LATER );

/** An optional number, of which 0 is a meaningful value */
struct multiboot_number {
	/** The number was given */
	int given;
	/** The value of the number, if it was given */
	unsigned int value;
};

/**
 * What a run of the command is to do
 *
 * Times are in ticks. A time limit of 0 means the default.
 */
struct multiboot_options {
	/** Try one device after another, never two at once */
	int in_turn;
	/** Race and report, but boot nothing */
	int probe;
	/** Print only the result */
	int quiet;
	/** Do not store the "BOOTIF=" that names the winner for kernels and
	 * scripts */
	int no_bootif;
	/** How long to wait for preferred devices after the first bootable
	 * offer, in ticks; by default the race computes it */
	struct multiboot_number settle;
	/** How long a link may stay down, or 0 for the default */
	unsigned long link_timeout;
	/** How long a device with link may stay without an offer, or 0 for the
	 * default */
	unsigned long dhcp_timeout;
	/** How long a round may take without downloads, or 0 for the default */
	unsigned long timeout;
	/** Number of rounds, one by default; 0 for no limit */
	struct multiboot_number rounds;
	/** Comma separated list of the VLANs that take part on each device,
	 * besides what has no tag, or NULL */
	char *vlans;
	/** Names of devices to leave out, comma separated, or NULL */
	char *exclude;
	/** Comma separated list of the addresses and prefixes of servers whose
	 * offers count, or NULL if all count */
	char *server;
	/** Text that one of an offer's vendor options has to contain for the
	 * offer to count, or NULL if all count */
	char *match;
	/** URI to boot from whatever lease it can be downloaded with, or NULL.
	 * "%{...}" in it stands for a setting, as "${...}" does, which a
	 * command line replaces before there is a lease */
	char *url;
	/** SHA-256 that the boot file has to have, as 64 hexadecimal digits, or
	 * NULL if any file will do */
	char *sha256;
};

/** Number of words that the arguments of a machine may have, with the name of the
 * command */
#define MULTIBOOT_ARGS_MAX 32

/** Arguments that the machine has for the command */
struct multiboot_args {
	/** The words' text, with a NUL after each, or NULL */
	char *text;
	/** There are more words, or the text is longer, than is taken in */
	int too_many;
	/** Number of words */
	int argc;
	/** The words, the name of the command first, with a NULL at the end */
	char *argv[ MULTIBOOT_ARGS_MAX + 1 ];
};

/* multibootargs.c: arguments from settings */

/** Get the arguments that the machine has for the command */
extern struct multiboot_args * multiboot_args ( char *name );

/** Free the arguments of the machine */
extern void multiboot_args_free ( struct multiboot_args *args );

/* multibootmgmt.c: a run of the command */

/** Check options and names before anything is done */
extern int multiboot_check ( struct multiboot_options *options, char **names,
			     unsigned int count );

/** Boot from whichever network device answers */
extern int multiboot ( struct multiboot_options *options, char **names,
		       unsigned int count );

/* multibootmenu.c: the menu */

/** Let the user choose what to boot from */
extern int multiboot_menu ( struct multiboot_options *options, char **names,
			    unsigned int count, unsigned long timeout );

#endif /* _USR_MULTIBOOTMGMT_H */
