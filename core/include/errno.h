/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ERRNO_H
#define ERRNO_H

#include <ipxe/errfile.h>

/*
 * Error numbers. As in iPXE an error is a 32-bit value: the POSIX number in
 * bits 24..30, the file that raised it in bits 13..23, and in bits 8..12 a
 * number that is not 0 for an error whose text differs from the usual one of
 * that POSIX number. Functions return 0, or the value with a minus sign.
 */

/* Macros that take apart the description of an error, an EINFO_...: a triple of
 * the POSIX number, the number for bits 8..12 (0 to 31), and the text. */
#define __einfo_posix( einfo ) __einfo_extract_posix einfo
#define __einfo_extract_posix( posix, uniq, text ) posix
#define __einfo_uniq( einfo ) __einfo_extract_uniq einfo
#define __einfo_extract_uniq( posix, uniq, text ) uniq
#define __einfo_desc( einfo ) __einfo_extract_desc einfo
#define __einfo_extract_desc( posix, uniq, text ) text

#define __einfo_uniqify( einfo, uniq, text ) \
	( __einfo_posix ( einfo ), uniq, text )

#define __einfo_error( einfo ) \
	( ( int ) ( ( ( unsigned int ) __einfo_posix ( einfo ) << 24 ) | \
		    ( ERRFILE & 0x00ffe000U ) | \
		    ( ( unsigned int ) __einfo_uniq ( einfo ) << 8 ) ) )

#define __einfo_errortab( einfo ) \
	{ .num = __einfo_error ( einfo ), .text = __einfo_desc ( einfo ) }

/* The POSIX number of an error, which may be positive or negative. */
#define errno_posix( rc ) ( ( ( ( rc ) < 0 ? -( rc ) : ( rc ) ) >> 24 ) & 0x7f )

#define EINFO_EPERM ( 1, 0x00, "Not permitted" )
#define EINFO_ENOENT ( 2, 0x00, "Not found" )
#define EINFO_EIO ( 5, 0x00, "Input or output failed" )
#define EINFO_ENXIO ( 6, 0x00, "No device at that address" )
#define EINFO_E2BIG ( 7, 0x00, "Too long" )
#define EINFO_ENOEXEC ( 8, 0x00, "Nothing that can be started" )
#define EINFO_EBADF ( 9, 0x00, "Not open" )
#define EINFO_EAGAIN ( 11, 0x00, "Not at the moment, try again" )
#define EINFO_ENOMEM ( 12, 0x00, "Not enough memory" )
#define EINFO_EACCES ( 13, 0x00, "Access denied" )
#define EINFO_EFAULT ( 14, 0x00, "Outside memory" )
#define EINFO_EBUSY ( 16, 0x00, "In use" )
#define EINFO_EEXIST ( 17, 0x00, "There already" )
#define EINFO_ENODEV ( 19, 0x00, "Device not found" )
#define EINFO_EINVAL ( 22, 0x00, "Not valid" )
#define EINFO_ENOTTY ( 25, 0x00, "Not possible here" )
#define EINFO_EFBIG ( 27, 0x00, "File too large" )
#define EINFO_ENOSPC ( 28, 0x00, "No room left" )
#define EINFO_EROFS ( 30, 0x00, "Cannot be changed" )
#define EINFO_EPIPE ( 32, 0x00, "Nothing more to read" )
#define EINFO_EDOM ( 33, 0x00, "Not allowed for this number" )
#define EINFO_ERANGE ( 34, 0x00, "Out of range" )
#define EINFO_ENAMETOOLONG ( 36, 0x00, "Name too long" )
#define EINFO_ENOSYS ( 38, 0x00, "Not available on this machine" )
#define EINFO_ELOOP ( 40, 0x00, "Nested too deep, or without end" )
#define EINFO_EPROTO ( 71, 0x00, "Not as the protocol demands" )
#define EINFO_EBADMSG ( 74, 0x00, "Message damaged" )
#define EINFO_EOVERFLOW ( 75, 0x00, "Number too large" )
#define EINFO_EILSEQ ( 84, 0x00, "Data damaged" )
#define EINFO_EMSGSIZE ( 90, 0x00, "Packet too long" )
#define EINFO_EPROTONOSUPPORT ( 93, 0x00, "Protocol not known" )
#define EINFO_ENOTSUP ( 95, 0x00, "Not supported" )
#define EINFO_EAFNOSUPPORT ( 97, 0x00, "Kind of address not known" )
#define EINFO_EADDRINUSE ( 98, 0x00, "Address or port in use" )
#define EINFO_EADDRNOTAVAIL ( 99, 0x00, "No usable address" )
#define EINFO_ENETDOWN ( 100, 0x00, "Network device closed" )
#define EINFO_ENETUNREACH ( 101, 0x00, "No way to that network" )
#define EINFO_ENETRESET ( 102, 0x00, "Connection lost" )
#define EINFO_ECONNABORTED ( 103, 0x00, "Connection broken off" )
#define EINFO_ECONNRESET ( 104, 0x00, "Connection reset by the server" )
#define EINFO_ENOBUFS ( 105, 0x00, "No buffer free" )
#define EINFO_EISCONN ( 106, 0x00, "Connected already" )
#define EINFO_ENOTCONN ( 107, 0x00, "Not connected" )
#define EINFO_ETIMEDOUT ( 110, 0x00, "No answer in time" )
#define EINFO_ECONNREFUSED ( 111, 0x00, "Connection refused" )
#define EINFO_EHOSTUNREACH ( 113, 0x00, "No way to that machine" )
#define EINFO_EALREADY ( 114, 0x00, "Begun already" )
#define EINFO_EINPROGRESS ( 115, 0x00, "Not finished yet" )
#define EINFO_ECANCELED ( 125, 0x00, "Cancelled" )

