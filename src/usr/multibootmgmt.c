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
#include <ipxe/device.h>
#include <ipxe/netdevice.h>
#include <ipxe/errortab.h>
#include <usr/multibootmgmt.h>
#include <usr/multibootpin.h>
#include <usr/multibootpolicy.h>
#include <usr/multibootreport.h>
#include <usr/multibootvlan.h>

/** @file
 *
 * Boot from whichever network device answers
 *
 * A run of the command: this file finds the devices that take part, runs rounds
 * until something has booted, and reports and stores the result.
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
#define ETIMEDOUT_MULTIBOOT_LINK					\
	__einfo_error ( EINFO_ETIMEDOUT_MULTIBOOT_LINK )
#define EINFO_ETIMEDOUT_MULTIBOOT_LINK					\
	__einfo_uniqify ( EINFO_ETIMEDOUT, 0x02,			\
			  "Time ran out before all links were tried" )
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

/** Texts of the errors above */
struct errortab multiboot_errors[] __errortab = {
	__einfo_errortab ( EINFO_ENODEV_MULTIBOOT ),
	__einfo_errortab ( EINFO_ENETDOWN_MULTIBOOT ),
	__einfo_errortab ( EINFO_ETIMEDOUT_MULTIBOOT ),
	__einfo_errortab ( EINFO_ETIMEDOUT_MULTIBOOT_LINK ),
	__einfo_errortab ( EINFO_ENOENT_MULTIBOOT ),
	__einfo_errortab ( EINFO_EIO_MULTIBOOT ),
	__einfo_errortab ( EINFO_ECANCELED_MULTIBOOT ),
};

/** Ethernet as a link layer (IANA's ARP hardware types) */
#define MULTIBOOT_ARPHRD_ETHER 1

/** Number of hexadecimal digits of a SHA-256 */
#define MULTIBOOT_SHA256_DIGITS 64

/** Longest pause between rounds */
#define MULTIBOOT_PAUSE_MAX ( 30 * TICKS_PER_SEC )

/** What listens to a race: messages and the live lines */
static const struct multiboot_listener multiboot_listener = {
	.entered = multiboot_entered,
	.offered = multiboot_offered,
	.told = multiboot_told,
	.booting = multiboot_booting,
	.sweeping = multiboot_live_poll,
};

/**
 * Check whether a character is a hexadecimal digit
 *
 * @v c			Character
 * @ret is		It is one, in any case
 */
static int multiboot_is_hex ( char c ) {
	char letter = ( c | 0x20 );

	return ( ( ( c >= '0' ) && ( c <= '9' ) ) ||
		 ( ( letter >= 'a' ) && ( letter <= 'f' ) ) );
}

/**
 * Check whether a text is a MAC address or the first bytes of one
 *
 * @v text		Text
 * @v len		Length of text
 * @ret is		The text is two to six bytes in hexadecimal digits, with colons
 *			or hyphens between them
 */
static int multiboot_is_mac ( const char *text, size_t len ) {
	size_t i;

	for ( i = 0 ; i < len ; i++ ) {
		if ( ! ( ( ( i % 3 ) == 2 ) ?
			 ( ( text[i] == ':' ) || ( text[i] == '-' ) ) :
			 multiboot_is_hex ( text[i] ) ) )
			return 0;
	}
	return ( ( len >= 5 ) && ( len <= 17 ) && ( ( len % 3 ) == 2 ) );
}

/**
 * Compare a name with a text that need not end with a NUL
 *
 * @v name		Name
 * @v text		Text
 * @v len		Length of text
 * @ret same		They are the same
 */
static int multiboot_same ( const char *name, const char *text, size_t len ) {
	return ( ( strlen ( name ) == len ) &&
		 ( memcmp ( name, text, len ) == 0 ) );
}

/**
 * Check whether a device is one that a person means
 *
 * @v netdev		Network device
 * @v tag		VLAN on it, or 0
 * @v text		Name of the device or VLAN, bus location, driver, MAC
 *			address, or the first bytes of that
 * @v len		Length of text
 * @ret meant		The text means this device or VLAN
 */
