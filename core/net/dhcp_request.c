/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * DHCP requests as this client sends them. Sites choose a boot file by what a
 * request says of the client, so all senders (the core's own client and the
 * race) get their requests from here.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <core/machine.h>
#include <ipxe/dhcp.h>
#include <ipxe/features.h>
#include <ipxe/netdevice.h>
#include <ipxe/uuid.h>

/* Longest DHCP message that we take, which fits an Ethernet frame. */
#define MAX_MESSAGE_SIZE 1472

#define DHCP_EB_BUS_ID DHCP_ENCAP_OPT(DHCP_EB_ENCAP, 177)
#define DHCP_EB_VERSION DHCP_ENCAP_OPT(DHCP_EB_ENCAP, 235)

/*
 * The options that servers are asked for. Only options are listed that are
 * used; each line names the file that reads it. Servers put them into a reply
 * in this order as long as there is room (RFC 2132 section 9.8). So the options
 * that the network needs come first, then those that say what to boot, then
 * those that only some boot programs need.
 */
static const uint8_t parameters[] = {
	DHCP_SUBNET_MASK,	/* lwip/netif.c; RFC 2132 3.3 */
	DHCP_CLASSLESS_ROUTES,	/* lwip/netif.c; RFC 3442: before routers */
	DHCP_ROUTERS,		/* lwip/netif.c; RFC 2132 3.5 */
	DHCP_BOOTFILE_NAME,	/* autoboot.c, the race; RFC 2132 9.5 */
	DHCP_TFTP_SERVER_NAME,	/* autoboot.c; RFC 2132 9.4 */
	DHCP_VENDOR_CLASS_ID,	/* dhcp_exchange.c: "PXEClient"; PXE 2.1 */
	DHCP_VENDOR_ENCAP,	/* pxebs.c: menus; PXE 2.1 table 2-1 */
	DHCP_EB_ENCAP,		/* dhcp.c: proxies; settings; iPXE's own */
	DHCP_ROOT_PATH,		/* autoboot.c, the race; RFC 2132 3.19 */
	DHCP_MTU,		/* lwip/netif.c; RFC 2132 5.1 */
	DHCP_LOG_SERVERS,	/* the race; RFC 2132 3.9 */
	DHCP_DNS_SERVERS,	/* lwip/dns.c; RFC 2132 3.8 */
	DHCP_DOMAIN_SEARCH,	/* lwip/dns.c; RFC 3397 */
	DHCP_DOMAIN_NAME,	/* lwip/dns.c; RFC 2132 3.17 */
	DHCP_HOST_NAME,		/* bootpacket.c, scripts; RFC 2132 3.14 */
	DHCP_PXELINUX_CONFIG,	/* bootpacket.c; RFC 5071 section 4 */
	DHCP_PXELINUX_PREFIX,	/* bootpacket.c; RFC 5071 section 5 */
};

/* Option 94: type 1, which is UNDI, version 2.1 (RFC 4578 section 2.2). */
static const uint8_t network_interface[] = { 1, 2, 1 };

/* Option 175.235: the version of the client, here 1.0.0. */
static const uint8_t version[] = { 1, 0, 0 };

/* Stores the options that mark the client as a PXE client: 57, 60, 93 and 94
 * (RFC 4578 section 2). Returns 0, or a negative error. */
static int store_class(struct dhcp_packet *pkt, struct net_device *netdev)
{
	uint16_t arch = htons(platform_dhcp_arch());
	uint16_t max_size = htons(MAX_MESSAGE_SIZE);
	char vendor[sizeof("PXEClient:Arch:00000:UNDI:002001")];
	int rc;

	snprintf(vendor, sizeof(vendor), "PXEClient:Arch:%05d:UNDI:%03d%03d",
		 platform_dhcp_arch(), network_interface[1],
		 network_interface[2]);
	rc = dhcppkt_store(pkt, DHCP_MAX_MESSAGE_SIZE, &max_size,
			   sizeof(max_size));
	if (rc == 0)
		rc = dhcppkt_store(pkt, DHCP_VENDOR_CLASS_ID, vendor,
				   strlen(vendor));
	if (rc == 0)
		rc = dhcppkt_store(pkt, DHCP_CLIENT_ARCHITECTURE, &arch,
				   sizeof(arch));
	if (rc == 0)
		rc = dhcppkt_store(pkt, DHCP_CLIENT_NDI, network_interface,
				   sizeof(network_interface));
	return rc;
}

/* Stores option 77 with the user class that the user has set, or "iPXE", by
 * which servers know that scripts can be booted. Returns 0, or a negative
 * error. */
static int store_user_class(struct dhcp_packet *pkt)
{
	char text[64] = "iPXE";
	int len;

	len = fetch_string_setting(NULL, &user_class_setting, text,
				   sizeof(text));
	if (len <= 0)
		strcpy(text, "iPXE");
	return dhcppkt_store(pkt, DHCP_USER_CLASS_ID, text, strlen(text));
}

