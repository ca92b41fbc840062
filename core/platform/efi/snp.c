/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Net devices on the firmware's own drivers (Simple Network Protocol, UEFI
 * 2.10, 24.1). While one is open it is ours alone: the firmware takes its own
 * network stack off it. What a driver says is checked before it is used, as a
 * driver in a card's ROM may be as old as the card.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/errortab.h>
#include <ipxe/if_arp.h>
#include <ipxe/if_ether.h>
#include <ipxe/netdevice.h>
#include <ipxe/pci.h>
#include <ipxe/timer.h>
#include <efi/snp.h>
#include "efi.h"

#define EINFO_EACCES_SNP \
	__einfo_uniqify(EINFO_EACCES, 0x01, \
			"The firmware keeps it for another driver")
#define EACCES_SNP __einfo_error(EINFO_EACCES_SNP)

struct errortab snp_errors[] __errortab = {
	__einfo_errortab(EINFO_EACCES_SNP),
};

/* Frames that a driver may have from us at a time and not have sent yet. */
#define TX_MAX 32
/* Frames that one poll receives at the most, and also how many sent ones it
 * takes back, so that a busy network does not keep us in it. */
#define POLL_MAX 16
/* How long a device waits, before it is closed, for frames to leave. */
#define DRAIN_TICKS (TICKS_PER_SEC / 50)
/* The longest frame in bytes that is fetched just to be rid of it. */
#define FETCH_MAX 0x10000

/* A net device, and the NIC that it stands for. */
struct snp_nic {
	struct device dev;		/* where it is, for the net device */
	struct list_head list;		/* its place in the list of all */
	struct net_device *netdev;	/* the net device on this NIC */
	efi_handle handle;		/* the handle that has the protocol */
	struct efi_snp *snp;		/* the driver, NULL unless it is open */
	struct io_buffer *spare;	/* for the next frame, or NULL */
	unsigned int tx_held;		/* frames that the driver still has */
	int firmware_used_it;		/* the firmware's own network stack was
					 * on it before us */
};

/* All net devices of this driver, net0 first. */
static LIST_HEAD(nics);
static const struct efi_guid snp_guid = EFI_SNP_GUID;

/* --- receiving */

/* The groups whose frames we want: switches send their spanning tree and LACP
 * frames to them (IEEE 802.1D 7.12.3, 802.3 annex 57A), from which the race
 * learns that a port does not forward yet. */
static const struct efi_mac groups[] = {
	{ { 0x01, 0x80, 0xc2, 0x00, 0x00, 0x00 } },
	{ { 0x01, 0x80, 0xc2, 0x00, 0x00, 0x02 } },
};
#define NUM_GROUPS (sizeof(groups) / sizeof(groups[0]))

/* Sets which frames a driver takes in, and switches all others off. Returns
 * EFI_UNSUPPORTED if the driver does not know all of these filters, or not that
 * many groups. */
static efi_status set_filters(struct efi_snp *snp, uint32_t filters,
			      unsigned int num_groups)
{
	uint32_t known = snp->mode->receive_filter_mask;

	if ((filters & known) != filters ||
	    num_groups > snp->mode->max_mcast_filter_count)
		return EFI_UNSUPPORTED;
	return snp->receive_filters(snp, filters, known & ~filters, 0,
				    num_groups, num_groups ? groups : NULL);
}

/* Lets a driver take in frames for us, broadcasts, and those for groups: all
 * groups if it can, else the ones we want, or none. */
static efi_status choose_filters(struct efi_snp *snp)
{
	uint32_t filters = EFI_SNP_RECEIVE_UNICAST | EFI_SNP_RECEIVE_BROADCAST;

	if (set_filters(snp, filters | EFI_SNP_RECEIVE_ALL_MULTICAST, 0) ==
	    EFI_SUCCESS)
		return EFI_SUCCESS;
	if (set_filters(snp, filters | EFI_SNP_RECEIVE_MULTICAST,
			NUM_GROUPS) == EFI_SUCCESS)
		return EFI_SUCCESS;
	return set_filters(snp, filters, 0);
}

/* Takes a frame that is too long from the driver and drops it, as no other one
 * can be had before. Returns 0 or a negative error. */
static int drop_frame(struct snp_nic *nic, efi_uintn len)
{
	void *buffer;
	efi_status status;

	if (len > FETCH_MAX)
		return -EMSGSIZE;
	buffer = malloc(len);
	if (!buffer)
		return -ENOMEM;
	status = nic->snp->receive(nic->snp, NULL, &len, buffer, NULL, NULL,
				   NULL);
	free(buffer);
	return efi_rc(status);
}

