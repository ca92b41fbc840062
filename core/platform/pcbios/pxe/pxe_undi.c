/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Does the calls of UNDI, which give the network card to programs that bring a
 * stack of their own (PXE 2.1 chapter 4). While a program uses them the device is
 * frozen, so that its frames are left for the program. Our drivers use no
 * interrupts, and the program is told so: it polls with the calls that its
 * interrupt handler would make.
 */

#include <errno.h>
#include <string.h>
#include <ipxe/if_ether.h>
#include <ipxe/iobuf.h>
#include <ipxe/netdevice.h>
#include <ipxe/timer.h>
#include "pxe.h"

#define ETH_P_RARP 0x8035

/* How many frames of a program may be under way. */
#define MAX_UNDER_WAY 32
/* How long a call waits for frames to be sent, in ticks. */
#define TX_TIMEOUT (TICKS_PER_SEC / 20)

/* Which frames the program wants: PXE_FILTER_*. */
static unsigned int filter;
/* Non-zero if the program wants frames for groups. */
static int multicast;
/* How many frames the program has sent that it has not been told about. */
static unsigned int sent;

void pxe_undi_reset(void)
{
	filter = 0;
	multicast = 0;
	sent = 0;
}

/* Leaves received frames to UNDI from now on. Returns 0, or -ENETDOWN if the
 * device is not open. */
static int use_undi(void)
{
	netdev_rx_freeze(pxe.netdev);
	return netdev_is_open(pxe.netdev) ? 0 : -ENETDOWN;
}

/* Opens the device and leaves received frames to UNDI. */
static enum pxe_status open_device(void)
{
	if (netdev_open(pxe.netdev) != 0)
		return PXENV_STATUS_UNDI_CANNOT_INITIALIZE_NIC;
	netdev_rx_freeze(pxe.netdev);
	return PXENV_STATUS_SUCCESS;
}

/* Returns how many frames the device has not sent yet. */
static unsigned int under_way(void)
{
	struct io_buffer *iobuf;
	unsigned int count = 0;

	list_for_each_entry(iobuf, &pxe.netdev->tx_queue, list)
		count++;
	return count;
}

/* Polls until no more than so many frames are under way, but not longer than
 * TX_TIMEOUT. */
static void wait_for_tx(unsigned int most)
{
	unsigned long start = currticks();

	do {
		netdev_service(pxe.netdev);
	} while (under_way() > most && currticks() - start < TX_TIMEOUT);
}

/* Closes the device after its frames were sent, so that the last one of a
 * program, an acknowledgement perhaps, is not lost. */
static void close_device(void)
{
	wait_for_tx(0);
	pxe_udp_unbind();
	netdev_close(pxe.netdev);
}

enum pxe_status pxe_undi_startup(void *params)
{
	return PXENV_STATUS_SUCCESS;
}

enum pxe_status pxe_undi_cleanup(void *params)
{
	close_device();
	pxe.undi_state = PXE_UNDI_STARTED;
	return PXENV_STATUS_SUCCESS;
}

enum pxe_status pxe_undi_initialize(void *params)
{
	if (pxe.undi_state == PXE_UNDI_STARTED)
		pxe.undi_state = PXE_UNDI_INITIALIZED;
	return PXENV_STATUS_SUCCESS;
}

enum pxe_status pxe_undi_reset_adapter(void *params)
{
	close_device();
	sent = 0;
	return open_device();
}

enum pxe_status pxe_undi_shutdown(void *params)
{
	return pxe_undi_cleanup(params);
}

enum pxe_status pxe_undi_open(void *params)
{
	struct pxe_undi_open *open = params;
	enum pxe_status status = open_device();

	if (status != PXENV_STATUS_SUCCESS)
		return status;
	filter = open->filter ? open->filter :
		PXE_FILTER_DIRECTED | PXE_FILTER_BROADCAST;
	multicast = open->mcast.count != 0;
	sent = 0;
	pxe.undi_state = PXE_UNDI_OPENED;
	return status;
}

enum pxe_status pxe_undi_close(void *params)
{
	close_device();
	if (pxe.undi_state == PXE_UNDI_OPENED)
		pxe.undi_state = PXE_UNDI_INITIALIZED;
	return PXENV_STATUS_SUCCESS;
}

/* --- sending */

/* Appends len bytes of the program's memory. Returns 0, -EFAULT if they are not
 * there, or -EMSGSIZE if they are too many. */
static int append(struct io_buffer *iobuf, const void *data, size_t len)
{
	/* A pointer to no bytes may be null, although that is no valid
	 * address. */
	if (!len)
		return 0;
	if (!data)
		return -EFAULT;
	if (len > iob_tailroom(iobuf) || len > ETH_HLEN + pxe.netdev->mtu -
	    iob_len(iobuf))
		return -EMSGSIZE;
	memcpy(iob_put(iobuf, len), data, len);
	return 0;
}

