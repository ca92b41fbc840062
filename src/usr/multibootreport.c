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
#include <usr/multibootpolicy.h>
#include <usr/multibootreport.h>
#include <usr/multibootvlan.h>

/** @file
 *
 * Reports for people and results for scripts
 *
 * The functions here listen to the race. A message is a line. It is printed when
 * something happens and never by a timer, so that a serial log stays readable. Text
 * from the network was made printable when it was received.
 *
 */

/** Room for the value of a result, with its NUL */
#define MULTIBOOT_RESULT_LEN 128
/** Room for the summary, with its NUL: a line that fits into any message */
#define MULTIBOOT_SUMMARY_LEN 256

/** Width of the table */
#define MULTIBOOT_COLUMNS 79
/** Blanks at the start of the second and later lines of a row */
#define MULTIBOOT_INDENT 6

/** Size of a time as text: the digits and sign of 64 bits, and a NUL */
#define MULTIBOOT_TIME_LEN 21

/** Results, as settings "multiboot/..." */
static struct generic_settings multiboot_settings;

/** Non-zero if the results are registered */
static int multiboot_settings_registered;

/**
 * Check whether a message is to be printed
 *
 * @v race		Race
 * @ret prints		The message is to be printed, as neither "--quiet" was
 *			given nor do live lines show the same
 */
static int multiboot_prints ( struct multiboot_race *race ) {
	return ! ( race->options->quiet || multiboot_live_update ( race ) );
}

/**
 * Tell something about a contender
 *
 * @v race		Race
 * @v contender		Contender
 * @v text		What has happened
 */
void multiboot_told ( struct multiboot_race *race,
		      struct multiboot_contender *contender,
		      const char *text ) {
	if ( multiboot_prints ( race ) )
		printf ( "%s: %s\n", contender->name, text );
}

/**
 * Tell that a contender is out, when it has entered that state
 *
 * @v race		Race
 * @v contender		Contender
 * @v from		State that it has left
 *
 * All other changes of state have their own messages, or need none.
 */
void multiboot_entered ( struct multiboot_race *race,
			 struct multiboot_contender *contender,
			 enum multiboot_state from __unused ) {
	if ( contender->state == MULTIBOOT_FAILED )
		multiboot_told ( race, contender, contender->record.reason );
}

/**
 * Tell about an offer
 *
 * @v race		Race
 * @v contender		Contender
 * @v reply		Offer
 */
void multiboot_offered ( struct multiboot_race *race,
			 struct multiboot_contender *contender,
			 struct multiboot_reply *reply ) {
	int is_proxy = multiboot_is_proxy ( reply );
	char shown[MULTIBOOT_SHOWN_LEN];
	const char *what = multiboot_shown ( shown, reply->name );

	if ( ! multiboot_prints ( race ) )
		return;
	if ( reply->flags & MULTIBOOT_PXE_MENU )
		what = "PXE menu";
	else if ( ! ( reply->flags & MULTIBOOT_BOOTABLE ) )
		what = ( is_proxy ? "PXE boot server" : "nothing to boot" );
	if ( is_proxy ) {
		printf ( "%s: proxyDHCP offer", contender->name );
	} else {
		printf ( "%s: offer %s", contender->name,
			 inet_ntoa ( reply->address ) );
	}
	printf ( " from %s: %s\n", inet_ntoa ( reply->server ), what );
}

/**
 * Print a text in a column
 *
 * @v text		Text
 * @v width		Width of the column
 */