static int multiboot_is_meant ( struct net_device *netdev, unsigned int tag,
				const char *text, size_t len ) {
	const char *mac = netdev_addr ( netdev );
	char name[MULTIBOOT_DEVICE_LEN];
	size_t i;

	multiboot_vlan_name ( name, netdev, tag );
	if ( multiboot_same ( name, text, len ) ||
	     multiboot_same ( netdev->name, text, len ) ||
	     multiboot_same ( netdev->dev->name, text, len ) ||
	     multiboot_same ( netdev->dev->driver_name, text, len ) )
		return 1;
	if ( ! multiboot_is_mac ( text, len ) || ( strlen ( mac ) < len ) )
		return 0;
	for ( i = 0 ; i < len ; i++ ) {
		if ( ( ( i % 3 ) != 2 ) &&
		     ( ( mac[i] | 0x20 ) != ( text[i] | 0x20 ) ) )
			return 0;
	}
	return 1;
}

/**
 * Take the first part off a comma separated list
 *
 * @v list		List, which is not empty; updated to what is left of it,
 *			or to NULL
 * @ret len		Length of the part, which begins where the list did
 */
static size_t multiboot_part ( const char **list ) {
	const char *start = *list;
	const char *end = strchr ( start, ',' );

	*list = ( end ? ( end + 1 ) : NULL );
	return ( end ? ( ( size_t ) ( end - start ) ) : strlen ( start ) );
}

/**
 * Check whether a device is in a comma separated list
 *
 * @v list		List, or NULL
 * @v netdev		Network device
 * @v tag		VLAN on it, or 0
 * @ret found		The device or VLAN is in the list
 */
static int multiboot_in_list ( const char *list, struct net_device *netdev,
			       unsigned int tag ) {
	const char *text;

	while ( list ) {
		text = list;
		if ( multiboot_is_meant ( netdev, tag, text,
					  multiboot_part ( &list ) ) )
			return 1;
	}
	return 0;
}

/**
 * Check that a text means a device, and tell which there are if it does not
 *
 * @v vlans		List of the VLANs that take part on each device, or NULL
 * @v text		Text
 * @v len		Length of text
 * @ret rc		Return status code
 */
static int multiboot_check_name ( const char *vlans, const char *text,
				  size_t len ) {
	struct net_device *netdev;
	const char *rest;
	unsigned int tag;

	for_each_netdev ( netdev ) {
		rest = vlans;
		tag = 0;
		do {
			if ( multiboot_is_meant ( netdev, tag, text, len ) )
				return 0;
		} while ( multiboot_next_vlan ( &rest, &tag ) );
	}
	printf ( "multiboot: %s: no such net device; there are:\n", text );
	for_each_netdev ( netdev )
		printf ( "  %s %s %s %s\n", netdev->name,
			 netdev_addr ( netdev ), netdev->dev->name,
			 netdev->dev->driver_name );
	return -ENODEV;
}

/**
 * Check that all parts of a comma separated list mean devices
 *
 * @v vlans		List of the VLANs that take part on each device, or NULL
 * @v list		List, or NULL
 * @ret rc		Return status code
 *
 * No device need have a MAC address of the list, as the same list may be used on
 * many machines.
 */
static int multiboot_check_list ( const char *vlans, const char *list ) {
	const char *text;
	size_t len;
	int rc;

	while ( list ) {
		text = list;
		len = multiboot_part ( &list );
		if ( len && ( ! multiboot_is_mac ( text, len ) ) &&
		     ( ( rc = multiboot_check_name ( vlans, text,
						     len ) ) != 0 ) )
			return rc;
	}
	return 0;
}

/**
 * Find out whether a URI names a server, if it needs one
 *
 * @v url		URI
 * @v server		What follows its "//" (RFC 3986 section 3.2)
 * @ret has		Something is there, or it is a file of this machine's
 */
static int multiboot_has_server ( const char *url, const char *server ) {
	return ( ( *server && ! strchr ( "/?#:", *server ) ) ||
		 ( strncmp ( url, "file:", 5 ) == 0 ) );
}

/**
 * Check the URI to boot, and let "%{...}" in it stand for settings
 *
 * @v url		URI, or NULL
 * @ret rc		Return status code
 */