/* Adds the link-layer header, for programs that leave it to us. Returns 0, or a
 * negative error. */
static int add_header(struct io_buffer *iobuf,
		      const struct pxe_undi_transmit *transmit)
{
	static const uint8_t broadcast[ETH_ALEN] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff
	};
	static const uint16_t types[] = {
		[PXE_P_IP] = ETH_P_IP,
		[PXE_P_ARP] = ETH_P_ARP,
		[PXE_P_RARP] = ETH_P_RARP,
	};
	const void *dest = broadcast;
	uint16_t type;
	int rc;

	if (transmit->protocol == PXE_P_UNKNOWN)
		return 0;
	if (transmit->protocol > PXE_P_RARP)
		return -EINVAL;
	if (transmit->flag == PXE_XMT_DESTADDR)
		dest = pxe_real(transmit->dest, ETH_ALEN, 0);
	else if (transmit->flag != PXE_XMT_BROADCAST)
		return -EINVAL;
	rc = append(iobuf, dest, ETH_ALEN);
	if (rc != 0)
		return rc;
	type = htons(types[transmit->protocol]);
	append(iobuf, pxe.netdev->ll_addr, ETH_ALEN);
	append(iobuf, &type, sizeof(type));
	return 0;
}

/* Adds the data that the program wants to send. Returns 0, or a negative
 * error. */
static int add_data(struct io_buffer *iobuf, const struct pxe_undi_tbd *tbd)
{
	const struct pxe_undi_block *block;
	uint32_t address;
	const void *data;
	unsigned int i;
	int rc;

	rc = append(iobuf, pxe_real(tbd->immediate, tbd->immediate_len, 0),
		    tbd->immediate_len);
	if (tbd->count > PXE_MAX_DATA_BLOCKS)
		return -EINVAL;
	for (i = 0; rc == 0 && i < tbd->count; i++) {
		block = &tbd->block[i];
		memcpy(&address, &block->data, sizeof(address));
		if (block->type == PXE_TD_PHYSICAL)
			data = pxe_memory(address, block->len, 0);
		else if (block->type == PXE_TD_SEGOFF)
			data = pxe_real(block->data, block->len, 0);
		else
			return -EINVAL;
		rc = append(iobuf, data, block->len);
	}
	return rc;
}

enum pxe_status pxe_undi_transmit(void *params)
{
	struct pxe_undi_transmit *transmit = params;
	const struct pxe_undi_tbd *tbd;
	struct io_buffer *iobuf;
	int rc;

	if (use_undi() != 0)
		return PXENV_STATUS_UNDI_INVALID_STATE;
	/* A descriptor with few blocks is short, and may lie at the end of a
	 * segment. So only the blocks that it has are asked for. */
	tbd = pxe_real(transmit->tbd, offsetof(struct pxe_undi_tbd, block), 0);
	if (!tbd || tbd->count > PXE_MAX_DATA_BLOCKS ||
	    !pxe_real(transmit->tbd, offsetof(struct pxe_undi_tbd, block) +
		      tbd->count * sizeof(tbd->block[0]), 0))
		return PXENV_STATUS_UNDI_INVALID_PARAMETER;
	iobuf = alloc_iob(PXE_FRAME_LEN);
	if (!iobuf)
		return PXENV_STATUS_OUT_OF_RESOURCES;
	rc = add_header(iobuf, transmit);
	if (rc == 0)
		rc = add_data(iobuf, tbd);
	if (rc != 0 || iob_len(iobuf) < ETH_HLEN) {
		free_iob(iobuf);
		return PXENV_STATUS_UNDI_INVALID_PARAMETER;
	}
	wait_for_tx(MAX_UNDER_WAY - 1);
	if (netdev_tx(pxe.netdev, iobuf) != 0)
		return PXENV_STATUS_UNDI_TRANSMIT_ERROR;
	sent++;
	return PXENV_STATUS_SUCCESS;
}

/* --- receiving */

static int is_broadcast(const struct ethhdr *eth)
{
	unsigned int i;

	for (i = 0; i < ETH_ALEN; i++) {
		if (eth->h_dest[i] != 0xff)
			return 0;
	}
	return 1;
}

static unsigned int packet_type(const struct ethhdr *eth)
{
	if (!(eth->h_dest[0] & 1))
		return PXE_PACKET_DIRECTED;
	return is_broadcast(eth) ? PXE_PACKET_BROADCAST :
		PXE_PACKET_MULTICAST;
}

/* Returns non-zero if the program wants a frame. */
static int is_wanted(const struct ethhdr *eth)
{
	if (filter & PXE_FILTER_PROMISCUOUS)
		return 1;
	switch (packet_type(eth)) {
	case PXE_PACKET_DIRECTED:
		return memcmp(eth->h_dest, pxe.netdev->ll_addr,
			      ETH_ALEN) == 0;
	case PXE_PACKET_BROADCAST:
		return filter & PXE_FILTER_BROADCAST;
	default:
		return multicast;
	}
}

