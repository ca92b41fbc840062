/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_AUTOBOOT_H
#define USR_AUTOBOOT_H

struct net_device;
struct settings;
struct uri;
struct san_boot_config;

/* Flags of uriboot(). */
#define URIBOOT_NO_SAN_DESCRIBE 0x0001
#define URIBOOT_NO_SAN_BOOT 0x0002
#define URIBOOT_NO_SAN_UNHOOK 0x0004
#define URIBOOT_NO_SAN ( URIBOOT_NO_SAN_DESCRIBE | URIBOOT_NO_SAN_BOOT | \
			 URIBOOT_NO_SAN_UNHOOK )

/* Downloads and runs filename, which may be NULL. Other firmwares hook SAN root
 * paths as well; this one has no SAN protocol, and returns -ENOTSUP after a
 * message where it is given any, unless flags holds URIBOOT_NO_SAN. Else it
 * returns the result of what has run, or why it did not come to it. */
int uriboot ( struct uri *filename, struct uri **root_paths,
	      unsigned int root_path_count, int drive,
	      struct san_boot_config *san, unsigned int flags );

/* Returns the URI that next-server and filename of a block make (NULL: of the
 * whole tree), or NULL if there is none. Prints both. */
struct uri *fetch_next_server_and_filename ( struct settings *settings );

/* Boots from one device: closes the others, runs DHCP and boots what it names.
 * Returns 0, or a negative error after a message. */
int netboot ( struct net_device *netdev );
/* Boots from a device as netboot() does, or with NULL from the first of all
 * devices, in turn, that succeeds. Returns the result of the last one. */
int autoboot ( struct net_device *netdev );

#endif /* USR_AUTOBOOT_H */