/* Stores the options that tell clients apart: 61 with type and address of the
 * device (RFC 2132 section 9.14), and 97 with the machine's UUID (RFC 4578
 * section 2.3). Returns 0, or a negative error. */
static int store_client_id(struct dhcp_packet *pkt, struct net_device *netdev)
{
	const struct ll_protocol *ll = netdev->ll_protocol;
	uint8_t id[1 + MAX_LL_ADDR_LEN];
	struct {
		uint8_t type;
		union uuid uuid;
	} __packed machine;
	static const union uuid none;
	union uuid uuid;
	int rc;

	id[0] = ntohs(ll->ll_proto);
	memcpy(&id[1], netdev->ll_addr, ll->ll_addr_len);
	rc = dhcppkt_store(pkt, DHCP_CLIENT_ID, id, 1 + ll->ll_addr_len);
	memset(&uuid, 0, sizeof(uuid));
	fetch_uuid_setting(NULL, &uuid_setting, &uuid);
	/* Option 97 is left out if there is no UUID, as servers would take all
	 * such machines for one and the same. */
	if (rc != 0 || memcmp(&uuid, &none, sizeof(uuid)) == 0)
		return rc;
	uuid_mangle(&uuid);
	machine.type = 0;
	memcpy(&machine.uuid, &uuid, sizeof(uuid));
	return dhcppkt_store(pkt, DHCP_CLIENT_UUID, &machine, sizeof(machine));
}

/* Stores the parts of option 175: the chip of the device, the version of the
 * client and its features. Returns 0, or a negative error. */
static int store_features(struct dhcp_packet *pkt, struct net_device *netdev)
{
	const struct feature *feature;
	struct {
		uint8_t type;
		uint16_t vendor;
		uint16_t device;
	} __packed bus_id;
	int rc;

	rc = dhcppkt_store(pkt, DHCP_EB_VERSION, version, sizeof(version));
	if (rc == 0 && netdev->dev) {
		bus_id.type = netdev->dev->desc.bus_type;
		bus_id.vendor = htons(netdev->dev->desc.vendor);
		bus_id.device = htons(netdev->dev->desc.device);
		rc = dhcppkt_store(pkt, DHCP_EB_BUS_ID, &bus_id,
				   sizeof(bus_id));
	}
	for_each_table_entry(feature, FEATURES) {
		if (rc != 0)
			break;
		rc = dhcppkt_store(pkt,
				   DHCP_ENCAP_OPT(DHCP_EB_ENCAP,
						  feature->code),
				   &feature->value, sizeof(feature->value));
	}
	return rc;
}

/* Makes a packet that has a BOOTP header and a message type, and no other
 * options. Returns 0, or -ENOSPC if max_len is too short. */
static int create_packet(struct dhcp_packet *pkt, struct net_device *netdev,
			 unsigned int msgtype, uint32_t xid,
			 struct in_addr ciaddr, void *data, size_t max_len)
{
	const struct ll_protocol *ll = netdev->ll_protocol;
	struct dhcphdr *hdr = data;
	uint8_t type = msgtype;

	if (max_len < sizeof(*hdr) + 1)
		return -ENOSPC;
	memset(data, 0, max_len);
	hdr->op = BOOTP_REQUEST;
	hdr->htype = ntohs(ll->ll_proto);
	hdr->hlen = ll->ll_addr_len;
	hdr->xid = xid;
	hdr->ciaddr = ciaddr;
	hdr->magic = htonl(DHCP_MAGIC_COOKIE);
	if (ll->ll_addr_len <= sizeof(hdr->chaddr)) {
		memcpy(hdr->chaddr, netdev->ll_addr, ll->ll_addr_len);
	} else {
		/* An address that does not fit is left out (RFC 4390 section
		 * 2.1). */
		hdr->hlen = 0;
		hdr->flags = htons(BOOTP_FL_BROADCAST);
	}
	hdr->options[0] = DHCP_END;
	dhcppkt_init(pkt, hdr, max_len);
	return dhcppkt_store(pkt, DHCP_MESSAGE_TYPE, &type, sizeof(type));
}

int dhcp_create_request(struct dhcp_packet *pkt, struct net_device *netdev,
			unsigned int msgtype, uint32_t xid,
			struct in_addr ciaddr, void *data, size_t max_len)
{
	int rc;

	rc = create_packet(pkt, netdev, msgtype, xid, ciaddr, data, max_len);
	if (rc == 0)
		rc = store_class(pkt, netdev);
	if (rc == 0)
		rc = store_user_class(pkt);
	if (rc == 0)
		rc = dhcppkt_store(pkt, DHCP_PARAMETER_REQUEST_LIST,
				   parameters, sizeof(parameters));
	if (rc == 0)
		rc = store_features(pkt, netdev);
	if (rc == 0)
		rc = store_client_id(pkt, netdev);
	return rc;
}
