/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The packets that programs ask for with GET_CACHED_INFO: what we asked, what
 * the DHCP server answered, and what named the program. The answers are those
 * that are registered as settings; a device that was configured by hand gets
 * one made of its settings.
 */

#include <string.h>
#include <strings.h>
#include <ipxe/dhcp.h>
#include <ipxe/netdevice.h>
#include <ipxe/settings.h>
#include <ipxe/uri.h>
#include "pxe.h"

#define DISCOVER (PXENV_PACKET_TYPE_DHCP_DISCOVER - 1)
#define ACK (PXENV_PACKET_TYPE_DHCP_ACK - 1)
#define REPLY (PXENV_PACKET_TYPE_CACHED_REPLY - 1)

/* What a packet made of settings holds, and what the user may have set beside
 * the server's answer: PXELINUX's configuration file and path prefix. */
static const uint8_t all_options[] = {
	DHCP_SUBNET_MASK, DHCP_ROUTERS, DHCP_DNS_SERVERS, DHCP_HOST_NAME,
	DHCP_DOMAIN_NAME, DHCP_ROOT_PATH, DHCP_SERVER_IDENTIFIER,
};
static const uint8_t user_options[] = {
	DHCP_PXELINUX_CONFIG, DHCP_PXELINUX_PREFIX,
};

static struct dhcphdr *header(unsigned int index)
{
	return (struct dhcphdr *)pxe.buffers->packet[index];
}

/* An option of the settings' blocks, if they have it and the packet has room:
 * a packet without it serves as well. */
static void copy_option(struct dhcp_packet *pkt, unsigned int tag)
{
	struct setting setting = { .tag = tag };
	uint8_t data[255];
	int len = fetch_setting(netdev_settings(pxe.netdev), &setting, NULL,
				NULL, data, sizeof(data));

	if (len > 0 && (size_t)len <= sizeof(data))
		dhcppkt_store(pkt, tag, data, len);
}

static void made_of_settings(unsigned int index)
{
	struct settings *settings = netdev_settings(pxe.netdev);
	struct dhcphdr *hdr = header(index);
	struct dhcp_packet pkt;
	uint8_t type = DHCPACK;
	unsigned int i;

	hdr->op = BOOTP_REPLY;
	hdr->htype = ntohs(pxe.netdev->ll_protocol->ll_proto);
	hdr->hlen = pxe.netdev->ll_protocol->ll_addr_len;
	memcpy(hdr->chaddr, pxe.netdev->ll_addr, sizeof(hdr->chaddr));
	fetch_ipv4_setting(settings, &ip_setting, &hdr->yiaddr);
	fetch_ipv4_setting(settings, &next_server_setting, &hdr->siaddr);
	fetch_string_setting(settings, &filename_setting, hdr->file,
			     sizeof(hdr->file));
	hdr->magic = htonl(DHCP_MAGIC_COOKIE);
	hdr->options[0] = DHCP_END;
	dhcppkt_init(&pkt, hdr, PXE_PACKET_LEN);
	dhcppkt_store(&pkt, DHCP_MESSAGE_TYPE, &type, sizeof(type));
	for (i = 0; i < sizeof(all_options); i++)
		copy_option(&pkt, all_options[i]);
	pxe.packet_len[index] = dhcppkt_len(&pkt);
}

static int fill_from(unsigned int index, struct settings *parent,
		     const char *name)
{
	struct dhcp_packet *pkt = dhcppkt_of(find_child_settings(parent, name));

	if (!pkt || dhcppkt_len(pkt) > PXE_PACKET_LEN)
		return 0;
	memcpy(header(index), pkt->dhcphdr, dhcppkt_len(pkt));
	pxe.packet_len[index] = dhcppkt_len(pkt);
	return 1;
}

static void fill_discover(void)
{
	static const struct in_addr none;
	uint8_t *data = pxe.buffers->packet[DISCOVER];
	struct dhcp_packet pkt;

	if (dhcp_create_request(&pkt, pxe.netdev, DHCPDISCOVER,
				header(ACK)->xid, none, data,
				PXE_PACKET_LEN) == 0)
		pxe.packet_len[DISCOVER] = dhcppkt_len(&pkt);
}

/* Programs look for their files where they came from themselves: the server
 * and the name in the packet are those of the URI, whatever a script has done
 * since DHCP. */
static void name_program(struct dhcp_packet *pkt, const struct uri *uri)
{
	const char *name = uri->path ? uri->path : "";
	char old[sizeof(pkt->dhcphdr->file)];
	struct in_addr server;
	int len;

	if (!uri->scheme || strcasecmp(uri->scheme, "tftp") != 0 ||
	    !uri->host || !inet_aton(uri->host, &server))
		return;
	name += *name == '/';
	/* Where the fields hold options, they do not hold the name. */
	if (strlen(name) >= sizeof(old) ||
	    dhcppkt_fetch(pkt, DHCP_OPTION_OVERLOAD, old, sizeof(old)) >= 0)
		return;
	pkt->dhcphdr->siaddr = server;
	len = dhcppkt_fetch(pkt, DHCP_BOOTFILE_NAME, old, sizeof(old));
	if (len == (int)strlen(name) && memcmp(old, name, len) == 0)
		return;
	dhcppkt_store(pkt, DHCP_BOOTFILE_NAME, NULL, 0);
	memset(pkt->dhcphdr->file, 0, sizeof(pkt->dhcphdr->file));
	strcpy(pkt->dhcphdr->file, name);
}

void pxe_cache_fill(struct uri *uri)
{
	struct settings *device = netdev_settings(pxe.netdev);
	struct dhcp_packet pkt;
	unsigned int i;

	if (!fill_from(ACK, device, DHCP_SETTINGS_NAME))
		made_of_settings(ACK);
	if (!fill_from(REPLY, &root_settings.settings, PXEBS_SETTINGS_NAME) &&
	    !fill_from(REPLY, &root_settings.settings, PROXYDHCP_SETTINGS_NAME)) {
		memcpy(header(REPLY), header(ACK), pxe.packet_len[ACK]);
		pxe.packet_len[REPLY] = pxe.packet_len[ACK];
	}
	fill_discover();
	dhcppkt_init(&pkt, header(REPLY), PXE_PACKET_LEN);
	if (uri)
		name_program(&pkt, uri);
	for (i = 0; i < sizeof(user_options); i++)
		copy_option(&pkt, user_options[i]);
	pxe.packet_len[REPLY] = dhcppkt_len(&pkt);
}
