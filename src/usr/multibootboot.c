/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#define ERRFILE_multibootboot ( ERRFILE_OTHER | 0x00720000 )

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <ipxe/in.h>
#include <ipxe/uri.h>
#include <ipxe/timer.h>
#include <ipxe/iobuf.h>
#include <ipxe/process.h>
#include <ipxe/netdevice.h>
#include <ipxe/settings.h>
#include <ipxe/dhcppkt.h>
#include <ipxe/errortab.h>
#include <usr/autoboot.h>
#include <usr/multibootcompat.h>
#include <usr/multibootrace.h>
#include <usr/multibootpin.h>
#include <usr/multibootvlan.h>

/** @file
 *
 * Boot from the winner of the race
 *
 * When this begins, one contender has a lease. The others are closed, so that
 * routes and "netX" are the winner's. The lease becomes the winner's settings, which
 * alone name the boot file. The file is downloaded and run. If that fails, all of
 * this is undone.
 *
 */

#define ENOTSUP_MULTIBOOT_SAN __einfo_error ( EINFO_ENOTSUP_MULTIBOOT_SAN )
#define EINFO_ENOTSUP_MULTIBOOT_SAN					\
	__einfo_uniqify ( EINFO_ENOTSUP, 0x01,				\
			  "SAN boot not supported by this firmware" )

#define ENOENT_MULTIBOOT_URI __einfo_error ( EINFO_ENOENT_MULTIBOOT_URI )
#define EINFO_ENOENT_MULTIBOOT_URI					\
	__einfo_uniqify ( EINFO_ENOENT, 0x02,				\
			  "No usable boot file name" )

/** Texts of the errors above */
struct errortab multibootboot_errors[] __errortab = {
	__einfo_errortab ( EINFO_ENOTSUP_MULTIBOOT_SAN ),
	__einfo_errortab ( EINFO_ENOENT_MULTIBOOT_URI ),
};

/**
 * Close all devices except the winner's
 *
 * @v race		Race
 * @v winner		Winner
 *
 * A port that the switch blocks stays open, as closing it would restart the
 * switch's timers, and it stays frozen, so that nobody on its wire can take
 * part in the download. A blocked device that was opened after the winner is closed
 * all the same, as it would be "netX".
 */
static void multiboot_close_losers ( struct multiboot_race *race,
				     struct multiboot_contender *winner ) {
	struct multiboot_contender *contender;

	multiboot_unhold ( race, NULL );
	for_each_contender ( contender, race ) {
		if ( ( contender == winner ) ||
		     ( ! multiboot_racing ( contender ) ) )
			continue;
		if ( multiboot_is_blocked ( race, contender ) &&
		     ( contender->netdev != winner->netdev ) &&
		     ( contender->port.open_rank < winner->port.open_rank ) ) {
			contender->port.guarded = 1;
			continue;
		}
		multiboot_close ( race, contender );
	}
	netdev_rx_unfreeze ( winner->netdev );
}

/** The race whose winner is being booted, or NULL */
static struct multiboot_race *multiboot_guarded;

/**
 * Take frames away from the losers that stay open while the winner boots
 *
 * @v process		Process
 *
 * The firmware keeps the frames of a frozen device, however many come, so that they
 * would use up its memory. If the script or program that was booted has closed the
 * device, or has closed and opened it, the device is left to it.
 */
static void multiboot_guard ( struct process *process __unused ) {
	struct multiboot_race *race = multiboot_guarded;
	struct multiboot_contender *contender;
	struct net_device *netdev;
	struct io_buffer *iobuf;

	if ( ! race )
		return;
	for_each_contender ( contender, race ) {
		netdev = contender->netdev;
		if ( ! contender->port.guarded )
			continue;
		if ( ( ! netdev_is_open ( netdev ) ) ||
		     ( netdev == find_netdev ( "netX" ) ) ) {
			contender->port.guarded = 0;
			netdev_rx_unfreeze ( netdev );
			continue;
		}
		while ( ( iobuf = netdev_rx_dequeue ( netdev ) ) != NULL ) {
			multiboot_answer ( race, contender, iobuf );
			free_iob ( iobuf );
		}
	}
}

/** Takes frames away from the losers while the winner boots */
PERMANENT_PROCESS ( multiboot_guard_process, multiboot_guard );

