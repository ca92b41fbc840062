/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * DHCP packets for boot programs (<core/bootpacket.h>).
 */

#include <string.h>
#include <strings.h>
#include <core/bootpacket.h>
#include <ipxe/dhcp.h>
#include <ipxe/netdevice.h>
#include <ipxe/settings.h>
#include <ipxe/uri.h>

/* The options of a packet that is made of settings. */
static const uint8_t all_options[] = {
	DHCP_SUBNET_MASK, DHCP_ROUTERS, DHCP_DNS_SERVERS, DHCP_HOST_NAME,
	DHCP_DOMAIN_NAME, DHCP_ROOT_PATH, DHCP_SERVER_IDENTIFIER,
};
/* The options that a user may set in addition to the server's answer:
 * PXELINUX's configuration file and path prefix. */
static const uint8_t user_options[] = {
	DHCP_PXELINUX_CONFIG, DHCP_PXELINUX_PREFIX,
};

/* Stores an option in the packet if the device's settings have a value for it.
 * An option that does not fit is left out, as a boot program can do without
 * it. */
static void copy_option(struct dhcp_packet *pkt, struct net_device *netdev,
			unsigned int tag)
{
	struct setting setting = { .tag = tag };
	uint8_t data[255];
	int len = fetch_setting(netdev_settings(netdev), &setting, NULL, NULL,
				data, sizeof(data));

	if (len > 0 && (size_t)len <= sizeof(data))
		dhcppkt_store(pkt, tag, data, len);
}

/* Writes an acknowledgement that holds the device's settings, for a device that
 * was configured without DHCP. Returns the length of the packet. */
static size_t made_of_settings(struct net_device *netdev, void *packet,
			       size_t max)
{
	struct settings *settings = netdev_settings(netdev);
	struct dhcphdr *hdr = packet;
	struct dhcp_packet pkt;
	uint8_t type = DHCPACK;
	unsigned int i;

	hdr->op = BOOTP_REPLY;
	hdr->htype = ntohs(netdev->ll_protocol->ll_proto);
	hdr->hlen = netdev->ll_protocol->ll_addr_len;
	memcpy(hdr->chaddr, netdev->ll_addr, sizeof(hdr->chaddr));
	fetch_ipv4_setting(settings, &ip_setting, &hdr->yiaddr);
	fetch_ipv4_setting(settings, &next_server_setting, &hdr->siaddr);
	fetch_string_setting(settings, &filename_setting, hdr->file,
			     sizeof(hdr->file));
	hdr->magic = htonl(DHCP_MAGIC_COOKIE);
	hdr->options[0] = DHCP_END;
	dhcppkt_init(&pkt, hdr, max);
	dhcppkt_store(&pkt, DHCP_MESSAGE_TYPE, &type, sizeof(type));
	for (i = 0; i < sizeof(all_options); i++)
		copy_option(&pkt, netdev, all_options[i]);
	return dhcppkt_len(&pkt);
}

/* Copies the DHCP packet that is registered as a settings block. Returns its
 * length, or 0 if there is no such block or it is longer than max bytes. */
static size_t copy_of(struct settings *parent, const char *name, void *packet,
		      size_t max)
{
	struct dhcp_packet *pkt = dhcppkt_of(find_child_settings(parent, name));

	if (!pkt || (size_t)dhcppkt_len(pkt) > max)
		return 0;
	memcpy(packet, pkt->dhcphdr, dhcppkt_len(pkt));
	return dhcppkt_len(pkt);
}

/* Puts the URI's server and file name into the fields siaddr and file, where
 * every boot program looks. Option 67 is deleted if it names another file.
 * Leaves the packet as it is if the URI is not that of a TFTP server. */
static void name_program(struct dhcp_packet *pkt, const struct uri *uri)
{
	const char *path = uri->path ? uri->path : "";
	char name[sizeof(pkt->dhcphdr->file)], old[sizeof(name)];
	struct in_addr server;
	int len;

	if (!uri->scheme || strcasecmp(uri->scheme, "tftp") != 0 ||
	    !uri->host || !inet_aton(uri->host, &server))
		return;
	path += *path == '/';
	/* With option 52 the field holds options and cannot hold the name. */
	if (strlen(path) >= sizeof(name) ||
	    dhcppkt_fetch(pkt, DHCP_OPTION_OVERLOAD, old, sizeof(old)) >= 0)
		return;
	uri_decode(strcpy(name, path));
	pkt->dhcphdr->siaddr = server;
	len = dhcppkt_fetch(pkt, DHCP_BOOTFILE_NAME, old, sizeof(old));
	if (len != (int)strlen(name) || memcmp(old, name, len) != 0)
		dhcppkt_store(pkt, DHCP_BOOTFILE_NAME, NULL, 0);
	memset(pkt->dhcphdr->file, 0, sizeof(pkt->dhcphdr->file));
	strcpy(pkt->dhcphdr->file, name);
}

/* Adds the boot program's place and the user's options, which are not in the
 * server's answer. Returns the length of the packet. */
static size_t complete(struct net_device *netdev, struct uri *uri,
		       void *packet, size_t max)
{
	struct dhcp_packet pkt;
	unsigned int i;

	dhcppkt_init(&pkt, packet, max);
	if (uri)
		name_program(&pkt, uri);
	for (i = 0; i < sizeof(user_options); i++)
		copy_option(&pkt, netdev, user_options[i]);
	return dhcppkt_len(&pkt);
}

size_t bootpacket_lease(struct net_device *netdev, void *packet, size_t max)
{
	size_t len = copy_of(netdev_settings(netdev), DHCP_SETTINGS_NAME,
			     packet, max);

	return len ? len : made_of_settings(netdev, packet, max);
}

size_t bootpacket_ack(struct net_device *netdev, struct uri *uri, void *packet,
		      size_t max)
{
	bootpacket_lease(netdev, packet, max);
	return complete(netdev, uri, packet, max);
}

size_t bootpacket_reply(struct net_device *netdev, struct uri *uri,
			void *packet, size_t max)
{
	struct settings *root = &root_settings.settings;

	if (!copy_of(root, PXEBS_SETTINGS_NAME, packet, max) &&
	    !copy_of(root, PROXYDHCP_SETTINGS_NAME, packet, max))
		bootpacket_lease(netdev, packet, max);
	return complete(netdev, uri, packet, max);
}

size_t bootpacket_discover(struct net_device *netdev, const void *lease,
			   void *packet, size_t max)
{
	static const struct in_addr none;
	const struct dhcphdr *answer = lease;
	struct dhcp_packet pkt;

	if (dhcp_create_request(&pkt, netdev, DHCPDISCOVER, answer->xid, none,
				packet, max) != 0)
		return 0;
	return dhcppkt_len(&pkt);
}
