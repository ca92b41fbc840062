/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#define ERRFILE_multibootmgmt ( ERRFILE_OTHER | 0x00740000 )

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <byteswap.h>
#include <ipxe/list.h>
#include <ipxe/timer.h>
#include <ipxe/netdevice.h>
#include <ipxe/errortab.h>
#include <usr/multibootmgmt.h>
#include <usr/multibootrace.h>

/** @file
 *
 * Boot from whichever network device answers
 *
 * A run of the command: who takes part, round after round until something has
 * booted, and what is said and left behind at the end.
 *
 */

#define ENODEV_MULTIBOOT __einfo_error ( EINFO_ENODEV_MULTIBOOT )
#define EINFO_ENODEV_MULTIBOOT						\
	__einfo_uniqify ( EINFO_ENODEV, 0x01,				\
			  "No net devices (is there a driver for them?)" )
#define ENETDOWN_MULTIBOOT __einfo_error ( EINFO_ENETDOWN_MULTIBOOT )
#define EINFO_ENETDOWN_MULTIBOOT					\
	__einfo_uniqify ( EINFO_ENETDOWN, 0x01,				\
			  "No link anywhere (check the cables)" )
#define ETIMEDOUT_MULTIBOOT __einfo_error ( EINFO_ETIMEDOUT_MULTIBOOT )
#define EINFO_ETIMEDOUT_MULTIBOOT					\
	__einfo_uniqify ( EINFO_ETIMEDOUT, 0x01,			\
			  "No offer (is there a DHCP server?)" )
#define ENOENT_MULTIBOOT __einfo_error ( EINFO_ENOENT_MULTIBOOT )
#define EINFO_ENOENT_MULTIBOOT						\
	__einfo_uniqify ( EINFO_ENOENT, 0x01,				\
			  "Offers, nothing to boot (no boot file set?)" )
#define EIO_MULTIBOOT __einfo_error ( EINFO_EIO_MULTIBOOT )
#define EINFO_EIO_MULTIBOOT						\
	__einfo_uniqify ( EINFO_EIO, 0x01,				\
			  "All boots failed (see the reasons above)" )
#define ECANCELED_MULTIBOOT __einfo_error ( EINFO_ECANCELED_MULTIBOOT )
#define EINFO_ECANCELED_MULTIBOOT					\
	__einfo_uniqify ( EINFO_ECANCELED, 0x01, "Cancelled" )

/** Texts of these errors */
struct errortab multiboot_errors[] __errortab = {
	__einfo_errortab ( EINFO_ENODEV_MULTIBOOT ),
	__einfo_errortab ( EINFO_ENETDOWN_MULTIBOOT ),
	__einfo_errortab ( EINFO_ETIMEDOUT_MULTIBOOT ),
	__einfo_errortab ( EINFO_ENOENT_MULTIBOOT ),
	__einfo_errortab ( EINFO_EIO_MULTIBOOT ),
	__einfo_errortab ( EINFO_ECANCELED_MULTIBOOT ),
};

/** Ethernet as a link layer (IANA's ARP hardware types) */
#define MULTIBOOT_ARPHRD_ETHER 1

/** Longest pause between rounds */
#define MULTIBOOT_PAUSE_MAX ( 30 * TICKS_PER_SEC )

/**
 * Find a name in a comma separated list
 *
 * @v list		List, or NULL
 * @v name		Name
 * @ret found		It is there
 */
static int multiboot_in_list ( const char *list, const char *name ) {
	size_t len = strlen ( name );
	const char *end;

	while ( list && *list ) {
		end = strchr ( list, ',' );
		if ( ( strncmp ( list, name, len ) == 0 ) &&
		     ( ( list[len] == ',' ) || ( ! list[len] ) ) )
			return 1;
		list = ( end ? ( end + 1 ) : NULL );
	}
	return 0;
}

/**
 * Find a device by the name a person gave
 *
 * @v name		Name
 * @ret netdev		Network device, or NULL after a message
 */
static struct net_device * multiboot_find ( const char *name ) {
	struct net_device *netdev = find_netdev ( name );

	if ( ! netdev )
		printf ( "multiboot: %s: no such net device (try ifstat)\n",
			 name );
	return netdev;
}

/**
 * Check that all names in a comma separated list are devices
 *
 * @v list		List, or NULL
 * @ret rc		Return status code
 */
static int multiboot_check_list ( const char *list ) {
	char name[16];
	const char *end;
	size_t len;

	while ( list && *list ) {
		end = strchr ( list, ',' );
		len = ( end ? ( ( size_t ) ( end - list ) ) : strlen ( list ) );
		if ( len >= sizeof ( name ) )
			len = ( sizeof ( name ) - 1 );
		memcpy ( name, list, len );
		name[len] = '\0';
		if ( len && ( ! multiboot_find ( name ) ) )
			return -ENODEV;
		list = ( end ? ( end + 1 ) : NULL );
	}
	return 0;
}

