/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#include <stddef.h>
#include <unistd.h>
#include <ipxe/timer.h>
#include <ipxe/iobuf.h>
#include <ipxe/netdevice.h>
#include <usr/multibootframe.h>
#include <usr/multibootreport.h>
#include <usr/multibootsyslog.h>

/** @file
 *
 * Messages to log servers: why nothing has booted
 *
 * Each lease that has named a log server gets one message on its way, with what the
 * table says about all contenders. All are sent at the same time, as each needs a MAC
 * address that may never be told. The devices are frozen, as in the race.
 *
 */

/** Time between two looks at the devices, in milliseconds */
#define MULTIBOOT_LOG_STEP 4
/** How many looks MAC addresses are waited for */
#define MULTIBOOT_LOG_STEPS 48
/** Number of looks between two requests for a MAC address, of which three fit */
#define MULTIBOOT_LOG_PACE 16
/** Number of looks that devices have to send the messages before they are closed */
#define MULTIBOOT_LOG_FLUSH 4
/** Ticks after which nothing is waited for any longer, as a slow machine may take
 * long for a look at its devices */
#define MULTIBOOT_LOG_TICKS ( TICKS_PER_SEC / 4 )

/**
 * Send the message of a contender
 *
 * @v race		Race
 * @v contender		Contender, whose device is open
 * @v mac		MAC address to send it to
 */
static void multiboot_log_send ( struct multiboot_race *race,
				 struct multiboot_contender *contender,
				 const uint8_t *mac ) {
	struct multiboot_logger *logger = &contender->logger;
	struct io_buffer *iobuf = multiboot_logger_begin ( logger );

	if ( iobuf ) {
		multiboot_table_line ( race, iobuf->tail,
				       ( MULTIBOOT_SYSLOG_MAX + 1 -
					 iob_len ( iobuf ) ) );
		multiboot_logger_send ( logger, contender->netdev,
					contender->tag, mac, iobuf );
	}
	logger->server.s_addr = 0;
}

/**
 * Send the messages that a frame tells the MAC address for
 *
 * @v race		Race
 * @v netdev		Network device that has received the frame
 * @v iobuf		Frame
 */
static void multiboot_log_rx ( struct multiboot_race *race,
			       struct net_device *netdev,
			       struct io_buffer *iobuf ) {
	unsigned int tag = multiboot_untag ( iobuf );
	struct multiboot_contender *contender;
	const uint8_t *mac;

	for_each_contender ( contender, race ) {
		if ( ( contender->netdev != netdev ) ||
		     ( contender->tag != tag ) ||
		     ( ! contender->logger.server.s_addr ) )
			continue;
		mac = multiboot_logger_heard ( &contender->logger, netdev,
					       iobuf->data, iob_len ( iobuf ) );
		if ( mac )
			multiboot_log_send ( race, contender, mac );
	}
}

/**
 * Go on with the message of a contender
 *
 * @v race		Race
 * @v contender		Contender
 * @v left		Number of looks that are left, this one among them
 * @ret waits		The contender waits for a MAC address
 */
static int multiboot_log_poll ( struct multiboot_race *race,
				struct multiboot_contender *contender,
				unsigned int left ) {
	struct net_device *netdev = contender->netdev;
	struct io_buffer *iobuf;

	if ( ! contender->port.held )
		return 0;
	netdev_poll ( netdev );
	while ( ( iobuf = netdev_rx_dequeue ( netdev ) ) != NULL ) {
		multiboot_log_rx ( race, netdev, iobuf );
		free_iob ( iobuf );
	}
	if ( ! contender->logger.server.s_addr )
		return 0;
	if ( ( ! ( left % MULTIBOOT_LOG_PACE ) ) && netdev_link_ok ( netdev ) )
		multiboot_logger_ask ( &contender->logger, netdev,
				       contender->tag );
	return 1;
}

/**
 * Open the device of a contender that has a message to send, unless it is open
 *
 * @v contender		Contender
 * @ret opened		It has a message to send, and its device is open
 */
static int multiboot_log_open ( struct multiboot_contender *contender ) {
	if ( ( ! contender->logger.server.s_addr ) ||
	     ( netdev_open ( contender->netdev ) != 0 ) )
		return 0;
	netdev_rx_freeze ( contender->netdev );
	contender->port.held = 1;
	return 1;
}

/**
 * Send the messages of some contenders
 *
 * @v race		Race
 * @v first		First of them
 * @v end		Contender after the last one
 */
static void multiboot_log_some ( struct multiboot_race *race,
				 struct multiboot_contender *first,
				 struct multiboot_contender *end ) {
	unsigned long started = currticks();
	struct multiboot_contender *contender;
	unsigned int left = 0;
	int waits;

	for ( contender = first ; contender < end ; contender++ ) {
		if ( multiboot_log_open ( contender ) )
			left = MULTIBOOT_LOG_STEPS;
	}
	for ( ; left && ( ( currticks() - started ) < MULTIBOOT_LOG_TICKS ) ;
	      left-- ) {
		waits = 0;
		for ( contender = first ; contender < end ; contender++ )
			waits |= multiboot_log_poll ( race, contender, left );
		if ( ( ! waits ) && ( left > MULTIBOOT_LOG_FLUSH ) )
			left = MULTIBOOT_LOG_FLUSH;
		mdelay ( MULTIBOOT_LOG_STEP );
	}
	multiboot_unhold ( race, NULL );
}

/**
 * Tell the log servers that the leases have named why nothing has booted
 *
 * @v race		Race that nobody has won
 *
 * Nothing is sent or waited for if no lease has named one. In turn, one device is
 * open at a time here as well, the last one first, as it may be open still.
 */
void multiboot_log ( struct multiboot_race *race ) {
	struct multiboot_contender *contender = race->end;

	if ( ! race->options->in_turn ) {
		multiboot_log_some ( race, race->contenders, race->end );
		return;
	}
	while ( contender-- > race->contenders )
		multiboot_log_some ( race, contender, ( contender + 1 ) );
}