static int multiboot_check_url ( char *url ) {
	const char *colon;

	if ( ! url )
		return 0;
	colon = strchr ( url, ':' );
	if ( ! ( colon && ( colon[1] == '/' ) && ( colon[2] == '/' ) ) ) {
		printf ( "multiboot: --url %s: not a URI "
			 "(http://server/file)\n", url );
		return -EINVAL;
	}
	if ( ! multiboot_has_server ( url, &colon[3] ) ) {
		printf ( "multiboot: --url %s: no server in it\n", url );
		return -EINVAL;
	}
	for ( ; *url ; url++ ) {
		if ( ( url[0] == '%' ) && ( url[1] == '{' ) )
			*url = '$';
	}
	return 0;
}

/**
 * Check the digest that the boot file has to have
 *
 * @v sha256		Digest, or NULL
 * @ret rc		Return status code, after a message
 */
static int multiboot_check_sha256 ( const char *sha256 ) {
	const char *wrong = "this firmware cannot compare digests";
	const char *end = sha256;

	if ( ! sha256 )
		return 0;
	while ( multiboot_is_hex ( *end ) )
		end++;
	if ( *end || ( ( end - sha256 ) != MULTIBOOT_SHA256_DIGITS ) )
		wrong = "not 64 hexadecimal digits";
	else if ( multiboot_pin ( NULL ) )
		return 0;
	printf ( "multiboot: --sha256 %s: %s\n", sha256, wrong );
	return -EINVAL;
}

/**
 * Check the options that say what counts, and what is booted
 *
 * @v options		Options
 * @ret rc		Return status code
 *
 * An empty text is refused, as it is what an unset setting expands to.
 */
static int multiboot_check_policy ( struct multiboot_options *options ) {
	int rc;

	if ( options->server && ! multiboot_servers_valid ( options->server ) ) {
		printf ( "multiboot: --server %s: not a list of addresses "
			 "and prefixes\n", options->server );
		return -EINVAL;
	}
	if ( options->match && ! options->match[0] ) {
		printf ( "multiboot: --match: no text given\n" );
		return -EINVAL;
	}
	if ( ( rc = multiboot_check_sha256 ( options->sha256 ) ) != 0 )
		return rc;
	return multiboot_check_url ( options->url );
}

/**
 * Check options and names before anything is done
 *
 * @v options		Options of the command
 * @v names		Names of devices
 * @v count		Number of names
 * @ret rc		Return status code, after a message: -EINVAL for an option
 *			that has no such value, or -ENODEV for a name that fits no
 *			device
 */
int multiboot_check ( struct multiboot_options *options, char **names,
		      unsigned int count ) {
	unsigned int i;
	int rc;

	if ( ( rc = multiboot_check_policy ( options ) ) != 0 )
		return rc;
	if ( ( rc = multiboot_count_vlans ( options->vlans ) ) < 0 )
		return rc;
	if ( ( rc = multiboot_check_list ( options->vlans,
					   options->exclude ) ) != 0 )
		return rc;
	for ( i = 0 ; i < count ; i++ ) {
		if ( ( rc = multiboot_check_name ( options->vlans, names[i],
						   strlen ( names[i] ) ) ) != 0 )
			return rc;
	}
	return 0;
}

/**
 * Add a contender
 *
 * @v race		Race, with room for it
 * @v netdev		Network device
 * @v tag		VLAN on it, or 0; it may have been added before
 */
static void multiboot_add ( struct multiboot_race *race,
			    struct net_device *netdev, unsigned int tag ) {
	struct ll_protocol *ll_protocol = netdev->ll_protocol;
	struct multiboot_contender *contender;
	struct multiboot_record *record;

	for_each_contender ( contender, race ) {
		if ( ( contender->netdev == netdev ) &&
		     ( contender->tag == tag ) )
			return;
	}
	race->count++;
	contender = race->end++;
	contender->netdev = netdev;
	contender->tag = tag;
	multiboot_vlan_name ( contender->name, netdev, tag );
	INIT_LIST_HEAD ( &contender->hand.offers );
	record = &contender->record;
	if ( multiboot_in_list ( race->options->exclude, netdev, tag ) ) {
		snprintf ( record->reason, sizeof ( record->reason ),
			   "excluded" );
	} else if ( ll_protocol->ll_proto != htons ( MULTIBOOT_ARPHRD_ETHER ) ) {
		snprintf ( record->reason, sizeof ( record->reason ),
			   "not supported: %s", ll_protocol->name );
	} else {
		return;
	}
	multiboot_enter ( race, contender, MULTIBOOT_EXCLUDED );
}

