/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ERRNO_H
#define ERRNO_H

#include <ipxe/errfile.h>

/*
 * Error numbers. As in iPXE an error is a 32-bit value: the POSIX number in
 * bits 24..30, the file that raised it in bits 13..23, and in bits 8..12 a
 * number that tells apart errors with texts of their own. Functions return 0
 * or the negative value.
 */

/* struct-like triples: POSIX number, uniq (0..31), text. */
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

/* The POSIX number of an error (positive or negative). */
#define errno_posix( rc ) ( ( ( ( rc ) < 0 ? -( rc ) : ( rc ) ) >> 24 ) & 0x7f )

#define EINFO_EPERM ( 1, 0x00, "Operation not permitted" )
#define EINFO_ENOENT ( 2, 0x00, "No such file or directory" )
#define EINFO_EIO ( 5, 0x00, "Input/output error" )
#define EINFO_ENXIO ( 6, 0x00, "No such device or address" )
#define EINFO_E2BIG ( 7, 0x00, "Argument list too long" )
#define EINFO_ENOEXEC ( 8, 0x00, "Not an executable image" )
#define EINFO_EBADF ( 9, 0x00, "Bad file descriptor" )
#define EINFO_EAGAIN ( 11, 0x00, "Resource temporarily unavailable" )
#define EINFO_ENOMEM ( 12, 0x00, "Not enough memory" )
#define EINFO_EACCES ( 13, 0x00, "Permission denied" )
#define EINFO_EFAULT ( 14, 0x00, "Bad address" )
#define EINFO_EBUSY ( 16, 0x00, "Device or resource busy" )
#define EINFO_EEXIST ( 17, 0x00, "File exists" )
#define EINFO_ENODEV ( 19, 0x00, "No such device" )
#define EINFO_EINVAL ( 22, 0x00, "Invalid argument" )
#define EINFO_ENOTTY ( 25, 0x00, "Inappropriate control operation" )
#define EINFO_EFBIG ( 27, 0x00, "File too large" )
#define EINFO_ENOSPC ( 28, 0x00, "No space left" )
#define EINFO_EROFS ( 30, 0x00, "Read-only" )
#define EINFO_EPIPE ( 32, 0x00, "Broken pipe" )
#define EINFO_EDOM ( 33, 0x00, "Argument out of domain" )
#define EINFO_ERANGE ( 34, 0x00, "Result out of range" )
#define EINFO_ENAMETOOLONG ( 36, 0x00, "Name too long" )
#define EINFO_ENOSYS ( 38, 0x00, "No such function" )
#define EINFO_ELOOP ( 40, 0x00, "Too many levels of nesting or redirection" )
#define EINFO_EPROTO ( 71, 0x00, "Protocol error" )
#define EINFO_EBADMSG ( 74, 0x00, "Bad message" )
#define EINFO_EOVERFLOW ( 75, 0x00, "Value too large" )
#define EINFO_EILSEQ ( 84, 0x00, "Illegal byte sequence" )
#define EINFO_EMSGSIZE ( 90, 0x00, "Message too long" )
#define EINFO_EPROTONOSUPPORT ( 93, 0x00, "Protocol not supported" )
#define EINFO_ENOTSUP ( 95, 0x00, "Not supported" )
#define EINFO_EAFNOSUPPORT ( 97, 0x00, "Address family not supported" )
#define EINFO_EADDRINUSE ( 98, 0x00, "Address already in use" )
#define EINFO_EADDRNOTAVAIL ( 99, 0x00, "Address not available" )
#define EINFO_ENETDOWN ( 100, 0x00, "Network is down" )
#define EINFO_ENETUNREACH ( 101, 0x00, "Network unreachable" )
#define EINFO_ENETRESET ( 102, 0x00, "Connection aborted by network" )
#define EINFO_ECONNABORTED ( 103, 0x00, "Connection aborted" )
#define EINFO_ECONNRESET ( 104, 0x00, "Connection reset" )
#define EINFO_ENOBUFS ( 105, 0x00, "No buffer space available" )
#define EINFO_EISCONN ( 106, 0x00, "Already connected" )
#define EINFO_ENOTCONN ( 107, 0x00, "Not connected" )
#define EINFO_ETIMEDOUT ( 110, 0x00, "Connection timed out" )
#define EINFO_ECONNREFUSED ( 111, 0x00, "Connection refused" )
#define EINFO_EHOSTUNREACH ( 113, 0x00, "Host is unreachable" )
#define EINFO_EALREADY ( 114, 0x00, "Already in progress" )
#define EINFO_EINPROGRESS ( 115, 0x00, "Operation in progress" )
#define EINFO_ECANCELED ( 125, 0x00, "Operation cancelled" )

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

/* The last error of functions that return something else than a code. */
extern int errno;

#endif /* ERRNO_H */
