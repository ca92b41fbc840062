/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The settings of a net device: those that are stored in its block, and those that
 * the device itself knows, such as ${net0/mac} and ${net0/chip}.
 */

#include <errno.h>
#include <string.h>
#include <byteswap.h>
#include <ipxe/settings.h>
#include "netdev.h"

/* Length of the longest value that a device knows, in bytes. */
#define VALUE_MAX 40

/* A value that the device knows. */
struct netdev_value {
	/* The setting whose value it is. */
	const struct setting *setting;
	/* Writes the value to buf, which has VALUE_MAX bytes. Returns its
	 * length, or -ENOENT if the device does not know it. */
	int (*get)(struct net_device *netdev, void *buf);
};

static int get_text(void *buf, const char *text)
{
	size_t len = strnlen(text, VALUE_MAX);

	memcpy(buf, text, len);
	return len;
}

static int get_mac(struct net_device *netdev, void *buf)
{
	memcpy(buf, netdev->ll_addr, netdev->ll_protocol->ll_addr_len);
	return netdev->ll_protocol->ll_addr_len;
}

static int get_hwaddr(struct net_device *netdev, void *buf)
{
	memcpy(buf, netdev->hw_addr, netdev->ll_protocol->hw_addr_len);
	return netdev->ll_protocol->hw_addr_len;
}

static int get_ifname(struct net_device *netdev, void *buf)
{
	return get_text(buf, netdev->name);
}

static int get_linktype(struct net_device *netdev, void *buf)
{
	return get_text(buf, netdev->ll_protocol->name);
}

/* Fetches the MTU, unless a lease has told one (option 26 in a child block),
 * which is in effect then. */
static int get_mtu(struct net_device *netdev, void *buf)
{
	uint16_t mtu = htons(netdev->mtu);
	struct settings *child;

	list_for_each_entry(child, &netdev_settings(netdev)->children,
			    siblings) {
		if (setting_exists(child, &mtu_setting))
			return -ENOENT;
	}
	memcpy(buf, &mtu, sizeof(mtu));
	return sizeof(mtu);
}

static int get_bustype(struct net_device *netdev, void *buf)
{
	static const char *const names[] = {
		[BUS_TYPE_PCI] = "PCI", [BUS_TYPE_TAP] = "TAP",
		[BUS_TYPE_VLAN] = "VLAN", [BUS_TYPE_SIM] = "SIM",
	};
	unsigned int type = netdev->dev->desc.bus_type;

	if (type >= sizeof(names) / sizeof(names[0]) || !names[type])
		return -ENOENT;
	return get_text(buf, names[type]);
}

static int get_busloc(struct net_device *netdev, void *buf)
{
	uint32_t location = htonl(netdev->dev->desc.location);

	memcpy(buf, &location, sizeof(location));
	return sizeof(location);
}

static int get_busid(struct net_device *netdev, void *buf)
{
	const struct device_description *desc = &netdev->dev->desc;
	uint8_t busid[] = {
		desc->bus_type, desc->vendor >> 8, desc->vendor,
		desc->device >> 8, desc->device,
	};

	memcpy(buf, busid, sizeof(busid));
	return sizeof(busid);
}

static int get_chip(struct net_device *netdev, void *buf)
{
	if (!netdev->dev->driver_name)
		return -ENOENT;
	return get_text(buf, netdev->dev->driver_name);
}

static const struct netdev_value device_values[] = {
	{ &mac_setting, get_mac },
	{ &hwaddr_setting, get_hwaddr },
	{ &ifname_setting, get_ifname },
	{ &linktype_setting, get_linktype },
	{ &mtu_setting, get_mtu },
	{ &bustype_setting, get_bustype },
	{ &busloc_setting, get_busloc },
	{ &busid_setting, get_busid },
	{ &chip_setting, get_chip },
};

/* Fetches a setting. A value that has been stored hides the one that the device
 * knows. */
static int netdev_fetch(struct settings *settings, struct setting *setting,
			void *data, size_t len)
{
	struct net_device *netdev = container_of(settings, struct net_device,
						 settings.settings);
	const struct netdev_value *value;
	uint8_t buf[VALUE_MAX];
	unsigned int i;
	int rc;

	rc = generic_settings_operations.fetch(settings, setting, data, len);
	if (rc >= 0 || !netdev->dev)
		return rc;
	/* An option of DHCP is looked for in all devices, and a device knows
	 * only one of them. */
	if (setting->tag && setting->tag != mtu_setting.tag)
		return -ENOENT;
	for (i = 0; i < sizeof(device_values) / sizeof(*value); i++) {
		value = &device_values[i];
		if (setting_cmp(setting, value->setting) != 0)
			continue;
		rc = value->get(netdev, buf);
		if (rc < 0)
			return rc;
		memcpy(data, buf, len < (size_t)rc ? len : (size_t)rc);
		if (!setting->type)
			setting->type = value->setting->type;
		return rc;
	}
	return -ENOENT;
}

static int netdev_store(struct settings *settings,
			const struct setting *setting, const void *data,
			size_t len)
{
	return generic_settings_operations.store(settings, setting, data, len);
}

static const struct settings_operations netdev_settings_operations = {
	.store = netdev_store,
	.fetch = netdev_fetch,
	.clear = generic_settings_clear,
	.each = generic_settings_each,
};

/* Returns the settings of the device that was opened last, or NULL. */
static struct settings *netx(void)
{
	struct net_device *netdev = last_opened_netdev();

	return netdev ? netdev_settings(netdev) : NULL;
}

struct settings_alias netx_alias __settings_alias = {
	.name = "netX",
	.target = netx,
};

void netdev_settings_init(struct net_device *netdev)
{
	generic_settings_init(&netdev->settings, &netdev->refcnt);
	netdev->settings.settings.op = &netdev_settings_operations;
}
