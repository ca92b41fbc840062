/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#include <stdint.h>
#include <ipxe/efi/efi.h>
#include <usr/multibootcompat.h>
#include <usr/multibootonce.h>

/** @file
 *
 * Where UEFI firmware lets a race that has failed be noted
 *
 * A variable that is not kept when the machine is switched off or restarted, and
 * that no operating system sees (UEFI 2.10, 8.2), has the number of the race in its
 * name.
 *
 */

/** Vendor of the variables */
static EFI_GUID multiboot_mark_guid = {
	0x31fde127, 0x8bb2, 0x4f1b,
	{ 0xa8, 0x5b, 0xfd, 0x21, 0x5f, 0xdc, 0xe1, 0x7c }
};

/** Number of digits in a name, and the NUL */
#define MULTIBOOT_MARK_NAME_LEN 9

/**
 * Make the name of a race's variable
 *
 * @v race		Number of the race
 * @v name		Name to fill in, eight hexadecimal digits
 */
static void multiboot_mark_name ( uint32_t race, CHAR16 *name ) {
	unsigned int digit;
	int i;

	name[ MULTIBOOT_MARK_NAME_LEN - 1 ] = 0;
	for ( i = ( MULTIBOOT_MARK_NAME_LEN - 2 ) ; i >= 0 ; i-- ) {
		digit = ( race & 0x0f );
		name[i] = ( ( digit < 10 ) ? ( '0' + digit ) :
			    ( 'a' + digit - 10 ) );
		race >>= 4;
	}
}

/**
 * Check whether a race was noted
 *
 * @v race		Number of the race
 * @ret known		It was noted
 */
static int multiboot_mark_known ( uint32_t race ) {
	EFI_RUNTIME_SERVICES *rs = efi_systab->RuntimeServices;
	CHAR16 name[MULTIBOOT_MARK_NAME_LEN];
	UINT8 value;
	UINTN len = sizeof ( value );

	multiboot_mark_name ( race, name );
	return ( rs->GetVariable ( name, &multiboot_mark_guid, NULL, &len,
				   &value ) == 0 );
}

/**
 * Note that a race has failed
 *
 * @v race		Number of the race
 *
 * An error only means that the race may run again.
 */
static void multiboot_mark_note ( uint32_t race ) {
	EFI_RUNTIME_SERVICES *rs = efi_systab->RuntimeServices;
	CHAR16 name[MULTIBOOT_MARK_NAME_LEN];
	UINT8 value = 1;

	multiboot_mark_name ( race, name );
	rs->SetVariable ( name, &multiboot_mark_guid,
			  EFI_VARIABLE_BOOTSERVICE_ACCESS, sizeof ( value ),
			  &value );
}

/** The place that UEFI firmware has */
struct multiboot_mark multiboot_mark_efi __multiboot_mark = {
	.known = multiboot_mark_known,
	.note = multiboot_mark_note,
};