/**
 * Remove a settings block, whoever registered it
 *
 * @v parent		Parent block, or NULL for the root
 * @v name		Name of the block
 *
 * Registering a block removes the one that has the same name. So an empty block is
 * registered, and then removed.
 */
static void multiboot_remove_settings ( struct settings *parent,
					const char *name ) {
	static struct generic_settings empty;

	generic_settings_init ( &empty, NULL );
	if ( register_settings ( &empty.settings, parent, name ) == 0 )
		unregister_settings ( &empty.settings );
}

/**
 * Remove all settings that DHCP has left for a device
 *
 * @v netdev		Network device
 */
static void multiboot_unconfigure ( struct net_device *netdev ) {
	multiboot_remove_settings ( netdev_settings ( netdev ),
				    DHCP_SETTINGS_NAME );
	multiboot_remove_settings ( NULL, PROXYDHCP_SETTINGS_NAME );
	multiboot_remove_settings ( NULL, PXEBS_SETTINGS_NAME );
}

/**
 * Make the lease the winner's configuration
 *
 * @v winner		Winner
 * @ret rc		Return status code
 */
static int multiboot_configure ( struct multiboot_contender *winner ) {
	struct multiboot_hand *hand = &winner->hand;
	struct net_device *netdev = multiboot_device ( winner );
	int rc;

	multiboot_unconfigure ( netdev );
	if ( ( rc = register_settings ( &hand->lease->dhcppkt.settings,
					netdev_settings ( netdev ),
					DHCP_SETTINGS_NAME ) ) != 0 )
		return rc;
	if ( hand->proxy &&
	     ( ( rc = register_settings ( &hand->proxy->dhcppkt.settings,
					  NULL,
					  PROXYDHCP_SETTINGS_NAME ) ) != 0 ) )
		return rc;
	return 0;
}

/**
 * Find the reply that says what to boot
 *
 * @v winner		Winner
 * @ret reply		Its lease, its offer, or the offer of a proxyDHCP server
 *
 * Some servers name the file only in the offer, others only in the
 * acknowledgement. One that calls itself a PXE server and names none has to be
 * asked on port 4011 (PXE 2.1 section 2.2.3).
 */
static struct multiboot_reply *
multiboot_source ( struct multiboot_contender *winner ) {
	struct multiboot_hand *hand = &winner->hand;

	if ( hand->lease->flags & MULTIBOOT_BOOTABLE )
		return hand->lease;
	if ( hand->chosen->flags & MULTIBOOT_BOOTABLE )
		return hand->chosen;
	return ( hand->proxy ? hand->proxy : hand->lease );
}

/**
 * Leave a device to the firmware's own boot
 *
 * @v race		Race
 * @v winner		Winner
 * @ret rc		Return status code
 *
 * The race can use neither PXE menus nor boot servers that have to be asked on port
 * 4011. The firmware's own boot closes all other devices, so that those which
 * stayed open are closed here.
 */
static int multiboot_hand_over ( struct multiboot_race *race,
				 struct multiboot_contender *winner ) {
	struct multiboot_contender *contender;
	struct net_device *netdev = multiboot_device ( winner );
	char command[32];

	multiboot_tell ( race, winner,
			 "PXE boot server, leaving it to autoboot" );
	for_each_contender ( contender, race ) {
		if ( contender->port.guarded )
			multiboot_close ( race, contender );
	}
	multiboot_unconfigure ( netdev );
	netdev_close ( netdev );
	snprintf ( command, sizeof ( command ), "autoboot %s", winner->name );
	return system ( command );
}

/**
 * Run a SAN command for the winner's root path
 *
 * @v verb		Command: "sanboot" or "sanhook"
 * @v winner		Winner
 * @v source		Reply that says what to boot
 * @ret rc		Return status code
 *
 * The command line names the setting, which is expanded after the line was split
 * into words. So a root path with blanks remains one word.
 */
static int multiboot_san ( const char *verb,
			   struct multiboot_contender *winner,
			   struct multiboot_reply *source ) {
	char command[48];
	int rc;

	snprintf ( command, sizeof ( command ), "%s ${%s/root-path}", verb,
		   ( ( source == winner->hand.proxy ) ?
		     PROXYDHCP_SETTINGS_NAME : winner->name ) );
	rc = system ( command );
	/* The firmware lacks the command or the protocol of the root path */
	if ( ( rc != 0 ) && ( multiboot_is_error ( rc, ENOEXEC ) ||
			      multiboot_is_error ( rc, ENOTSUP ) ) )
		return -ENOTSUP_MULTIBOOT_SAN;
	return rc;
}

