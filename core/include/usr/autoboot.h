/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_AUTOBOOT_H
#define USR_AUTOBOOT_H

struct net_device;
struct settings;
struct uri;
struct san_boot_config;

/* Flags of uriboot(), by their names in iPXE. Only URIBOOT_NO_SAN, which is all
 * of them, makes a difference here. */
#define URIBOOT_NO_SAN_DESCRIBE 0x0001
#define URIBOOT_NO_SAN_BOOT 0x0002
#define URIBOOT_NO_SAN_UNHOOK 0x0004
#define URIBOOT_NO_SAN ( URIBOOT_NO_SAN_DESCRIBE | URIBOOT_NO_SAN_BOOT | \
			 URIBOOT_NO_SAN_UNHOOK )

/* Downloads and runs filename, which may be NULL. Returns the result of what
 * has run, or a negative error if nothing could be run. Root paths name disks
 * that iPXE reaches over a network (SAN). There is no SAN protocol here, so
 * that root paths end in -ENOTSUP after a message, unless flags holds
 * URIBOOT_NO_SAN. */
int uriboot ( struct uri *filename, struct uri **root_paths,
	      unsigned int root_path_count, int drive,
	      struct san_boot_config *san, unsigned int flags );

/* Returns the URI that the settings next-server and filename make, or NULL if
 * there is none, and prints both. They are looked up in the given block, or in
 * the whole tree if that is NULL. */
struct uri *fetch_next_server_and_filename ( struct settings *settings );

/* Boots from one device: closes the others, runs DHCP and boots the file that
 * the servers name. Returns 0, or a negative error after a message. */
int netboot ( struct net_device *netdev );
/* Boots from a device as netboot() does. With NULL it tries all devices in turn
 * until one succeeds. Returns the result of the device that was tried last. */
int autoboot ( struct net_device *netdev );

#endif /* USR_AUTOBOOT_H */
