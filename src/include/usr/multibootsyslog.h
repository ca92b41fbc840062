/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _USR_MULTIBOOTSYSLOG_H
#define _USR_MULTIBOOTSYSLOG_H

/** @file
 *
 * Messages to the log server that a lease names
 *
 */

FILE_LICENCE ( GPL2_OR_LATER );

#include <stddef.h>
#include <stdint.h>
#include <ipxe/in.h>
#include <usr/multibootcompat.h>

struct net_device;
struct multiboot_reply;

/** Longest message (RFC 3164 section 4.1) */
#define MULTIBOOT_SYSLOG_MAX 1024
/** Room for the text of a message, with its NUL: what precedes it takes up to 31
 * characters */
#define MULTIBOOT_SYSLOG_TEXT ( MULTIBOOT_SYSLOG_MAX - 31 + 1 )

/** How a log server is reached from a lease */
struct multiboot_logger {
	/** Log server, or 0.0.0.0 if there is nobody to tell */
	struct in_addr server;
	/** Who is asked for a MAC address: the log server, or the router to it */
	struct in_addr hop;
	/** Address that was leased */
	struct in_addr address;
};

/** Note the log server that a lease names, if it does */
extern void multiboot_logger_note ( struct multiboot_logger *logger,
				    struct multiboot_reply *lease );
/** Ask for the MAC address that messages go to */
extern void multiboot_logger_ask ( struct multiboot_logger *logger,
				   struct net_device *netdev,
				   unsigned int tag );
/** Find the answer to that in a frame */
extern const uint8_t * multiboot_logger_heard ( struct multiboot_logger *logger,
						struct net_device *netdev,
						const void *data, size_t len );
/** Send a message */
extern void multiboot_logger_send ( struct multiboot_logger *logger,
				    struct net_device *netdev,
				    unsigned int tag, const uint8_t *mac,
				    const char *text );

#endif /* _USR_MULTIBOOTSYSLOG_H */
