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

/* Downloads and runs filename (may be NULL), with SAN root paths hooked. This
 * core has no SAN: root paths give -ENOTSUP with a message, unless flags holds
 * URIBOOT_NO_SAN (then san may be NULL). */
int uriboot ( struct uri *filename, struct uri **root_paths,
	      unsigned int root_path_count, int drive,
	      struct san_boot_config *san, unsigned int flags );

/* The URI that next-server and filename of that block make (NULL: of the whole
 * tree), or NULL. Prints both. */
struct uri *fetch_next_server_and_filename ( struct settings *settings );

/* Boots from one device: closes the others, DHCP, then its file. */
int netboot ( struct net_device *netdev );
/* All devices in turn (netdev NULL), or one. */
int autoboot ( struct net_device *netdev );

#endif /* USR_AUTOBOOT_H */