/* Takes the next frame from the driver. Returns 0, -EAGAIN if there is none, or
 * another negative error if it cannot be had. */
static int receive_one(struct snp_nic *nic)
{
	struct net_device *netdev = nic->netdev;
	struct io_buffer *iobuf;
	efi_status status;
	efi_uintn room, len;
	int rc;

	if (!nic->spare)
		nic->spare = alloc_iob(netdev->max_pkt_len);
	if (!nic->spare)
		return -ENOMEM;
	iobuf = nic->spare;
	room = len = iob_tailroom(iobuf);
	status = nic->snp->receive(nic->snp, NULL, &len, iobuf->data, NULL,
				   NULL, NULL);
	if (status == EFI_NOT_READY)
		return -EAGAIN;
	if (status == EFI_BUFFER_TOO_SMALL) {
		netdev_rx_err(netdev, NULL, -EMSGSIZE);
		return drop_frame(nic, len);
	}
	rc = status == EFI_SUCCESS && len > room ? -EMSGSIZE : efi_rc(status);
	if (rc != 0) {
		netdev_rx_err(netdev, NULL, rc);
		return rc;
	}
	iob_put(iobuf, len);
	nic->spare = NULL;
	netdev_rx(netdev, iobuf);
	return 0;
}

/* --- sending */

/* Completes the frame whose buffer the driver gives back. An address that is
 * not that of a frame in the queue is ignored: a broken driver may give back
 * anything. */
static void sent(struct snp_nic *nic, void *buffer)
{
	struct net_device *netdev = nic->netdev;
	struct io_buffer *iobuf;

	list_for_each_entry(iobuf, &netdev->tx_queue, list) {
		if (iobuf->data == buffer) {
			nic->tx_held--;
			netdev_tx_complete(netdev, iobuf);
			return;
		}
	}
}

/* Asks the driver for the state of the link and for buffers of frames that have
 * been sent. */
static void poll_status(struct snp_nic *nic)
{
	const struct efi_snp_mode *mode = nic->snp->mode;
	unsigned int i;
	void *buffer;

	for (i = 0; i < POLL_MAX; i++) {
		buffer = NULL;
		if (nic->snp->get_status(nic->snp, NULL, &buffer) !=
		    EFI_SUCCESS)
			return;
		if (!mode->media_present_supported || mode->media_present)
			netdev_link_up(nic->netdev);
		else
			netdev_link_down(nic->netdev);
		if (!buffer)
			return;
		sent(nic, buffer);
	}
}

/* Hands a frame to the driver. If that has no room, buffers are taken back from
 * it and the frame is tried once more. Returns 0, -ENOBUFS if there is still no
 * room, or another negative error. */
static int snp_transmit(struct net_device *netdev, struct io_buffer *iobuf)
{
	struct snp_nic *nic = netdev->priv;
	efi_status status;
	unsigned int try;

	for (try = 0; try < 2; try++) {
		if (nic->tx_held < TX_MAX) {
			status = nic->snp->transmit(nic->snp, 0,
						    iob_len(iobuf),
						    iobuf->data, NULL, NULL,
						    NULL);
			if (status == EFI_SUCCESS) {
				nic->tx_held++;
				return 0;
			}
			if (status != EFI_NOT_READY)
				return efi_rc(status);
		}
		poll_status(nic);
	}
	return -ENOBUFS;
}

static void snp_poll(struct net_device *netdev)
{
	struct snp_nic *nic = netdev->priv;
	unsigned int i;

	poll_status(nic);
	for (i = 0; i < POLL_MAX; i++) {
		if (receive_one(nic) != 0)
			break;
	}
}

/* --- opening and closing */

/* Starts a driver from whatever state the firmware has left it in (UEFI 2.10,
 * 24.1). One that runs already is shut down first, so that no frame is received
 * that was meant for its last user. */
static efi_status start(struct efi_snp *snp)
{
	efi_status status;

	if (snp->mode->state == EFI_SNP_INITIALIZED)
		snp->shutdown(snp);
	if (snp->mode->state == EFI_SNP_STOPPED) {
		status = snp->start(snp);
		if (status != EFI_SUCCESS && status != EFI_ALREADY_STARTED)
			return status;
	}
	status = snp->initialize(snp, 0, 0);
	if (status == EFI_SUCCESS)
		status = choose_filters(snp);
	return status;
}

/* Stops a driver, so that its NIC does no DMA after this, and leaves it to the
 * firmware. */
static void release(struct snp_nic *nic)
{
	nic->snp->shutdown(nic->snp);
	nic->snp->stop(nic->snp);
	nic->snp = NULL;
	efi_boot->close_protocol(nic->handle, &snp_guid, efi_our_handle, NULL);
}

