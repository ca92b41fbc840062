/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#include <usr/multibootcompat.h>
#include <usr/multibootpin.h>

/** @file
 *
 * The digest that a boot file has to have
 *
 * A file is downloaded and started by the firmware, in one go. So the firmware has to
 * compare the digest in between, if it can.
 *
 */

/**
 * Set the digest that a boot file has to have
 *
 * @v sha256		64 hexadecimal digits, which have to last as long as they are
 *			set, or NULL if any file will do
 * @ret able		The firmware can compare it
 *
 * This is the function of firmware that cannot. Others have one that is not weak,
 * which the linker takes instead.
 */
__attribute__ (( weak )) int multiboot_pin ( const char *sha256 __unused ) {
	return 0;
}
