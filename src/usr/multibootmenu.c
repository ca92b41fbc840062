/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#define ERRFILE_multibootmenu ( ERRFILE_OTHER | 0x00760000 )

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <ipxe/timer.h>
#include <ipxe/device.h>
#include <ipxe/netdevice.h>
#include <ipxe/settings.h>
#include <usr/multibootcompat.h>
#include <usr/multibootmgmt.h>

/** @file
 *
 * The menu
 *
 * The user chooses all network devices, one of them, or a way out. The firmware's
 * own menu commands draw the menu. They are run as command lines, which are the same
 * in all versions, whereas their C functions are not.
 *
 */

/** How long to look for a link when the menu is built */
#define MULTIBOOT_MENU_LINK_TIME ( TICKS_PER_SEC / 10 )

/** Longest time limit in milliseconds, which a signed number of 32 bits can hold
 * in ticks as well */
#define MULTIBOOT_MENU_TIMEOUT_MAX 2000000000UL

/** Longest command line */
#define MULTIBOOT_MENU_LINE 160

/** The setting that the choice goes to */
#define MULTIBOOT_MENU_CHOICE "multiboot-choice"

/** An item of the menu that leaves it without a boot */
struct multiboot_menu_item {
	/** Hot key */
	char key;
	/** Name of the item */
	const char *name;
	/** Text */
	const char *text;
};

/** The items that leave the menu without a boot, as it shows them */
static const struct multiboot_menu_item multiboot_menu_items[] = {
	{ 'c', "config", "(C)hange settings" },
	{ 'r', "reboot", "(R)estart the machine" },
	{ 's', "shell", "Go to the (s)hell" },
	{ 'x', "exit", "E(x)it to the next boot device" },
};

/** Number of items that leave the menu without a boot */
#define MULTIBOOT_MENU_ITEMS						\
	( sizeof ( multiboot_menu_items ) /				\
	  sizeof ( multiboot_menu_items[0] ) )

/**
 * Find out whether a device has a link
 *
 * @v netdev		Network device
 * @ret text		"up" or "down", or "?" if it cannot be opened
 *
 * A device that was closed before is closed again.
 */
static const char * multiboot_menu_link ( struct net_device *netdev ) {
	int was_open = netdev_is_open ( netdev );
	unsigned long started = currticks();
	int link_ok;

	if ( netdev_open ( netdev ) != 0 )
		return "?";
	netdev_rx_freeze ( netdev );
	do {
		netdev_poll ( netdev );
		link_ok = netdev_link_ok ( netdev );
	} while ( ( ! link_ok ) &&
		  ( ( currticks() - started ) < MULTIBOOT_MENU_LINK_TIME ) );
	netdev_rx_unfreeze ( netdev );
	if ( ! was_open )
		netdev_close ( netdev );
	return ( link_ok ? "up" : "down" );
}

/**
 * Add a device to the menu
 *
 * @v netdev		Network device
 * @v index		Place in the list: the first ten have a hot key
 * @ret rc		Return status code
 */
static int multiboot_menu_add ( struct net_device *netdev,
				unsigned int index ) {
	struct device_description *desc = &netdev->dev->desc;
	char line[MULTIBOOT_MENU_LINE];
	char key[12];

	key[0] = '\0';
	if ( index < 10 )
		snprintf ( key, sizeof ( key ), "--key %d ", index );
	snprintf ( line, sizeof ( line ),
		   "item %s%s %s: %s - ${%s/bustype} %s %04x:%04x %s, link %s",
		   key, netdev->name, netdev->name, netdev_addr ( netdev ),
		   netdev->name, netdev->dev->name, desc->vendor, desc->device,
		   netdev->dev->driver_name, multiboot_menu_link ( netdev ) );
	return system ( line );
}

/**
 * Build the menu
 *
 * @ret rc		Return status code
 */
static int multiboot_menu_build ( void ) {
	const struct multiboot_menu_item *item;
	struct net_device *netdev;
	char line[MULTIBOOT_MENU_LINE];
	unsigned int index = 0;
	unsigned int i;
	int rc;

	if ( ( rc = system ( "menu What shall ${uuid} boot from?" ) ) != 0 )
		return rc;
	if ( ( rc = system ( "item --key a all (A)ny network card" ) ) != 0 )
		return rc;
	system ( "item" );
	system ( "item --gap -- --- One network card ---" );
	for_each_netdev ( netdev ) {
		if ( ( rc = multiboot_menu_add ( netdev, index++ ) ) != 0 )
			return rc;
	}
	system ( "item" );
	system ( "item --gap -- --- Something else ---" );
	for ( i = 0 ; i < MULTIBOOT_MENU_ITEMS ; i++ ) {
		item = &multiboot_menu_items[i];
		snprintf ( line, sizeof ( line ), "item --key %c %s %s",
			   item->key, item->name, item->text );
		if ( ( rc = system ( line ) ) != 0 )
			return rc;
	}
	return 0;
}

