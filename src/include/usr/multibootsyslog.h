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

struct io_buffer;
struct net_device;
struct multiboot_reply;

/** Longest message (RFC 3164 section 4.1) */
#define MULTIBOOT_SYSLOG_MAX 1024

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
/** Begin a message, to whose buffer a text is to be added */
extern struct io_buffer *
multiboot_logger_begin ( struct multiboot_logger *logger );
/** Send the message */
extern void multiboot_logger_send ( struct multiboot_logger *logger,
				    struct net_device *netdev,
				    unsigned int tag, const uint8_t *mac,
				    struct io_buffer *iobuf );

#endif /* _USR_MULTIBOOTSYSLOG_H */