/**
 * Boot from a SAN device, or from a file after hooking the SAN device
 *
 * @v race		Race
 * @v winner		Winner
 * @v source		Reply that says what to boot
 * @ret rc		Return status code
 */
static int multiboot_boot_named ( struct multiboot_race *race,
				  struct multiboot_contender *winner,
				  struct multiboot_reply *source ) {
	struct settings *settings;
	struct uri *uri;
	int rc;

	if ( ! ( source->flags & MULTIBOOT_FILE ) )
		return multiboot_san ( "sanboot", winner, source );
	if ( ( source->flags & MULTIBOOT_ROOT_PATH ) &&
	     ( ( rc = multiboot_san ( "sanhook", winner, source ) ) != 0 ) )
		multiboot_tell ( race, winner, multiboot_strerror ( rc ) );

	/* Only this device's settings are searched, so that no other device
	 * can name the file */
	settings = ( ( source == winner->hand.proxy ) ?
		     &source->dhcppkt.settings :
		     netdev_settings ( multiboot_device ( winner ) ) );
	uri = fetch_next_server_and_filename ( settings );
	if ( ! uri )
		return -ENOENT_MULTIBOOT_URI;
	rc = multiboot_uriboot ( uri );
	uri_put ( uri );
	return rc;
}

/**
 * Check whether anybody could boot if the winner does not
 *
 * @v race		Race
 * @v winner		Winner
 * @ret rival		Another contender with a link can still win
 */
static int multiboot_has_rival ( struct multiboot_race *race,
				 struct multiboot_contender *winner ) {
	struct multiboot_contender *contender;

	for_each_contender ( contender, race ) {
		if ( ( contender != winner ) && contender->record.had_link &&
		     multiboot_alive ( contender ) )
			return 1;
	}
	return 0;
}

/**
 * Boot the URI that the command was given
 *
 * @v race		Race
 * @v winner		Winner
 * @ret rc		Return status code
 *
 * The results hold the URI: the command line reads it from there, so that it is
 * never part of a line that is taken apart. A network on which everything is lost
 * must not hold up the next one.
 */
static int multiboot_boot_url ( struct multiboot_race *race,
				struct multiboot_contender *winner ) {
	unsigned long started = currticks();
	char limit[24] = "";
	char command[80];
	int rc;

	if ( multiboot_has_rival ( race, winner ) )
		snprintf ( limit, sizeof ( limit ), "--timeout %d ",
			   MULTIBOOT_URL_TIMEOUT );
	snprintf ( command, sizeof ( command ),
		   "chain --autofree %s${multiboot/filename}", limit );
	rc = system ( command );
	winner->record.fetched = 1;
	winner->record.fetch_time = ( currticks() - started );
	return rc;
}

/**
 * Boot what the winner has to boot
 *
 * @v race		Race
 * @v winner		Winner
 * @ret rc		Return status code
 */
static int multiboot_boot_configured ( struct multiboot_race *race,
				       struct multiboot_contender *winner ) {
	struct multiboot_reply *source = multiboot_source ( winner );

	if ( race->uri )
		return multiboot_boot_url ( race, winner );
	if ( ( source->flags & MULTIBOOT_PXE_MENU ) ||
	     ! ( source->flags & ( MULTIBOOT_FILE | MULTIBOOT_ROOT_PATH ) ) )
		return multiboot_hand_over ( race, winner );
	/* The offer becomes the configuration if it alone names the file */
	if ( source == winner->hand.chosen ) {
		unregister_settings ( &winner->hand.lease->dhcppkt.settings );
		register_settings ( &source->dhcppkt.settings,
				    netdev_settings ( multiboot_device ( winner ) ),
				    DHCP_SETTINGS_NAME );
	}
	return multiboot_boot_named ( race, winner, source );
}

/**
 * Take the winner out because its boot has failed, and say why
 *
 * @v race		Race
 * @v winner		Winner
 * @v rc		What the boot has failed with
 */