/**
 * Find out whether nobody was there to choose
 *
 * @v choice		Choice
 * @v timeout		Milliseconds until the default is taken, or 0
 * @v waited		Ticks until there was a choice
 * @ret alone		The default was taken when the time was over
 *
 * The menu does not tell, but the time does: a key stops the menu's clock, so that
 * a choice at about the time limit was made by nobody.
 */
static int multiboot_menu_alone ( const char *choice, unsigned long timeout,
				  unsigned long waited ) {
	return ( timeout && multiboot_timed_out ( timeout, waited ) &&
		 ( strcmp ( choice, "all" ) == 0 ) );
}

/**
 * Show the menu
 *
 * @v timeout		Milliseconds until the default is taken, or 0
 * @v choice		Choice to fill in, to be freed by the caller
 * @v alone		Non-zero to fill in if the time limit made the choice
 * @ret rc		Return status code
 */
static int multiboot_menu_choose ( unsigned long timeout, char **choice,
				   int *alone ) {
	struct setting setting;
	char line[MULTIBOOT_MENU_LINE];
	unsigned long waited;
	int len;
	int rc;

	*choice = NULL;
	if ( ( rc = multiboot_menu_build() ) != 0 )
		return rc;
	snprintf ( line, sizeof ( line ), "choose --default all --timeout %ld "
		   MULTIBOOT_MENU_CHOICE, timeout );
	waited = currticks();
	if ( ( rc = system ( line ) ) != 0 )
		return rc;
	waited = ( currticks() - waited );
	memset ( &setting, 0, sizeof ( setting ) );
	setting.name = MULTIBOOT_MENU_CHOICE;
	setting.type = &setting_type_string;
	len = fetch_string_setting_copy ( NULL, &setting, choice );
	if ( len < 0 )
		return len;
	*alone = multiboot_menu_alone ( *choice, timeout, waited );
	return 0;
}

/**
 * Do what was chosen
 *
 * @v options		Options of the race
 * @v names		Names of devices that "all" stands for
 * @v count		Number of names, or 0 for all devices
 * @v choice		Choice: name of a device or of an item
 * @v done		Non-zero to fill in if the menu is not shown again
 * @ret rc		Return status code
 */
static int multiboot_menu_do ( struct multiboot_options *options,
			       char **names, unsigned int count, char *choice,
			       int *done ) {
	int rc;

	*done = 0;
	if ( strcmp ( choice, "exit" ) == 0 ) {
		*done = 1;
		return -ECANCELED;
	}
	if ( find_netdev ( choice ) ) {
		rc = multiboot ( options, &choice, 1 );
	} else if ( strcmp ( choice, "all" ) == 0 ) {
		rc = multiboot ( options, names, count );
	} else {
		/* The other items have the names of commands */
		return system ( choice );
	}
	*done = ( rc == 0 );
	return rc;
}

/**
 * Let the user choose what to boot from
 *
 * @v options		What to do when it comes to booting
 * @v names		Names of devices that "all" stands for
 * @v count		Number of names, or 0 for all devices
 * @v timeout		Milliseconds until all devices are tried, or 0 to wait
 *			for ever
 * @ret rc		Return status code: 0 if something was booted,
 *			-ECANCELED if the user wants the next boot device
 *
 * What "all" stands for is checked before the menu is shown.
 *
 * The menu is shown again, without a time limit, when a boot has failed or a
 * command has returned. It is not shown again if nobody made the choice: a machine
 * without a user goes on with its next boot device.
 */
int multiboot_menu ( struct multiboot_options *options, char **names,
		     unsigned int count, unsigned long timeout ) {
	char *choice;
	int alone;
	int done;
	int rc;

	if ( ( rc = multiboot_check ( options, names, count ) ) != 0 )
		return rc;
	if ( timeout > MULTIBOOT_MENU_TIMEOUT_MAX )
		timeout = MULTIBOOT_MENU_TIMEOUT_MAX;
	do {
		if ( ( rc = multiboot_menu_choose ( timeout, &choice,
						    &alone ) ) != 0 ) {
			printf ( "multiboot: no choice: %s\n",
				 strerror ( rc ) );
			return rc;
		}
		rc = multiboot_menu_do ( options, names, count, choice, &done );
		free ( choice );
		if ( alone )
			return rc;
		timeout = 0;
	} while ( ! done );
	return rc;
}