static unsigned int protocol_of(const struct ethhdr *eth)
{
	switch (ntohs(eth->h_protocol)) {
	case ETH_P_IP:
		return PXE_P_IP;
	case ETH_P_ARP:
		return PXE_P_ARP;
	case ETH_P_RARP:
		return PXE_P_RARP;
	default:
		return PXE_P_UNKNOWN;
	}
}

/* Hands a frame to the program. Returns non-zero, or 0 if the program does not
 * want it. */
static int deliver(struct pxe_undi_isr *isr, struct io_buffer *iobuf)
{
	const struct ethhdr *eth = iobuf->data;
	size_t len = iob_len(iobuf);

	if (len < ETH_HLEN || len > PXE_FRAME_LEN || !is_wanted(eth))
		return 0;
	memcpy(pxe.buffers->frame, iobuf->data, len);
	isr->function = PXE_ISR_OUT_RECEIVE;
	isr->buffer_len = len;
	isr->frame_len = len;
	isr->header_len = ETH_HLEN;
	isr->frame.segment = pxe.segoff.segment;
	isr->frame.offset = pxe.segoff.offset +
		offsetof(struct pxe_buffers, frame);
	isr->protocol = protocol_of(eth);
	isr->packet_type = packet_type(eth);
	return 1;
}

/* Returns how many frames have been sent that the program has not been told
 * about. */
static unsigned int tx_done(void)
{
	unsigned int waiting = under_way();

	return sent > waiting ? sent - waiting : 0;
}

/* Tells the program of a frame that was sent, or else of one that was received,
 * or else that there is nothing more. */
static void next_event(struct pxe_undi_isr *isr)
{
	struct io_buffer *iobuf;
	int done = 0;

	if (tx_done()) {
		sent--;
		isr->function = PXE_ISR_OUT_TRANSMIT;
		return;
	}
	while (!done && (iobuf = netdev_rx_dequeue(pxe.netdev))) {
		done = deliver(isr, iobuf);
		free_iob(iobuf);
	}
	if (!done)
		isr->function = PXE_ISR_OUT_DONE;
}

enum pxe_status pxe_undi_isr(void *params)
{
	struct pxe_undi_isr *isr = params;

	if (use_undi() != 0) {
		isr->function = isr->function == PXE_ISR_IN_START ?
			PXE_ISR_OUT_NOT_OURS : PXE_ISR_OUT_DONE;
		return PXENV_STATUS_SUCCESS;
	}
	netdev_service(pxe.netdev);
	switch (isr->function) {
	case PXE_ISR_IN_START:
		isr->function = tx_done() || pxe.netdev->rx_queue_len ?
			PXE_ISR_OUT_OURS : PXE_ISR_OUT_NOT_OURS;
		break;
	case PXE_ISR_IN_PROCESS:
	case PXE_ISR_IN_GET_NEXT:
		next_event(isr);
		break;
	default:
		return PXENV_STATUS_UNDI_INVALID_PARAMETER;
	}
	return PXENV_STATUS_SUCCESS;
}

/* --- addresses and filters */

enum pxe_status pxe_undi_set_mcast(void *params)
{
	struct pxe_undi_set_mcast *set = params;

	if (set->mcast.count > PXE_MAX_MCAST)
		return PXENV_STATUS_UNDI_INVALID_PARAMETER;
	multicast = set->mcast.count != 0;
	return PXENV_STATUS_SUCCESS;
}

enum pxe_status pxe_undi_set_station(void *params)
{
	struct pxe_undi_set_station *set = params;

	/* The address of the hardware is not changed. */
	if (memcmp(set->address, pxe.netdev->ll_addr, ETH_ALEN) != 0)
		return PXENV_STATUS_UNSUPPORTED;
	return PXENV_STATUS_SUCCESS;
}

enum pxe_status pxe_undi_set_filter(void *params)
{
	struct pxe_undi_set_filter *set = params;

	if (pxe.undi_state != PXE_UNDI_OPENED)
		return PXENV_STATUS_UNDI_INVALID_STATE;
	filter = set->filter;
	return PXENV_STATUS_SUCCESS;
}

enum pxe_status pxe_undi_get_mcast(void *params)
{
	struct pxe_undi_get_mcast *get = params;
	const uint8_t *ip = (const uint8_t *)&get->ip;

	/* The address is made as RFC 1112 section 6.4 says. */
	memset(get->address, 0, sizeof(get->address));
	get->address[0] = 0x01;
	get->address[2] = 0x5e;
	get->address[3] = ip[1] & 0x7f;
	get->address[4] = ip[2];
	get->address[5] = ip[3];
	return PXENV_STATUS_SUCCESS;
}