/**
 * Add a contender
 *
 * @v race		Race, with room for it
 * @v netdev		Network device
 */
static void multiboot_add ( struct multiboot_race *race,
			    struct net_device *netdev ) {
	struct multiboot_contender *contender;
	struct ll_protocol *ll_protocol = netdev->ll_protocol;

	for_each_contender ( contender, race ) {
		if ( contender->netdev == netdev )
			return;
	}
	contender = &race->contenders[race->count++];
	contender->netdev = netdev;
	INIT_LIST_HEAD ( &contender->offers );
	if ( multiboot_in_list ( race->options->exclude, netdev->name ) ) {
		contender->state = MULTIBOOT_EXCLUDED;
		snprintf ( contender->reason, sizeof ( contender->reason ),
			   "excluded" );
	} else if ( ll_protocol->ll_proto != htons ( MULTIBOOT_ARPHRD_ETHER ) ) {
		contender->state = MULTIBOOT_EXCLUDED;
		snprintf ( contender->reason, sizeof ( contender->reason ),
			   "not supported: %s", ll_protocol->name );
	}
}

/**
 * Find out who takes part
 *
 * @v race		Race
 * @v names		Names of devices, most preferred first
 * @v count		Number of names, or 0 for all devices
 * @ret rc		Return status code
 */
static int multiboot_contenders ( struct multiboot_race *race, char **names,
				  unsigned int count ) {
	struct net_device *netdev;
	unsigned int max = count;
	unsigned int i;
	int rc;

	if ( ( rc = multiboot_check_list ( race->options->exclude ) ) != 0 )
		return rc;
	for ( i = 0 ; i < count ; i++ ) {
		if ( ! multiboot_find ( names[i] ) )
			return -ENODEV;
	}
	if ( ! count ) {
		for_each_netdev ( netdev )
			max++;
	}
	if ( ! max )
		return -ENODEV_MULTIBOOT;
	race->contenders = zalloc ( max * sizeof ( race->contenders[0] ) );
	if ( ! race->contenders )
		return -ENOMEM;
	for ( i = 0 ; i < count ; i++ )
		multiboot_add ( race, find_netdev ( names[i] ) );
	if ( ! count ) {
		for_each_netdev ( netdev )
			multiboot_add ( race, netdev );
	}
	return 0;
}

/**
 * Set the limits
 *
 * @v race		Race, with its contenders
 *
 * In turn, each device has its own share of the round's time.
 */
static void multiboot_limits ( struct multiboot_race *race ) {
	struct multiboot_options *options = race->options;

	race->timeout = ( options->timeout ? options->timeout :
			  ( options->in_turn ?
			    ( race->count * MULTIBOOT_TIMEOUT ) :
			    MULTIBOOT_TIMEOUT ) );
	race->link_timeout = ( options->link_timeout ? options->link_timeout :
			       ( options->in_turn ?
				 MULTIBOOT_LINK_TIMEOUT_IN_TURN :
				 race->timeout ) );
	race->dhcp_timeout = ( options->dhcp_timeout ? options->dhcp_timeout :
			       MULTIBOOT_DHCP_TIMEOUT );
}

/**
 * Let those that are out take part again
 *
 * @v race		Race
 */
static void multiboot_reset ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;

	for_each_contender ( contender, race ) {
		if ( contender->state != MULTIBOOT_FAILED )
			continue;
		contender->state = MULTIBOOT_CLOSED;
		contender->naks = 0;
		contender->starved = 0;
		contender->reason[0] = '\0';
		contender->address.s_addr = 0;
		contender->server.s_addr = 0;
		contender->name[0] = '\0';
	}
}

/**
 * Run a round
 *
 * @v race		Race
 * @ret rc		Return status code
 */
static int multiboot_round ( struct multiboot_race *race ) {
	struct multiboot_contender *winner;

	multiboot_reset ( race );
	multiboot_limits ( race );
	race->round_started = multiboot_now ( race );
	race->settling = 0;
	race->given_up = 0;
	race->may_open = 1;
	while ( ( winner = multiboot_run ( race ) ) != NULL ) {
		if ( multiboot_boot ( race, winner ) == 0 )
			return 0;
	}
	return -ENOENT;
}

/**
 * Find out how long to pause after a round
 *
 * @v round		Round, beginning with 1
 * @ret ticks		1, 2, 4... up to 30 seconds, give or take an eighth
 *
 * Many machines may have been switched on at the same moment.
 */
static unsigned long multiboot_pause_time ( unsigned int round ) {
	unsigned long ticks = MULTIBOOT_PAUSE_MAX;
	unsigned long jitter;

	if ( round <= 5 )
		ticks = ( TICKS_PER_SEC << ( round - 1 ) );
	jitter = ( ticks / 8 );
	ticks += ( ( ( ( unsigned long ) random() ) % ( 2 * jitter ) ) -
		   jitter );
	return ( ( ticks > MULTIBOOT_PAUSE_MAX ) ? MULTIBOOT_PAUSE_MAX : ticks );
}

