/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What ROMs have in place of src/usr/multibootvlan.c, as they have no room for
 * VLANs (NOT_IN_ROM in mk/platform/pcbios.mk): a machine on which there are none.
 */

#include <errno.h>
#include <stdio.h>
#include <ipxe/netdevice.h>
#include <usr/multibootvlan.h>

/* Takes nothing, as no list is taken. */
int multiboot_next_vlan(const char **list, unsigned int *tag)
{
	return 0;
}

/* Refuses every list, after a message. */
int multiboot_count_vlans(const char *list)
{
	if (!list)
		return 0;
	printf("multiboot: --vlan: no VLANs in a ROM: use multiboot.lkrn or "
	       "multiboot.efi\n");
	return -ENOTSUP;
}

void multiboot_vlan_name(char *name, struct net_device *netdev,
			 unsigned int tag)
{
	snprintf(name, MULTIBOOT_DEVICE_LEN, "%s", netdev->name);
}

/* Tells that no device is a VLAN. */
struct net_device *multiboot_vlan_trunk(struct net_device *netdev,
					unsigned int *tag)
{
	return NULL;
}

int multiboot_vlan_open(struct multiboot_contender *winner)
{
	return 0;
}

void multiboot_vlan_close(struct multiboot_contender *winner)
{
}
