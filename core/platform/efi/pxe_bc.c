/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Hands our lease to the firmware's own PXE base code (UEFI 2.10, 24.3), with
 * which boot programs like GRUB and shim fetch their files: for them it is as
 * if the firmware had done the DHCP.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/bootpacket.h>
#include <ipxe/netdevice.h>
#include <ipxe/settings.h>
#include <efi/pxe_bc.h>
#include "efi.h"

static const struct efi_guid pxe_bc = EFI_PXE_BC_GUID;

/* The base code that has our lease, or NULL. */
static struct efi_pxe_bc *started;

/* Returns non-zero if a handle is that of a NIC's base code for IPv4: its path
 * is that of the NIC with an IPv4 node after it, where that for IPv6 has
 * another one. */
static int is_for(efi_handle handle, const struct efi_device_path *nic)
{
	const struct efi_device_path *path = efi_path_of(handle);

	return path && efi_path_begins(path, nic) &&
	       efi_path_is(efi_path_at(path, efi_path_len(nic)),
			   EFI_PATH_MESSAGING, EFI_PATH_MESSAGING_IPV4);
}

/* Returns the handle of the base code for IPv4 of the NIC with that path, or
 * NULL if the firmware has none. */
static efi_handle find(const struct efi_device_path *nic)
{
	efi_handle *handles, found = NULL;
	size_t i, count = efi_handles_get(&pxe_bc, &handles);

	for (i = 0; i < count && !found; i++) {
		if (is_for(handles[i], nic))
			found = handles[i];
	}
	efi_handles_free(handles);
	return found;
}

/* Gives the base code a DHCPDISCOVER and a DHCPACK made of the lease: programs
 * look for their server and file in those packets. */
static efi_status give_packets(struct efi_pxe_bc *pxe,
			       struct net_device *netdev, struct uri *uri)
{
	struct efi_pxe_packet *packets = calloc(2, sizeof(*packets));
	struct efi_pxe_packet *discover = &packets[0], *ack = &packets[1];
	efi_boolean yes = 1;
	efi_status status;

	if (!packets)
		return EFI_OUT_OF_RESOURCES;
	bootpacket_ack(netdev, uri, ack->raw, sizeof(ack->raw));
	bootpacket_discover(netdev, ack->raw, discover->raw,
			    sizeof(discover->raw));
	status = pxe->set_packets(pxe, &yes, &yes, NULL, NULL, NULL, NULL,
				  discover, ack, NULL, NULL, NULL, NULL);
	free(packets);
	return status;
}

/* Gives the base code the address and the netmask of the lease. */
static efi_status give_address(struct efi_pxe_bc *pxe,
			       struct net_device *netdev)
{
	struct efi_ip address = { { 0 } }, netmask = { { 0 } };
	struct in_addr in;

	if (fetch_ipv4_setting(netdev_settings(netdev), &ip_setting, &in) > 0)
		address.word[0] = in.s_addr;
	if (fetch_ipv4_setting(netdev_settings(netdev), &netmask_setting,
			       &in) > 0)
		netmask.word[0] = in.s_addr;
	return pxe->set_station_ip(pxe, &address, &netmask);
}

efi_handle efi_pxe_bc_hand_over(struct net_device *netdev, struct uri *uri)
{
	efi_handle nic = efi_nic_handle(netdev), handle = NULL;
	struct efi_device_path *path = nic ? efi_path_of(nic) : NULL;
	struct efi_pxe_bc *pxe;
	efi_status status;

	if (!path)
		return NULL;
	efi_boot->connect_controller(nic, NULL, NULL, 1);
	handle = find(path);
	pxe = handle ? efi_interface(handle, &pxe_bc) : NULL;
	if (!pxe)
		return NULL;
	status = pxe->start(pxe, 0);
	if (status != EFI_SUCCESS && status != EFI_ALREADY_STARTED)
		return NULL;
	started = pxe;
	status = give_packets(pxe, netdev, uri);
	if (status == EFI_SUCCESS)
		status = give_address(pxe, netdev);
	if (status == EFI_SUCCESS)
		return handle;
	printf("%s: the firmware does not take the lease for the program: "
	       "%s\n", netdev->name, strerror(efi_rc(status)));
	efi_pxe_bc_take_back();
	return NULL;
}

void efi_pxe_bc_take_back(void)
{
	if (started)
		started->stop(started);
	started = NULL;
}
