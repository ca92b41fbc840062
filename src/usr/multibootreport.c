/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#define ERRFILE_multibootreport ( ERRFILE_OTHER | 0x00730000 )

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <ipxe/in.h>
#include <ipxe/device.h>
#include <ipxe/netdevice.h>
#include <ipxe/settings.h>
#include <usr/multibootrace.h>

/** @file
 *
 * What happened, for people and for scripts
 *
 * Messages are a line each, told when something happens and never by a timer,
 * so that a serial log stays readable. Text from the network has been made
 * printable where it came in.
 *
 */

/** Longest value of a result */
#define MULTIBOOT_RESULT_LEN 128


/** Width of the table, and of the space in front of a second line */
#define MULTIBOOT_COLUMNS 79
#define MULTIBOOT_INDENT 6

/** Results, as settings "multiboot/..." */
static struct generic_settings multiboot_settings;

/** Results are registered */
static int multiboot_settings_registered;

/**
 * Tell something about a contender
 *
 * @v race		Race
 * @v contender		Contender
 * @v text		What there is to tell
 */
void multiboot_say ( struct multiboot_race *race,
		     struct multiboot_contender *contender,
		     const char *text ) {
	if ( race->options->quiet || multiboot_live ( race ) )
		return;
	printf ( "%s: %s\n", contender->netdev->name, text );
}

/**
 * Print a text in a column
 *
 * @v text		Text
 * @v width		Width of the column, or 0 for as wide as the text
 */
static void multiboot_column ( const char *text, size_t width ) {
	size_t len = strlen ( text );
	size_t i;

	for ( i = 0 ; ( i < len ) && ( ( i < width ) || ! width ) ; i++ )
		printf ( "%c", text[i] );
	for ( ; i < width ; i++ )
		printf ( " " );
	if ( width )
		printf ( " " );
}

/**
 * Tell about an offer, and keep it for the table
 *
 * @v race		Race
 * @v contender		Contender
 * @v reply		Offer
 */
void multiboot_say_offer ( struct multiboot_race *race,
			   struct multiboot_contender *contender,
			   struct multiboot_reply *reply ) {
	int is_proxy = multiboot_is_proxy ( reply );
	const char *what = reply->name;

	if ( ! is_proxy ) {
		contender->address = reply->address;
		contender->server = reply->server;
	}
	if ( reply->name[0] )
		memcpy ( contender->name, reply->name,
			 sizeof ( contender->name ) );
	if ( race->options->quiet || multiboot_live ( race ) )
		return;
	if ( reply->flags & MULTIBOOT_PXE_MENU )
		what = "PXE menu";
	else if ( ! ( reply->flags & MULTIBOOT_BOOTABLE ) )
		what = ( is_proxy ? "PXE boot server" : "nothing to boot" );
	if ( is_proxy ) {
		printf ( "%s: proxyDHCP offer", contender->netdev->name );
	} else {
		printf ( "%s: offer %s", contender->netdev->name,
			 inet_ntoa ( reply->address ) );
	}
	printf ( " from %s: %s\n", inet_ntoa ( reply->server ), what );
}

/**
 * Convert ticks to milliseconds
 *
 * @v ticks		Ticks
 * @ret ms		Milliseconds
 */
static unsigned long multiboot_ms ( unsigned long ticks ) {
	return ( ( ( ticks / TICKS_PER_SEC ) * 1000 ) +
		 ( ( ( ticks % TICKS_PER_SEC ) * 1000 ) / TICKS_PER_SEC ) );
}

/**
 * Find out how long a contender took
 *
 * @v contender		Contender
 * @ret ms		Milliseconds until it had a lease or was out
 */
static unsigned long multiboot_took ( struct multiboot_contender *contender ) {
	if ( ( ! contender->opened ) || ( ! contender->done ) )
		return 0;
	return multiboot_ms ( contender->ended - contender->started );
}

/**
 * Print a word in the second line of a row, or in one below if it is full
 *
 * @v column		Columns used, updated
 * @v word		Word
 */
static void multiboot_word ( size_t *column, const char *word ) {
	size_t len = ( strlen ( word ) + 1 );

	if ( ( ( *column + len ) > MULTIBOOT_COLUMNS ) &&
	     ( *column > MULTIBOOT_INDENT ) ) {
		printf ( "\n      " );
		*column = MULTIBOOT_INDENT;
	}
	printf ( " %s", word );
	*column += len;
}

/**
 * Print a contender's lines of the table
 *
 * @v contender		Contender
 */
