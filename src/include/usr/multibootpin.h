/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _USR_MULTIBOOTPIN_H
#define _USR_MULTIBOOTPIN_H

/** @file
 *
 * The digest that a boot file has to have
 *
 */

FILE_LICENCE ( GPL2_OR_LATER );

/** Set the digest that a boot file has to have
 *
 * Firmware that can compare digests has a function of its own in place of ours. While
 * a digest is set, it starts nothing that it has loaded but a file with that digest,
 * and what such a file starts in turn. All else has to fail with an error whose text
 * says so.
 */
extern int multiboot_pin ( const char *sha256 );

#endif /* _USR_MULTIBOOTPIN_H */