static void multiboot_boot_failed ( struct multiboot_race *race,
				    struct multiboot_contender *winner,
				    int rc ) {
	char reason[MULTIBOOT_REASON_LEN];
	const char *text = reason;
	const char *server = ( multiboot_names_server ( winner ) ? "its server" :
			       inet_ntoa ( winner->record.server ) );

	if ( multiboot_is_error ( rc, ENOENT ) &&
	     ( rc != -ENOENT_MULTIBOOT_URI ) ) {
		snprintf ( reason, sizeof ( reason ), "file not found on %s",
			   server );
	} else if ( multiboot_is_error ( rc, ETIMEDOUT ) ) {
		snprintf ( reason, sizeof ( reason ), "no answer from %s",
			   server );
	} else if ( multiboot_is_error ( rc, ENOEXEC ) ) {
		text = "image not bootable";
	} else if ( rc == -ENOTSUP_MULTIBOOT_SAN ) {
		text = strerror ( rc );
	} else if ( multiboot_is_error ( rc, ECANCELED ) ) {
		text = "cancelled";
		/* A first Ctrl-C has only ended the boot, a second one within a
		 * second ends the command */
		multiboot_note_cancel ( race );
		race->keyboard.skip = 0;
	} else {
		multiboot_fail_error ( race, winner, "boot failed: ", rc );
		return;
	}
	multiboot_fail ( race, winner, text );
}

/**
 * Note for the record what the winner boots, and where that comes from
 *
 * @v winner		Winner, with a lease
 */
static void multiboot_note_source ( struct multiboot_contender *winner ) {
	struct multiboot_reply *source = multiboot_source ( winner );
	struct multiboot_record *record = &winner->record;

	if ( source->next_server.s_addr )
		record->server = source->next_server;
	else if ( source->server.s_addr )
		record->server = source->server;
	memcpy ( record->name, source->name, sizeof ( record->name ) );
}

/**
 * Expand the settings in the URI that the command was given, if it was
 *
 * @v race		Race
 * @v winner		Winner, which is configured
 * @ret rc		Return status code
 */
static int multiboot_expand_url ( struct multiboot_race *race,
				  struct multiboot_contender *winner ) {
	struct multiboot_record *record = &winner->record;

	free ( race->uri );
	race->uri = NULL;
	if ( ! race->options->url )
		return 0;
	race->uri = expand_settings ( race->options->url );
	if ( ! race->uri )
		return -ENOMEM;
	multiboot_printable ( record->name, sizeof ( record->name ), race->uri,
			      strlen ( race->uri ) );
	return 0;
}

/**
 * Note for the record what has become of the winner
 *
 * @v winner		Winner
 * @v text		What has become of it
 */
static void multiboot_note_result ( struct multiboot_contender *winner,
				    const char *text ) {
	struct multiboot_record *record = &winner->record;

	snprintf ( record->reason, sizeof ( record->reason ), "%s", text );
}

/**
 * Boot from the winner, or configure it only if this is a probe
 *
 * @v race		Race
 * @v winner		Winner, with a lease
 * @ret rc		Return status code
 *
 * The time that this takes does not count. On failure the winner is out and no
 * longer configured. On success it stays configured.
 */
int multiboot_boot ( struct multiboot_race *race,
		     struct multiboot_contender *winner ) {
	unsigned long started = currticks();
	int probe = race->options->probe;
	int rc;

	multiboot_note_source ( winner );
	multiboot_close_losers ( race, winner );
	multiboot_guarded = race;
	if ( ( ( rc = multiboot_vlan_open ( winner ) ) == 0 ) &&
	     ( ( rc = multiboot_configure ( winner ) ) == 0 ) &&
	     ( ( rc = multiboot_expand_url ( race, winner ) ) == 0 ) ) {
		multiboot_note_result ( winner, ( probe ? "ready" : "booting" ) );
		race->listener->booting ( race, winner );
		multiboot_pin ( race->options->sha256 );
		if ( ! probe )
			rc = multiboot_boot_configured ( race, winner );
		multiboot_pin ( NULL );
	}
	multiboot_guarded = NULL;
	race->clock.paused += ( currticks() - started );
	if ( rc != 0 ) {
		/* What was booted may have removed the device */
		if ( winner->vlan )
			winner->vlan = find_netdev ( winner->name );
		multiboot_unconfigure ( multiboot_device ( winner ) );
		multiboot_vlan_close ( winner );
		multiboot_boot_failed ( race, winner, rc );
		return rc;
	}
	if ( ! probe )
		multiboot_note_result ( winner, "booted" );
	multiboot_enter ( race, winner, MULTIBOOT_BOOTED );
	multiboot_drop_all ( winner );
	return 0;
}
