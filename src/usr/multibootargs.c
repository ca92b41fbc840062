/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/settings.h>
#include <usr/multibootcompat.h>
#include <usr/multibootmgmt.h>

/** @file
 *
 * Arguments that the machine has for the command
 *
 * Whoever runs a virtual machine can give it arguments without building anything:
 * by an OEM string of SMBIOS (DMTF DSP0134, structures of type 11), or by a setting,
 * which firmware may fill in from elsewhere.
 *
 */

/** Setting with arguments */
#define MULTIBOOT_ARGS_SETTING "${multiboot-args}"

/** Setting with an OEM string, which is known by its number */
#define MULTIBOOT_ARGS_OEM "${smbios/0.11.0.%d}"

/** What an OEM string with arguments begins with */
#define MULTIBOOT_ARGS_PREFIX "multiboot:"

/** Length of what an OEM string with arguments begins with */
#define MULTIBOOT_ARGS_PREFIX_LEN ( sizeof ( MULTIBOOT_ARGS_PREFIX ) - 1 )

/** Number of OEM strings that are looked at */
#define MULTIBOOT_ARGS_OEM_MAX 32

/** Greatest length of arguments */
#define MULTIBOOT_ARGS_LEN_MAX 1023

/**
 * Find an OEM string with arguments
 *
 * @ret text		The string, to be freed by the caller, or NULL if there is none
 *
 * A string that is too long for the firmware is passed over. The first empty one
 * ends the search, as strings of SMBIOS are not empty.
 */
static char * multiboot_args_oem ( void ) {
	char name[ sizeof ( MULTIBOOT_ARGS_OEM ) ];
	char *text;
	int last;
	int i;

	for ( i = 1 ; i <= MULTIBOOT_ARGS_OEM_MAX ; i++ ) {
		snprintf ( name, sizeof ( name ), MULTIBOOT_ARGS_OEM, i );
		text = expand_settings ( name );
		if ( ! text )
			continue;
		if ( strncmp ( text, MULTIBOOT_ARGS_PREFIX,
			       MULTIBOOT_ARGS_PREFIX_LEN ) == 0 )
			return text;
		last = ( ! text[0] );
		free ( text );
		if ( last )
			break;
	}
	return NULL;
}

/**
 * Split a text into words
 *
 * @v args		Arguments to fill in
 * @v text		Text, in which each word gets a NUL at its end
 */
static void multiboot_args_split ( struct multiboot_args *args, char *text ) {
	char *c;
	char *before;

	args->too_many = ( strlen ( text ) > MULTIBOOT_ARGS_LEN_MAX );
	for ( c = before = text ; *c ; before = c++ ) {
		if ( ( *c > 0 ) && ( *c <= ' ' ) )
			*c = '\0';
		if ( ( ! *c ) || ( ( c != text ) && *before ) )
			continue;
		if ( args->argc == MULTIBOOT_ARGS_MAX ) {
			args->too_many = 1;
			return;
		}
		args->argv[ args->argc++ ] = c;
	}
}

/**
 * Get the arguments that the machine has for the command
 *
 * @v name		Name of the command, which becomes the first word
 * @ret args		Arguments, to be freed by the caller, or NULL if there are
 *			none
 */
struct multiboot_args * multiboot_args ( char *name ) {
	struct multiboot_args *args;
	size_t skip = 0;

	args = zalloc ( sizeof ( *args ) );
	if ( ! args )
		return NULL;
	args->argv[ args->argc++ ] = name;
	args->text = expand_settings ( MULTIBOOT_ARGS_SETTING );
	if ( ! ( args->text && args->text[0] ) ) {
		free ( args->text );
		args->text = multiboot_args_oem();
		skip = MULTIBOOT_ARGS_PREFIX_LEN;
	}
	if ( ! args->text ) {
		multiboot_args_free ( args );
		return NULL;
	}
	multiboot_args_split ( args, ( args->text + skip ) );
	if ( args->too_many )
		printf ( "multiboot: arguments of this machine: too many\n" );
	return args;
}

/**
 * Free arguments
 *
 * @v args		Arguments, or NULL
 */
void multiboot_args_free ( struct multiboot_args *args ) {
	if ( args )
		free ( args->text );
	free ( args );
}
