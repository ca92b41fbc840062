/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _USR_MULTIBOOTCOMPAT_H
#define _USR_MULTIBOOTCOMPAT_H

/** @file
 *
 * What differs between the versions of iPXE that this overlay compiles in.
 * Everything that depends on a version stands here and nowhere else.
 *
 */

FILE_LICENCE ( GPL2_OR_LATER );

#include <stddef.h>
#include <errno.h>
#include <ipxe/command.h>
#include <usr/autoboot.h>

/* Before v2.0.0 commands were registered by hand */
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
 * @ret is		rc has that POSIX error number
 *
 * Error numbers hold the POSIX number in bits 24..30; the bits below tell
 * where an error comes from, and differ from file to file.
 */
static inline int multiboot_is_error ( int rc, int error ) {
	return ( ( ( ( -rc ) ^ error ) & 0x7f000000 ) == 0 );
}

/**
 * Download and run a file
 *
 * @v uri		URI
 * @ret rc		Return status code
 *
 * The type of uriboot()'s SAN parameter changed in 2024; NULL fits both.
 */
static inline int multiboot_uriboot ( struct uri *uri ) {
	return uriboot ( uri, NULL, 0, 0, NULL, URIBOOT_NO_SAN );
}

#endif /* _USR_MULTIBOOTCOMPAT_H */