static void multiboot_column ( const char *text, size_t width ) {
	size_t len = strlen ( text );
	size_t i;

	for ( i = 0 ; ( i < len ) && ( i < width ) ; i++ )
		printf ( "%c", text[i] );
	for ( ; i < width ; i++ )
		printf ( " " );
	printf ( " " );
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
 * @ret ms		Milliseconds until it had a lease or was out, or 0 if
 *			neither has happened
 */
static unsigned long multiboot_took ( struct multiboot_contender *contender ) {
	struct multiboot_record *record = &contender->record;

	if ( ( ! contender->port.open_rank ) || ( ! record->ended ) )
		return 0;
	return multiboot_ms ( record->ended_at - record->started_at );
}

/**
 * Describe what has become of a contender
 *
 * @v contender		Contender
 * @ret result		Result
 */
static const char * multiboot_became ( struct multiboot_contender *contender ) {
	return ( contender->record.reason[0] ? contender->record.reason :
		 "not needed" );
}

/** Words that are printed or make up a text */
struct multiboot_words {
	/** Columns used in the line, or characters of the text */
	size_t used;
	/** Text, or NULL if the words are printed */
	char *text;
	/** Room for the text, with its NUL */
	size_t max;
};

/**
 * Add a word to a text, or print it
 *
 * @v words		Words to add to
 * @v word		Word
 *
 * A word that no longer fits into the text is counted and left out. A line of a row
 * that is full is followed by a new one.
 */
static void multiboot_word ( struct multiboot_words *words, const char *word ) {
	size_t len = ( strlen ( word ) + 1 );

	if ( words->text ) {
		if ( ( words->used + len ) < words->max )
			snprintf ( ( words->text + words->used ), ( len + 1 ),
				   " %s", word );
		words->used += len;
		return;
	}
	if ( ( ( words->used + len ) > MULTIBOOT_COLUMNS ) &&
	     ( words->used > MULTIBOOT_INDENT ) ) {
		printf ( "\n      " );
		words->used = MULTIBOOT_INDENT;
	}
	printf ( " %s", word );
	words->used += len;
}

/**
 * Tell which VLANs do not take part although they are there
 *
 * @v record		Record of a contender
 * @v words		Words to add to
 */
static void multiboot_row_vlans ( struct multiboot_record *record,
				  struct multiboot_words *words ) {
	unsigned int i;
	unsigned int tag;
	char text[40];

	for ( i = 0 ; ( i < MULTIBOOT_VLANS_NOTED ) && record->vlans[i] ; i++ ) {
		tag = ( record->vlans[i] & ~MULTIBOOT_VLAN_NAMED );
		snprintf ( text, sizeof ( text ), "%s VLAN %d (--vlan %d)",
			   ( ( tag == record->vlans[i] ) ? "hears" :
			     "is told of" ), tag, tag );
		multiboot_word ( words, text );
	}
}

/**
 * Tell what DHCP said to a contender, and what came of it
 *
 * @v contender		Contender
 * @v words		Words to add to
 */
static void multiboot_row_result ( struct multiboot_contender *contender,
				   struct multiboot_words *words ) {
	struct multiboot_record *record = &contender->record;
	char result[ 3 + MULTIBOOT_REASON_LEN ];
	char shown[MULTIBOOT_SHOWN_LEN];
	char text[MULTIBOOT_REASON_LEN];

	if ( record->address.s_addr )
		multiboot_word ( words, inet_ntoa ( record->address ) );
	if ( record->server.s_addr ) {
		multiboot_word ( words, "from" );
		multiboot_word ( words, inet_ntoa ( record->server ) );
	}
	if ( record->name[0] )
		multiboot_word ( words,
				 multiboot_shown ( shown, record->name ) );
	if ( record->refused ) {
		multiboot_refusal ( contender, text, sizeof ( text ) );
		multiboot_word ( words, text );
		snprintf ( text, sizeof ( text ), "(%d in all)",
			   record->refused );
		multiboot_word ( words, text );
	}
	multiboot_row_vlans ( record, words );
	snprintf ( result, sizeof ( result ), "-> %s",
		   multiboot_became ( contender ) );
	multiboot_word ( words, result );
	if ( record->fetched ) {
		snprintf ( text, sizeof ( text ), "(%ld ms)",
			   multiboot_ms ( record->fetch_time ) );
		multiboot_word ( words, text );
	}
}

/**
 * Print a contender's lines of the table
 *
 * @v contender		Contender
 * @v width		Width of the first column
 */
static void multiboot_row ( struct multiboot_contender *contender,
			    size_t width ) {
	struct multiboot_words words = { .used = MULTIBOOT_INDENT };
	struct net_device *netdev = contender->netdev;
	char text[MULTIBOOT_TIME_LEN];

	multiboot_column ( contender->name, width );
	multiboot_column ( netdev_addr ( netdev ), 17 );
	multiboot_column ( netdev->dev->name, 12 );
	multiboot_column ( netdev->dev->driver_name, 12 );
	multiboot_column ( ( contender->record.had_link ?
			     ( netdev_link_ok ( netdev ) ? "up" : "lost" ) :
			     ( contender->port.open_rank ? "down" : "-" ) ), 4 );
	snprintf ( text, sizeof ( text ), "%ld", multiboot_took ( contender ) );
	multiboot_column ( text, 6 );
	printf ( "\n      " );
	multiboot_row_result ( contender, &words );
	printf ( "\n" );
}

/**
 * Print the table
 *
 * @v race		Race
 */
void multiboot_table ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;
	size_t width = 6;

	if ( race->options->quiet )
		return;
	for_each_contender ( contender, race ) {
		if ( strlen ( contender->name ) > width )
			width = strlen ( contender->name );
	}
	multiboot_column ( "NIC", width );
	multiboot_column ( "MAC", 17 );
	multiboot_column ( "bus", 12 );
	multiboot_column ( "driver", 12 );
	multiboot_column ( "link", 4 );
	printf ( "ms\n" );
	for_each_contender ( contender, race )
		multiboot_row ( contender, width );
}

/**
 * Write what the table says as one line
 *
 * @v race		Race
 * @v text		Text to fill in, which begins with a blank
 * @v max		Room for it, with its NUL
 *
 * The contender that does not fit and those after it are left out.
 */
void multiboot_table_line ( struct multiboot_race *race, char *text,
			    size_t max ) {
	struct multiboot_words words = { .text = text, .max = max };
	struct multiboot_contender *contender;
	size_t end;

	multiboot_word ( &words, "nothing booted" );
	for_each_contender ( contender, race ) {
		end = words.used;
		multiboot_word ( &words, "|" );
		multiboot_word ( &words, contender->name );
		multiboot_word ( &words, netdev_addr ( contender->netdev ) );
		multiboot_row_result ( contender, &words );
		if ( words.used >= max ) {
			text[end] = '\0';
			return;
		}
	}
}

