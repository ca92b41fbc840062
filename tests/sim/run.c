/* SPDX-License-Identifier: GPL-2.0-or-later */

/* One run of the command in a world, and the state in which it ends. */

#include <ipxe/settings.h>
#include <ipxe/vlan.h>
#include <usr/multibootreport.h>
#include "scenario.h"

int scenario_run(void)
{
	int rc;

	scenario.allocations = world.allocations;
	world.limit_us = world.now_us + check_bound_us();
	rc = multiboot(&scenario.options, scenario.names,
		       scenario.name_count);
	world_event("result %08x", -rc);
	world.fail_at = 0;
	world.fail_permille = 0;
	world.limit_us = WORLD_NEVER;
	check_result(rc);
	return rc;
}

static void forget_block(struct settings *parent, const char *name)
{
	struct settings *settings = find_child_settings(parent, name);

	if (settings)
		unregister_settings(settings);
}

/* Removes the VLANs on a card. */
static void forget_vlans(struct net_device *trunk)
{
	struct net_device *netdev, *vlan;

	do {
		vlan = NULL;
		for_each_netdev(netdev) {
			if (netdev->trunk == trunk)
				vlan = netdev;
		}
		if (vlan) {
			forget_block(netdev_settings(vlan), DHCP_SETTINGS_NAME);
			vlan_destroy(vlan);
		}
	} while (vlan);
}

void scenario_forget(void)
{
	unsigned int i;

	for (i = 0; i < scenario.nic_count; i++) {
		struct net_device *netdev = scenario.nics[i].nic.netdev;

		forget_vlans(netdev);
		netdev_close(netdev);
		forget_block(netdev_settings(netdev), DHCP_SETTINGS_NAME);
	}
	forget_block(&root_settings.settings, PROXYDHCP_SETTINGS_NAME);
	forget_block(&root_settings.settings, PXEBS_SETTINGS_NAME);
	multiboot_results_clear();
	world_check(world.allocations == scenario.allocations,
		    "%ld allocations are left",
		    (long)(world.allocations - scenario.allocations));
}
