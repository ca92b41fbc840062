/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Gives programs that came by HTTP what the firmware's own HTTP boot would give
 * them: a device path with the address of the NIC and the URI of the program (UEFI
 * 2.10, 24.7.3.1). Programs like shim fetch their other files from there, with the
 * firmware's HTTP.
 */

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <ipxe/netdevice.h>
#include <ipxe/settings.h>
#include <ipxe/uri.h>
#include "efi.h"

static const struct efi_guid path_guid = EFI_DEVICE_PATH_GUID;

/* The handle that has the path, and the path, or both NULL. */
static efi_handle offered;
static struct efi_device_path *offered_path;

/* Writes a node's header. Returns where the node ends. */
static void *put_node(void *at, unsigned int type, unsigned int subtype,
		      size_t len)
{
	struct efi_device_path *node = at;

	node->type = type;
	node->subtype = subtype;
	node->len[0] = len;
	node->len[1] = len >> 8;
	return (uint8_t *)at + len;
}

/* Returns an address of a net device's settings, or 0. */
static uint32_t address(struct net_device *netdev,
			const struct setting *setting)
{
	struct in_addr in = { 0 };

	if (fetch_ipv4_setting(netdev_settings(netdev), setting, &in) <= 0)
		return 0;
	return in.s_addr;
}

/* Returns the path of a NIC with an address and a URI after it, allocated, or
 * NULL if there is no memory for it or a text is too long for a path. */
static struct efi_device_path *make_path(const struct efi_device_path *nic,
					 struct net_device *netdev,
					 const char *uri)
{
	int nic_len = efi_path_len(nic);
	size_t uri_len = sizeof(*nic) + strlen(uri);
	struct efi_path_ipv4 *ipv4;
	struct efi_device_path *path;
	void *at;

	if (nic_len < 0 || uri_len > EFI_PATH_MAX)
		return NULL;
	path = zalloc(nic_len + sizeof(*ipv4) + uri_len + sizeof(*path));
	if (!path)
		return NULL;
	memcpy(path, nic, nic_len);
	ipv4 = (void *)efi_path_at(path, nic_len);
	at = put_node(ipv4, EFI_PATH_MESSAGING, EFI_PATH_MESSAGING_IPV4,
		      sizeof(*ipv4));
	ipv4->local = address(netdev, &ip_setting);
	ipv4->netmask = address(netdev, &netmask_setting);
	ipv4->gateway = address(netdev, &gateway_setting);
	ipv4->is_static = 1;
	memcpy((uint8_t *)at + sizeof(*path), uri, strlen(uri));
	at = put_node(at, EFI_PATH_MESSAGING, EFI_PATH_MESSAGING_URI, uri_len);
	put_node(at, EFI_PATH_END, EFI_PATH_END_ALL, sizeof(*path));
	return path;
}

/* Returns the path for a program's URI, as make_path() does. */
static struct efi_device_path *path_for(struct net_device *netdev,
					struct uri *uri)
{
	efi_handle nic = efi_nic_handle(netdev);
	struct efi_device_path *path = nic ? efi_path_of(nic) : NULL;
	char *text;

	if (!path || !uri || !uri->scheme ||
	    (strcasecmp(uri->scheme, "http") != 0 &&
	     strcasecmp(uri->scheme, "https") != 0))
		return NULL;
	efi_boot->connect_controller(nic, NULL, NULL, 1);
	text = format_uri_alloc(uri);
	path = text ? make_path(path, netdev, text) : NULL;
	free(text);
	return path;
}

efi_handle efi_uri_path_offer(struct net_device *netdev, struct uri *uri)
{
	offered_path = path_for(netdev, uri);
	if (offered_path && efi_boot->install_multiple_protocol_interfaces(
				    &offered, &path_guid, offered_path,
				    NULL) != EFI_SUCCESS)
		efi_uri_path_withdraw();
	return offered;
}

void efi_uri_path_withdraw(void)
{
	if (offered)
		efi_boot->uninstall_multiple_protocol_interfaces(
			offered, &path_guid, offered_path, NULL);
	offered = NULL;
	free(offered_path);
	offered_path = NULL;
}
