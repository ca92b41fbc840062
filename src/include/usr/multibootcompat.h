/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _USR_MULTIBOOTCOMPAT_H
#define _USR_MULTIBOOTCOMPAT_H

/** @file
 *
 * What differs between the versions of iPXE that this overlay compiles in
 *
 * Everything that depends on a version stands here and nowhere else.
 *
 */

FILE_LICENCE ( GPL2_OR_LATER );

/** What this overlay is to a build for Secure Boot
 *
 * Since v2.0.0 such a build (bin-x86_64-efi-sb) takes only objects that iPXE's
 * maintainers have reviewed and marked as PERMITTED, since Microsoft's signature
 * of the result rests on that review. Nobody there has reviewed this overlay:
 * until they have, it is FORBIDDEN, and only they may change this word. Such a
 * build with the command in it stops therefore; all other builds take no notice.
 */
#ifdef FILE_SECBOOT
FILE_SECBOOT ( FORBIDDEN );
#endif

#include <stddef.h>
#include <errno.h>
#include <string.h>
#include <ipxe/timer.h>
#include <ipxe/command.h>
#include <usr/autoboot.h>

/** Register a command, for versions before v2.0.0, which lack this macro */
#ifndef COMMAND
#define COMMAND( _name, _exec )						\
	struct command _name ## _command __command = {			\
		.name = #_name,						\
		.exec = _exec,						\
	}
#endif

struct uri;

/**
 * Check that an error is of a kind, whichever file raised it
 *
 * @v rc		Return status code (negative)
 * @v error		Error number (positive), such as ENOENT
 * @ret is		The error has that POSIX error number
 *
 * Error numbers hold the POSIX number in bits 24..30. The bits below tell where
 * an error comes from, and differ from file to file.
 */
static inline int multiboot_is_error ( int rc, int error ) {
	return ( ( ( ( -rc ) ^ error ) & 0x7f000000 ) == 0 );
}

#ifdef PLATFORM_efi

/**
 * Describe an error of the firmware's
 *
 * @v rc		Return status code (negative)
 * @ret text		What the firmware said, or NULL if there are no words for it
 *
 * An error of the firmware's has 0x7f in place of a POSIX error number. Its lowest
 * byte holds the firmware's status (UEFI 2.10, appendix D), with bit 7 set for an
 * error. All that strerror() can tell about most of them is their number.
 */
static inline const char * multiboot_firmware_error ( int rc ) {
	switch ( ( -rc ) & 0x7f0000ff ) {
	case 0x7f000081: return "load error";
	case 0x7f000083: return "unsupported";
	case 0x7f000087: return "device error";
	case 0x7f000089: return "out of resources";
	case 0x7f00008e: return "not found";
	case 0x7f00008f: return "access denied, perhaps by Secure Boot";
	case 0x7f000090: return "no response";
	case 0x7f000092: return "timeout";
	case 0x7f000095: return "aborted";
	case 0x7f00009a: return "refused by Secure Boot";
	}
	return NULL;
}

#else /* PLATFORM_efi */

/**
 * Describe an error of the firmware's
 *
 * @v rc		Return status code (negative)
 * @ret text		NULL: other firmware has no status that is known
 */
static inline const char * multiboot_firmware_error ( int rc __unused ) {
	return NULL;
}

#endif /* PLATFORM_efi */

/**
 * Describe an error
 *
 * @v rc		Return status code (negative)
 * @ret text		Text, which lasts until the next call of strerror()
 */
static inline const char * multiboot_strerror ( int rc ) {
	const char *text = multiboot_firmware_error ( rc );

	return ( text ? text : strerror ( rc ) );
}

/**
 * Download and run a file
 *
 * @v uri		URI
 * @ret rc		Return status code
 *
 * The type of uriboot()'s parameter for SAN options changed in 2024; NULL fits
 * both.
 */
static inline int multiboot_uriboot ( struct uri *uri ) {
	return uriboot ( uri, NULL, 0, 0, NULL, URIBOOT_NO_SAN );
}

/** How late a command may notice that its time limit is over */
#define MULTIBOOT_TIMER_SLACK ( TICKS_PER_SEC / 4 )

/**
 * Check whether a command has ended because its time limit was over
 *
 * @v ms		Time limit in milliseconds, as the command was given it
 * @v waited		Ticks that the command took
 * @ret timed_out	The command ended about when the time limit was over
 *
 * Some versions count milliseconds as if they were ticks. A second has a few more
 * ticks than milliseconds, so that a time limit ends a little early with them.
 */
static inline int multiboot_timed_out ( unsigned long ms,
					unsigned long waited ) {
	unsigned long latest = ( ( ( ms / 1000 ) * TICKS_PER_SEC ) +
				 ( ms % 1000 ) + MULTIBOOT_TIMER_SLACK );

	return ( ( waited >= ms ) && ( waited < latest ) );
}

#endif /* _USR_MULTIBOOTCOMPAT_H */