static void multiboot_row ( struct multiboot_contender *contender ) {
	struct net_device *netdev = contender->netdev;
	char result[ 3 + MULTIBOOT_REASON_LEN ];
	char text[12];
	size_t column;

	/* The device */
	multiboot_column ( netdev->name, 6 );
	multiboot_column ( netdev_addr ( netdev ), 17 );
	multiboot_column ( netdev->dev->name, 12 );
	multiboot_column ( netdev->dev->driver_name, 12 );
	multiboot_column ( ( contender->had_link ?
			     ( netdev_link_ok ( netdev ) ? "up" : "lost" ) :
			     ( contender->opened ? "down" : "-" ) ), 4 );
	snprintf ( text, sizeof ( text ), "%ld", multiboot_took ( contender ) );
	multiboot_column ( text, 6 );
	printf ( "\n      " );
	column = MULTIBOOT_INDENT;

	/* What DHCP said, and what came of it */
	if ( contender->address.s_addr )
		multiboot_word ( &column, inet_ntoa ( contender->address ) );
	if ( contender->server.s_addr ) {
		multiboot_word ( &column, "from" );
		multiboot_word ( &column, inet_ntoa ( contender->server ) );
	}
	if ( contender->name[0] )
		multiboot_word ( &column, contender->name );
	snprintf ( result, sizeof ( result ), "-> %s",
		   ( contender->reason[0] ? contender->reason : "not needed" ) );
	multiboot_word ( &column, result );
	printf ( "\n" );
}

/**
 * Print the table
 *
 * @v race		Race
 */
void multiboot_table ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;

	if ( race->options->quiet )
		return;
	multiboot_column ( "NIC", 6 );
	multiboot_column ( "MAC", 17 );
	multiboot_column ( "bus", 12 );
	multiboot_column ( "driver", 12 );
	multiboot_column ( "link", 4 );
	printf ( "ms\n" );
	for_each_contender ( contender, race )
		multiboot_row ( contender );
}

/**
 * Remove the results of an earlier run
 *
 */
void multiboot_results_clear ( void ) {
	if ( multiboot_settings_registered ) {
		unregister_settings ( &multiboot_settings.settings );
		generic_settings_clear ( &multiboot_settings.settings );
	}
	multiboot_settings_registered = 0;
}

/**
 * Store a result under the name of a setting that every firmware knows
 *
 * @v setting		Setting, whose type and tag go with its name
 * @v value		Value
 *
 * A result that cannot be stored (for want of memory) is missing: a script
 * finds it empty.
 */
static void multiboot_result_known ( const struct setting *setting,
				     const char *value ) {
	storef_setting ( &multiboot_settings.settings, setting, value );
}

/**
 * Store a result
 *
 * @v name		Name of the setting
 * @v value		Value
 */
static void multiboot_result ( const char *name, const char *value ) {
	struct setting setting;

	memset ( &setting, 0, sizeof ( setting ) );
	setting.name = name;
	setting.type = &setting_type_string;
	multiboot_result_known ( &setting, value );
}

/**
 * Store what a script wants to know about the contenders
 *
 * @v race		Race
 *
 * Stores "tried", the names of all devices whose offer was requested, and
 * "reason-<device>" for each device.
 */
static void multiboot_results_all ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;
	char tried[MULTIBOOT_RESULT_LEN];
	char name[24];
	size_t used = 0;
	size_t len;

	tried[0] = '\0';
	for_each_contender ( contender, race ) {
		snprintf ( name, sizeof ( name ), "reason-%s",
			   contender->netdev->name );
		multiboot_result ( name, ( contender->reason[0] ?
					   contender->reason : "not needed" ) );
		len = strlen ( contender->netdev->name );
		if ( ( ! contender->had_boot ) ||
		     ( ( len + 2 ) > ( sizeof ( tried ) - used ) ) )
			continue;
		used += snprintf ( ( tried + used ), ( sizeof ( tried ) - used ),
				   "%s%s", ( used ? " " : "" ),
				   contender->netdev->name );
	}
	multiboot_result ( "tried", tried );
}

/**
 * Store the results
 *
 * @v race		Race
 * @v winner		Winner, or NULL if there is none
 */
void multiboot_results ( struct multiboot_race *race,
			 struct multiboot_contender *winner ) {
	char elapsed[12];

	multiboot_results_clear();
	generic_settings_init ( &multiboot_settings, NULL );
	if ( register_settings ( &multiboot_settings.settings, NULL,
				 "multiboot" ) != 0 )
		return;
	multiboot_settings_registered = 1;
	snprintf ( elapsed, sizeof ( elapsed ), "%ld",
		   multiboot_ms ( multiboot_now ( race ) - race->started ) );
	multiboot_result ( "elapsed", elapsed );
	multiboot_results_all ( race );
	if ( ! winner )
		return;
	multiboot_result ( "netdev", winner->netdev->name );
	multiboot_result_known ( &mac_setting, netdev_addr ( winner->netdev ) );
	multiboot_result_known ( &filename_setting, winner->name );
	/* None, rather than one that has no such file */
	if ( ! multiboot_names_server ( winner ) )
		multiboot_result ( "server", inet_ntoa ( winner->server ) );
}