/**
 * Run rounds until something has booted
 *
 * @v race		Race
 * @ret rc		Return status code
 */
static int multiboot_rounds ( struct multiboot_race *race ) {
	unsigned int rounds = race->options->rounds;
	unsigned int round;
	unsigned long ticks;

	rounds = ( rounds ? ( rounds - 1 ) : 1 );
	for ( round = 1 ; ; round++ ) {
		race->more_rounds = ( ( ! rounds ) || ( round < rounds ) );
		if ( multiboot_round ( race ) == 0 )
			return 0;
		if ( race->cancelled || ( ! race->more_rounds ) )
			return -ENOENT;
		ticks = multiboot_pause_time ( round );
		if ( ! race->options->quiet )
			printf ( "Nothing booted in round %d, next one in "
				 "%ld s\n", round, ( ( ticks + TICKS_PER_SEC / 2 )
						     / TICKS_PER_SEC ) );
		multiboot_pause ( race, ticks );
		if ( race->cancelled )
			return -ENOENT;
	}
}

/**
 * Close what is open, forget what is in hand
 *
 * @v race		Race
 *
 * The device that something was booted from stays open.
 */
static void multiboot_end ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;

	for_each_contender ( contender, race ) {
		if ( multiboot_alive ( contender ) &&
		     ( contender->state != MULTIBOOT_CLOSED ) &&
		     race->cancelled )
			snprintf ( contender->reason,
				   sizeof ( contender->reason ), "cancelled" );
		if ( multiboot_alive ( contender ) )
			multiboot_close ( race, contender );
		multiboot_drop_offers ( contender );
	}
}

/**
 * Find the error that says best why nothing booted
 *
 * @v race		Race
 * @ret rc		Return status code
 */
static int multiboot_error ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;
	int had_link = 0;
	int had_offer = 0;
	int had_boot = 0;
	int eligible = 0;

	for_each_contender ( contender, race ) {
		had_link |= contender->had_link;
		had_offer |= contender->had_offer;
		had_boot |= contender->had_boot;
		eligible |= ( contender->state != MULTIBOOT_EXCLUDED );
	}
	if ( race->cancelled || race->given_up )
		return -ECANCELED_MULTIBOOT;
	if ( ! eligible )
		return -ENODEV_MULTIBOOT;
	if ( had_boot )
		return -EIO_MULTIBOOT;
	if ( had_offer )
		return -ENOENT_MULTIBOOT;
	return ( had_link ? -ETIMEDOUT_MULTIBOOT : -ENETDOWN_MULTIBOOT );
}

/**
 * Tell how it ended
 *
 * @v race		Race
 * @v rc		Return status code
 */
static void multiboot_report ( struct multiboot_race *race, int rc ) {
	struct multiboot_contender *contender;
	struct multiboot_contender *winner = NULL;

	for_each_contender ( contender, race ) {
		if ( contender->state == MULTIBOOT_BOOTED )
			winner = contender;
	}
	multiboot_results ( race, winner );
	multiboot_table ( race );
	if ( rc != 0 ) {
		printf ( "multiboot: %s\n", strerror ( rc ) );
	} else if ( winner ) {
		printf ( "multiboot: %s: %s\n", winner->netdev->name,
			 winner->reason );
	}
}

/**
 * Boot from whichever network device answers
 *
 * @v options		What to do
 * @v names		Names of devices, most preferred first
 * @v count		Number of names, or 0 for all devices
 * @ret rc		Return status code
 *
 * 0 if something was booted and returned, or if there is a winner to a probe,
 * which is then open and configured. On failure all devices are closed, and
 * the error is one of -ENODEV, -ENETDOWN (no link anywhere), -ETIMEDOUT (no
 * offer), -ENOENT (offers, nothing to boot), -EIO (all boots failed),
 * -ECANCELED or -ENOMEM.
 */
int multiboot ( struct multiboot_options *options, char **names,
		unsigned int count ) {
	struct multiboot_race race;
	int rc;

	memset ( &race, 0, sizeof ( race ) );
	race.options = options;
	race.started = currticks();
	multiboot_results_clear();
	if ( ( rc = multiboot_contenders ( &race, names, count ) ) != 0 ) {
		printf ( "multiboot: %s\n", strerror ( rc ) );
		return rc;
	}
	if ( ! options->quiet )
		printf ( "multiboot: %d net device%s, %s\n", race.count,
			 ( ( race.count == 1 ) ? "" : "s" ),
			 ( options->in_turn ? "one after another" :
			   "all at once" ) );
	rc = multiboot_rounds ( &race );
	multiboot_end ( &race );
	if ( rc != 0 )
		rc = multiboot_error ( &race );
	multiboot_report ( &race, rc );
	free ( race.contenders );
	return rc;
}