#define EPERM __einfo_error ( EINFO_EPERM )
#define ENOENT __einfo_error ( EINFO_ENOENT )
#define EIO __einfo_error ( EINFO_EIO )
#define ENXIO __einfo_error ( EINFO_ENXIO )
#define E2BIG __einfo_error ( EINFO_E2BIG )
#define ENOEXEC __einfo_error ( EINFO_ENOEXEC )
#define EBADF __einfo_error ( EINFO_EBADF )
#define EAGAIN __einfo_error ( EINFO_EAGAIN )
#define ENOMEM __einfo_error ( EINFO_ENOMEM )
#define EACCES __einfo_error ( EINFO_EACCES )
#define EFAULT __einfo_error ( EINFO_EFAULT )
#define EBUSY __einfo_error ( EINFO_EBUSY )
#define EEXIST __einfo_error ( EINFO_EEXIST )
#define ENODEV __einfo_error ( EINFO_ENODEV )
#define EINVAL __einfo_error ( EINFO_EINVAL )
#define ENOTTY __einfo_error ( EINFO_ENOTTY )
#define EFBIG __einfo_error ( EINFO_EFBIG )
#define ENOSPC __einfo_error ( EINFO_ENOSPC )
#define EROFS __einfo_error ( EINFO_EROFS )
#define EPIPE __einfo_error ( EINFO_EPIPE )
#define EDOM __einfo_error ( EINFO_EDOM )
#define ERANGE __einfo_error ( EINFO_ERANGE )
#define ENAMETOOLONG __einfo_error ( EINFO_ENAMETOOLONG )
#define ENOSYS __einfo_error ( EINFO_ENOSYS )
#define ELOOP __einfo_error ( EINFO_ELOOP )
#define EPROTO __einfo_error ( EINFO_EPROTO )
#define EBADMSG __einfo_error ( EINFO_EBADMSG )
#define EOVERFLOW __einfo_error ( EINFO_EOVERFLOW )
#define EILSEQ __einfo_error ( EINFO_EILSEQ )
#define EMSGSIZE __einfo_error ( EINFO_EMSGSIZE )
#define EPROTONOSUPPORT __einfo_error ( EINFO_EPROTONOSUPPORT )
#define ENOTSUP __einfo_error ( EINFO_ENOTSUP )
#define EAFNOSUPPORT __einfo_error ( EINFO_EAFNOSUPPORT )
#define EADDRINUSE __einfo_error ( EINFO_EADDRINUSE )
#define EADDRNOTAVAIL __einfo_error ( EINFO_EADDRNOTAVAIL )
#define ENETDOWN __einfo_error ( EINFO_ENETDOWN )
#define ENETUNREACH __einfo_error ( EINFO_ENETUNREACH )
#define ENETRESET __einfo_error ( EINFO_ENETRESET )
#define ECONNABORTED __einfo_error ( EINFO_ECONNABORTED )
#define ECONNRESET __einfo_error ( EINFO_ECONNRESET )
#define ENOBUFS __einfo_error ( EINFO_ENOBUFS )
#define EISCONN __einfo_error ( EINFO_EISCONN )
#define ENOTCONN __einfo_error ( EINFO_ENOTCONN )
#define ETIMEDOUT __einfo_error ( EINFO_ETIMEDOUT )
#define ECONNREFUSED __einfo_error ( EINFO_ECONNREFUSED )
#define EHOSTUNREACH __einfo_error ( EINFO_EHOSTUNREACH )
#define EALREADY __einfo_error ( EINFO_EALREADY )
#define EINPROGRESS __einfo_error ( EINFO_EINPROGRESS )
#define ECANCELED __einfo_error ( EINFO_ECANCELED )

/* The latest error of a function that returns something other than an error
 * number, such as a pointer. */
extern int errno;

#endif /* ERRNO_H */