/**
 * Remove the results of an earlier run
 *
 * Does nothing if there are none.
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
 * A result that cannot be stored, as there is not enough memory, is empty for
 * scripts.
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
 * Stores "tried", which is the names of all devices whose offer was requested as
 * far as they fit, and "reason-<device>" for each device.
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
			   contender->name );
		multiboot_result ( name, multiboot_became ( contender ) );
		len = strlen ( contender->name );
		if ( ( ! contender->record.tried ) ||
		     ( ( len + 2 ) > ( sizeof ( tried ) - used ) ) )
			continue;
		used += snprintf ( ( tried + used ), ( sizeof ( tried ) - used ),
				   "%s%s", ( used ? " " : "" ),
				   contender->name );
	}
	multiboot_result ( "tried", tried );
}

/**
 * Store the text that tells a kernel which device it was booted from
 *
 * @v winner		Winner
 *
 * Stores "bootif" as PXELINUX writes it: the ARP hardware type of Ethernet, which
 * all contenders have, and the MAC address. It is not stored if the machine has no
 * other device, as a kernel need not be told then.
 */
static void multiboot_result_bootif ( struct multiboot_contender *winner ) {
	struct net_device *netdev;
	unsigned int count = 0;
	unsigned int tag;
	char text[32];
	char *colon;

	for_each_netdev ( netdev ) {
		if ( ! multiboot_vlan_trunk ( netdev, &tag ) )
			count++;
	}
	if ( count < 2 )
		return;
	snprintf ( text, sizeof ( text ), "BOOTIF=01-%s",
		   netdev_addr ( winner->netdev ) );
	while ( ( colon = strchr ( text, ':' ) ) != NULL )
		*colon = '-';
	multiboot_result ( "bootif", text );
}

/**
 * Store in one line what has booted and what became of the others
 *
 * @v race		Race
 * @v winner		Winner
 * @v elapsed		Milliseconds that the race took, as text
 *
 * Stores "summary", for scripts to post. Passwords are hidden, and contenders
 * that do not fit are left out.
 */
static void multiboot_result_summary ( struct multiboot_race *race,
				       struct multiboot_contender *winner,
				       const char *elapsed ) {
	struct multiboot_contender *contender;
	char summary[MULTIBOOT_SUMMARY_LEN];
	char text[MULTIBOOT_RESULT_LEN];
	char shown[MULTIBOOT_SHOWN_LEN];
	size_t used;
	size_t len;

	used = snprintf ( summary, sizeof ( summary ), "%s %s %s after %s ms",
			  winner->name, netdev_addr ( winner->netdev ),
			  multiboot_shown ( shown, winner->record.name ),
			  elapsed );
	for_each_contender ( contender, race ) {
		if ( contender == winner )
			continue;
		len = snprintf ( text, sizeof ( text ), "; %s: %s",
				 contender->name,
				 multiboot_became ( contender ) );
		if ( len >= ( sizeof ( summary ) - used ) )
			continue;
		memcpy ( ( summary + used ), text, ( len + 1 ) );
		used += len;
	}
	multiboot_result ( "summary", summary );
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
	char tag[8];

	multiboot_results_clear();
	generic_settings_init ( &multiboot_settings, NULL );
	if ( register_settings ( &multiboot_settings.settings, NULL,
				 "multiboot" ) != 0 )
		return;
	multiboot_settings_registered = 1;
	snprintf ( elapsed, sizeof ( elapsed ), "%ld",
		   multiboot_ms ( multiboot_now ( race ) - race->clock.started_at ) );
	multiboot_result ( "elapsed", elapsed );
	multiboot_results_all ( race );
	if ( ! winner )
		return;
	multiboot_result ( "netdev", winner->name );
	if ( winner->tag ) {
		snprintf ( tag, sizeof ( tag ), "%d", winner->tag );
		multiboot_result ( "vlan", tag );
	}
	multiboot_result_known ( &mac_setting, netdev_addr ( winner->netdev ) );
	multiboot_result_known ( &filename_setting,
				 ( race->uri ? race->uri :
				   winner->record.name ) );
	if ( ! race->options->no_bootif )
		multiboot_result_bootif ( winner );
	if ( ! race->options->quiet )
		multiboot_result_summary ( race, winner, elapsed );
	/* A boot file that names its server may not be on the DHCP server. No
	 * address is better than a wrong one */
	if ( ! multiboot_names_server ( winner ) )
		multiboot_result ( "server", inet_ntoa ( winner->record.server ) );
}

/**
 * Tell what is booted, and leave the results for its script
 *
 * @v race		Race
 * @v winner		Winner, with its reason
 */
void multiboot_booting ( struct multiboot_race *race,
			 struct multiboot_contender *winner ) {
	multiboot_results ( race, winner );
	multiboot_told ( race, winner, winner->record.reason );
}
