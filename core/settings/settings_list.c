/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The settings that have names. Tags below 0x10000 are DHCP options (RFC 2132, and
 * the suboptions of option 175 that iPXE's documentation gives). Settings with the
 * tag 0 are no DHCP options: the blocks that hold them compare names.
 */

#include <stdio.h>
#include <string.h>
#include <ipxe/dhcp.h>
#include <ipxe/settings.h>

/* Defines the variable id_setting, a setting that is known by its name. */
#define SETTING(id, setting_name, setting_type, setting_tag, text)	\
	const struct setting id##_setting __setting = {			\
		.name = setting_name,					\
		.description = text,					\
		.type = &setting_type_##setting_type,			\
		.tag = setting_tag,					\
	}

/* The tag of a suboption of DHCP option 175. */
#define EB(inner) DHCP_ENCAP_OPT(DHCP_EB_ENCAP, inner)

/* Settings of the IPv4 configuration. */
SETTING(ip, "ip", ipv4, 0, "This machine's address");
SETTING(netmask, "netmask", ipv4, DHCP_SUBNET_MASK, "Netmask");
SETTING(gateway, "gateway", ipv4, DHCP_ROUTERS, "Router");
SETTING(dns, "dns", ipv4, DHCP_DNS_SERVERS, "Name server");
SETTING(domain, "domain", string, DHCP_DOMAIN_NAME, "Domain of short names");

/* Settings that describe the host. */
SETTING(hostname, "hostname", string, DHCP_HOST_NAME, "This machine's name");

/* Settings that tell what to boot. */
SETTING(filename, "filename", string, DHCP_BOOTFILE_NAME, "File to boot");
SETTING(next_server, "next-server", ipv4, 0, "Server of the file to boot");
SETTING(dhcp_server, "dhcp-server", ipv4, DHCP_SERVER_IDENTIFIER,
	"DHCP server");
SETTING(root_path, "root-path", string, DHCP_ROOT_PATH,
	"Network disk to boot from");
SETTING(san_drive, "san-drive", uint8, EB(189),
	"BIOS drive of the network disk");
SETTING(skip_san_boot, "skip-san-boot", uint8, EB(9),
	"1: boot from no network disk");
SETTING(scriptlet, "scriptlet", string, EB(81), "Commands to run");
SETTING(user_class, "user-class", string, DHCP_USER_CLASS_ID,
	"User class for DHCP");
SETTING(vendor_class, "vendor-class", string, DHCP_VENDOR_CLASS_ID,
	"Vendor class of the DHCP server");
SETTING(priority, "priority", int8, DHCP_EB_PRIORITY,
	"Higher: this block counts first");

/* Settings that hold credentials. */
SETTING(username, "username", string, EB(190), "Login");
SETTING(password, "password", string, EB(191), "Password");

/* Settings that describe a net device. */
SETTING(mac, "mac", hex, 0, "Hardware address");
SETTING(hwaddr, "hwaddr", hex, 0, "Hardware address as the device has it");
SETTING(bustype, "bustype", string, 0, "Kind of bus");
SETTING(busloc, "busloc", uint32, 0, "Place on the bus");
SETTING(busid, "busid", hex, 0, "Identity on the bus");
SETTING(chip, "chip", string, 0, "Driver");
SETTING(linktype, "linktype", string, 0, "Kind of network");
SETTING(ifname, "ifname", string, 0, "Device");
SETTING(mtu, "mtu", int16, DHCP_MTU, "Longest packet, bytes");

const struct setting *find_setting(const char *name)
{
	const struct setting *setting;

	for_each_table_entry(setting, SETTINGS) {
		if (strcmp(setting->name, name) == 0)
			return setting;
	}
	return NULL;
}

const char *setting_label(const struct setting *setting)
{
	static char buf[sizeof("255.255")];

	if (setting->name && *setting->name)
		return setting->name;
	if (setting->tag > 0xff)
		snprintf(buf, sizeof(buf), "%d.%d",
			 (int)(setting->tag >> 8) & 0xff,
			 (int)setting->tag & 0xff);
	else
		snprintf(buf, sizeof(buf), "%d", (int)setting->tag);
	return buf;
}