/**
 * Add those contenders on a device that a person means
 *
 * @v race		Race, with room for them
 * @v netdev		Network device
 * @v text		Text as multiboot_is_meant() has it, or NULL for all
 *
 * A device that is a VLAN is a contender on its trunk, which has its frames.
 */
static void multiboot_add_meant ( struct multiboot_race *race,
				  struct net_device *netdev,
				  const char *text ) {
	const char *rest = race->options->vlans;
	size_t len = ( text ? strlen ( text ) : 0 );
	struct net_device *trunk;
	unsigned int tag;

	trunk = multiboot_vlan_trunk ( netdev, &tag );
	if ( trunk ) {
		if ( ( ! text ) || multiboot_is_meant ( netdev, 0, text, len ) )
			multiboot_add ( race, trunk, tag );
		return;
	}
	tag = 0;
	do {
		if ( ( ! text ) || multiboot_is_meant ( netdev, tag, text, len ) )
			multiboot_add ( race, netdev, tag );
	} while ( multiboot_next_vlan ( &rest, &tag ) );
}

/**
 * Find out who takes part
 *
 * @v race		Race
 * @v names		Names of devices as multiboot_is_meant() has them, most
 *			preferred first
 * @v count		Number of names, or 0 for all devices
 * @ret rc		Return status code
 */
static int multiboot_contenders ( struct multiboot_race *race, char **names,
				  unsigned int count ) {
	struct multiboot_options *options = race->options;
	struct net_device *netdev;
	unsigned int max = 0;
	unsigned int i;
	int rc;

	if ( ( rc = multiboot_check ( options, names, count ) ) != 0 )
		return rc;
	for_each_netdev ( netdev )
		max += ( 1 + multiboot_count_vlans ( options->vlans ) );
	if ( ! max )
		return -ENODEV_MULTIBOOT;
	race->contenders = zalloc ( max * sizeof ( race->contenders[0] ) );
	if ( ! race->contenders )
		return -ENOMEM;
	race->end = race->contenders;
	i = 0;
	do {
		for_each_netdev ( netdev )
			multiboot_add_meant ( race, netdev,
					      ( count ? names[i] : NULL ) );
	} while ( ++i < count );
	return 0;
}

/**
 * Set the limits
 *
 * @v race		Race, with its contenders
 *
 * When devices are opened in turn, each has its own share of the round's time.
 */
static void multiboot_limits ( struct multiboot_race *race ) {
	struct multiboot_options *options = race->options;
	struct multiboot_limits *limits = &race->limits;

	limits->round = ( options->timeout ? options->timeout :
			  ( options->in_turn ?
			    ( race->count * MULTIBOOT_TIMEOUT ) :
			    MULTIBOOT_TIMEOUT ) );
	limits->link = ( options->link_timeout ? options->link_timeout :
			 ( options->in_turn ? MULTIBOOT_LINK_SHORT :
			   limits->round ) );
	limits->dhcp = ( options->dhcp_timeout ? options->dhcp_timeout :
			 MULTIBOOT_DHCP_TIMEOUT );
}

/**
 * Let contenders that are out take part again
 *
 * @v race		Race
 */
static void multiboot_reset ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;
	struct multiboot_record *record;

	for_each_contender ( contender, race ) {
		if ( contender->state != MULTIBOOT_FAILED )
			continue;
		contender->hand.failures = 0;
		contender->port.starved = 0;
		contender->logger.server.s_addr = 0;
		record = &contender->record;
		record->not_opened = 0;
		record->reason[0] = '\0';
		record->address.s_addr = 0;
		record->server.s_addr = 0;
		record->name[0] = '\0';
		multiboot_enter ( race, contender, MULTIBOOT_CLOSED );
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

	multiboot_unhold ( race, NULL );
	multiboot_reset ( race );
	multiboot_limits ( race );
	race->clock.round_at = multiboot_now ( race );
	race->shared_at = ( race->clock.round_at - MULTIBOOT_REQUEST_SHORT );
	race->settling.active = 0;
	race->given_up = 0;
	race->may_open = 1;
	do {
		winner = multiboot_run ( race );
		multiboot_live_end ( race );
		if ( ! winner )
			return -ENOENT;
	} while ( multiboot_boot ( race, winner ) != 0 );
	return 0;
}

