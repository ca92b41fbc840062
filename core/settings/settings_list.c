/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The settings that have names. Tags below 0x10000 are DHCP options (RFC 2132,
 * and those of encapsulated option 175 that iPXE's documentation gives); those
 * without one are known by name to the blocks that hold them.
 */

#include <stdio.h>
#include <string.h>
#include <ipxe/dhcp.h>
#include <ipxe/settings.h>

#define SETTING(id, setting_name, setting_type, setting_tag, text)	\
	const struct setting id##_setting __setting = {			\
		.name = setting_name,					\
		.description = text,					\
		.type = &setting_type_##setting_type,			\
		.tag = setting_tag,					\
	}

#define EB(inner) DHCP_ENCAP_OPT(DHCP_EB_ENCAP, inner)

/* Addresses. */
SETTING(ip, "ip", ipv4, 0, "IP address");
SETTING(netmask, "netmask", ipv4, DHCP_SUBNET_MASK, "Subnet mask");
SETTING(gateway, "gateway", ipv4, DHCP_ROUTERS, "Default gateway");
SETTING(dns, "dns", ipv4, DHCP_DNS_SERVERS, "DNS server");
SETTING(domain, "domain", string, DHCP_DOMAIN_NAME, "DNS domain");

/* The host. */
SETTING(hostname, "hostname", string, DHCP_HOST_NAME, "Host name");

/* Booting. */
SETTING(filename, "filename", string, DHCP_BOOTFILE_NAME, "Boot file name");
SETTING(next_server, "next-server", ipv4, 0, "TFTP server");
SETTING(root_path, "root-path", string, DHCP_ROOT_PATH, "SAN root path");
SETTING(san_drive, "san-drive", uint8, EB(189), "SAN drive number");
SETTING(skip_san_boot, "skip-san-boot", uint8, EB(9),
	"Do not boot from the SAN");
SETTING(scriptlet, "scriptlet", string, EB(81), "Boot scriptlet");
SETTING(user_class, "user-class", string, DHCP_USER_CLASS_ID,
	"DHCP user class");
SETTING(vendor_class, "vendor-class", string, DHCP_VENDOR_CLASS_ID,
	"DHCP vendor class");
SETTING(priority, "priority", int8, DHCP_EB_PRIORITY,
	"Priority of these settings");

/* Credentials. */
SETTING(username, "username", string, EB(190), "User name");
SETTING(password, "password", string, EB(191), "Password");

/* Net devices. */
SETTING(mac, "mac", hex, 0, "MAC address");
SETTING(bustype, "bustype", string, 0, "Bus type");
SETTING(busloc, "busloc", uint32, 0, "Bus location");
SETTING(busid, "busid", hex, 0, "Bus ID");
SETTING(chip, "chip", string, 0, "Chip");
SETTING(linktype, "linktype", string, 0, "Link-layer type");
SETTING(ifname, "ifname", string, 0, "Interface name");
SETTING(mtu, "mtu", int16, DHCP_MTU, "MTU");

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