/* Opens a NIC for us alone, which takes the firmware's own network stack off
 * it. Returns 0, -EACCES_SNP if the firmware refuses, or another negative
 * error. */
static int snp_open(struct net_device *netdev)
{
	struct snp_nic *nic = netdev->priv;
	void *interface = NULL;
	efi_status status;

	status = efi_boot->open_protocol(nic->handle, &snp_guid, &interface,
					 efi_our_handle, NULL,
					 EFI_OPEN_EXCLUSIVE);
	if (status == EFI_ACCESS_DENIED)
		return -EACCES_SNP;
	if (status != EFI_SUCCESS || !interface)
		return efi_rc(EFI_ERROR(status) ? status : EFI_DEVICE_ERROR);
	nic->snp = interface;
	nic->tx_held = 0;
	status = start(nic->snp);
	if (status != EFI_SUCCESS) {
		release(nic);
		return efi_rc(EFI_ERROR(status) ? status : EFI_DEVICE_ERROR);
	}
	poll_status(nic);
	return 0;
}

static void snp_close(struct net_device *netdev)
{
	struct snp_nic *nic = netdev->priv;
	unsigned long start = currticks();

	/* The frame that was sent last is often an ACK, without which a server
	 * would send its data again and again. */
	while (nic->tx_held && currticks() - start < DRAIN_TICKS)
		poll_status(nic);
	release(nic);
	if (nic->spare)
		free_iob(nic->spare);
	nic->spare = NULL;
}

static const struct net_device_operations snp_operations = {
	.open = snp_open,
	.close = snp_close,
	.transmit = snp_transmit,
	.poll = snp_poll,
};

/* --- coming and going */

/* Fills in where a NIC is, for settings and for messages. */
static void describe(struct snp_nic *nic, const struct efi_nic *found)
{
	struct device_description *desc = &nic->dev.desc;
	unsigned int at = found->location;

	nic->dev.driver_name = "SNP";
	if (found->segment == EFI_NO_SEGMENT) {
		desc->bus_type = BUS_TYPE_EFI;
		strcpy(nic->dev.name, "EFI");
		return;
	}
	desc->bus_type = BUS_TYPE_PCI;
	desc->location = at;
	desc->vendor = found->vendor;
	desc->device = found->device;
	snprintf(nic->dev.name, sizeof(nic->dev.name), "%04x:%02x:%02x.%x",
		 found->segment, PCI_BUS(at), PCI_SLOT(at), PCI_FUNC(at));
}

int efi_snp_register(const struct efi_nic *found)
{
	struct efi_snp *snp = efi_interface(found->handle, &snp_guid);
	struct net_device *netdev;
	struct snp_nic *nic;
	int rc;

	if (!snp || !snp->mode)
		return -ENODEV;
	if (snp->mode->if_type != ARPHRD_ETHER ||
	    snp->mode->hw_address_size != ETH_ALEN ||
	    snp->mode->media_header_size != ETH_HLEN)
		return -ENOTSUP;
	netdev = alloc_etherdev(sizeof(*nic));
	if (!netdev)
		return -ENOMEM;
	nic = netdev->priv;
	netdev_init(netdev, &snp_operations);
	netdev->dev = &nic->dev;
	nic->netdev = netdev;
	nic->handle = found->handle;
	nic->firmware_used_it = efi_is_used(found->handle, &snp_guid);
	describe(nic, found);
	memcpy(netdev->hw_addr, snp->mode->current_address.address, ETH_ALEN);
	rc = register_netdev(netdev);
	if (rc != 0) {
		netdev_put(netdev);
		return rc;
	}
	list_add_tail(&nic->list, &nics);
	return 0;
}

/* Unregisters a net device, and connects the firmware's network stack again if
 * we have taken that off it. */
static void unregister(struct snp_nic *nic)
{
	efi_handle handle = nic->handle;
	int reconnect = nic->firmware_used_it;

	list_del(&nic->list);
	unregister_netdev(nic->netdev);
	netdev_put(nic->netdev);
	if (reconnect)
		efi_boot->connect_controller(handle, NULL, NULL, 1);
}

void efi_snp_unregister_all(void)
{
	struct snp_nic *nic;

	while ((nic = list_last_entry(&nics, struct snp_nic, list)))
		unregister(nic);
}

efi_handle efi_snp_handle(struct net_device *netdev)
{
	struct snp_nic *nic;

	list_for_each_entry(nic, &nics, list) {
		if (nic->netdev == netdev)
			return nic->handle;
	}
	return NULL;
}