/**
 * Find out how long to pause after a round
 *
 * @v round		Round, beginning with 1
 * @ret ticks		1, 2, 4... up to 30 seconds, give or take an eighth
 *
 * The time is partly random, as many machines may have been switched on at the
 * same moment.
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
	struct multiboot_number *wanted = &race->options->rounds;
	unsigned int rounds = ( wanted->given ? wanted->value : 1 );
	unsigned int round;
	unsigned long ticks;

	for ( round = 1 ; ; round++ ) {
		race->more_rounds = ( ( ! rounds ) || ( round < rounds ) );
		if ( multiboot_round ( race ) == 0 )
			return 0;
		if ( race->keyboard.cancelled || ( ! race->more_rounds ) )
			return -ENOENT;
		ticks = multiboot_pause_time ( round );
		if ( ! race->options->quiet )
			printf ( "Nothing booted in round %d, next one in "
				 "%ld s\n", round, ( ( ticks + TICKS_PER_SEC / 2 )
						     / TICKS_PER_SEC ) );
		multiboot_pause ( race, ticks );
		if ( race->keyboard.cancelled )
			return -ENOENT;
	}
}

/**
 * Close all devices, and drop all replies
 *
 * @v race		Race
 *
 * The device that something was booted from stays open.
 */
static void multiboot_end ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;
	struct multiboot_record *record;

	for_each_contender ( contender, race ) {
		record = &contender->record;
		if ( multiboot_racing ( contender ) &&
		     race->keyboard.cancelled )
			snprintf ( record->reason, sizeof ( record->reason ),
				   "cancelled" );
		if ( multiboot_alive ( contender ) )
			multiboot_close ( race, contender );
		multiboot_drop_all ( contender );
	}
}

/**
 * Find the error that describes best why nothing booted
 *
 * @v race		Race
 * @ret rc		Return status code
 */
static int multiboot_error ( struct multiboot_race *race ) {
	struct multiboot_contender *contender;
	int had_link = 0;
	int had_offer = 0;
	int tried = 0;
	int eligible = 0;
	int not_opened = 0;

	for_each_contender ( contender, race ) {
		had_link |= contender->record.had_link;
		had_offer |= contender->record.had_offer;
		tried |= contender->record.tried;
		not_opened |= contender->record.not_opened;
		eligible |= ( contender->state != MULTIBOOT_EXCLUDED );
	}
	if ( race->keyboard.cancelled || race->given_up )
		return -ECANCELED_MULTIBOOT;
	if ( ! eligible )
		return -ENODEV_MULTIBOOT;
	if ( tried )
		return -EIO_MULTIBOOT;
	if ( had_offer )
		return -ENOENT_MULTIBOOT;
	if ( had_link )
		return -ETIMEDOUT_MULTIBOOT;
	if ( not_opened )
		return -ETIMEDOUT_MULTIBOOT_LINK;
	return -ENETDOWN_MULTIBOOT;
}

/**
 * Report how the run has ended
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
		printf ( "multiboot: %s: %s\n", winner->name,
			 winner->record.reason );
	}
}

/**
 * Boot from whichever network device answers
 *
 * @v options		Options of the command
 * @v names		Names of devices as multiboot_is_meant() has them, most
 *			preferred first
 * @v count		Number of names, or 0 for all devices
 * @ret rc		Return status code
 *
 * Returns 0 if something was booted and has returned, or if a probe has a
 * winner, which is then open and configured. On failure all devices are closed,
 * and the error is one of -ENODEV (there are no devices, or a name is none),
 * -ENETDOWN (no link anywhere), -ETIMEDOUT (no offer, or no time left to try all
 * links), -ENOENT (offers, nothing to boot), -EIO (all boots failed), -ECANCELED or
 * -ENOMEM.
 */
int multiboot ( struct multiboot_options *options, char **names,
		unsigned int count ) {
	struct multiboot_race race;
	int rc;

	memset ( &race, 0, sizeof ( race ) );
	race.options = options;
	race.listener = &multiboot_listener;
	race.clock.started_at = currticks();
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
	if ( rc != 0 )
		multiboot_log ( &race );
	free ( race.uri );
	free ( race.contenders );
	return rc;
}
