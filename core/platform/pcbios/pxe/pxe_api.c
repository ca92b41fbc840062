/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Dispatches the calls of the PXE API (PXE 2.1, 3.3 and 4.1): it leads from an
 * opcode and a far pointer to the function and its parameter block. Whatever a
 * program passes is hostile: a block has to lie in memory that is not ours
 * before anything looks at it.
 */

#include <errno.h>
#include <string.h>
#include <ipxe/netdevice.h>
#include <ipxe/process.h>
#include "pxe.h"

struct pxe pxe;

/* What a call needs: the base code, which UNLOAD_STACK ends, or UNDI, which
 * STOP_UNDI ends. */
enum layer { BASE, UNDI };

/* The calls that there are. */
static const struct pxe_call {
	/* The number of the call: enum pxe_opcode. */
	uint8_t opcode;
	/* What the call needs: enum layer. */
	uint8_t layer;
	/* Length of its parameter block in bytes. */
	uint16_t len;
	/* The function that does it. */
	pxe_call_t *call;
} calls[] = {
	{ PXENV_START_UNDI, UNDI, sizeof(struct pxe_start_undi),
	  pxe_start_undi },
	{ PXENV_UNDI_STARTUP, UNDI, sizeof(struct pxe_simple),
	  pxe_undi_startup },
	{ PXENV_UNDI_CLEANUP, UNDI, sizeof(struct pxe_simple),
	  pxe_undi_cleanup },
	{ PXENV_UNDI_INITIALIZE, UNDI, sizeof(struct pxe_undi_initialize),
	  pxe_undi_initialize },
	{ PXENV_UNDI_RESET_ADAPTER, UNDI, sizeof(struct pxe_simple),
	  pxe_undi_reset_adapter },
	{ PXENV_UNDI_SHUTDOWN, UNDI, sizeof(struct pxe_simple),
	  pxe_undi_shutdown },
	{ PXENV_UNDI_OPEN, UNDI, sizeof(struct pxe_undi_open),
	  pxe_undi_open },
	{ PXENV_UNDI_CLOSE, UNDI, sizeof(struct pxe_simple),
	  pxe_undi_close },
	{ PXENV_UNDI_TRANSMIT, UNDI, sizeof(struct pxe_undi_transmit),
	  pxe_undi_transmit },
	{ PXENV_UNDI_SET_MCAST_ADDRESS, UNDI,
	  sizeof(struct pxe_undi_set_mcast), pxe_undi_set_mcast },
	{ PXENV_UNDI_SET_STATION_ADDRESS, UNDI,
	  sizeof(struct pxe_undi_set_station), pxe_undi_set_station },
	{ PXENV_UNDI_SET_PACKET_FILTER, UNDI,
	  sizeof(struct pxe_undi_set_filter), pxe_undi_set_filter },
	{ PXENV_UNDI_GET_INFORMATION, UNDI,
	  sizeof(struct pxe_undi_get_information),
	  pxe_undi_get_information },
	{ PXENV_UNDI_GET_STATISTICS, UNDI,
	  sizeof(struct pxe_undi_get_statistics), pxe_undi_get_statistics },
	{ PXENV_UNDI_CLEAR_STATISTICS, UNDI, sizeof(struct pxe_simple),
	  pxe_undi_clear_statistics },
	{ PXENV_UNDI_GET_MCAST_ADDRESS, UNDI,
	  sizeof(struct pxe_undi_get_mcast), pxe_undi_get_mcast },
	{ PXENV_UNDI_GET_NIC_TYPE, UNDI,
	  sizeof(struct pxe_undi_get_nic_type), pxe_undi_get_nic_type },
	{ PXENV_UNDI_GET_IFACE_INFO, UNDI,
	  sizeof(struct pxe_undi_get_iface_info), pxe_undi_get_iface_info },
	{ PXENV_UNDI_ISR, UNDI, sizeof(struct pxe_undi_isr), pxe_undi_isr },
	{ PXENV_STOP_UNDI, UNDI, sizeof(struct pxe_simple), pxe_stop_undi },
	{ PXENV_TFTP_OPEN, BASE, sizeof(struct pxe_tftp_open),
	  pxe_tftp_open },
	{ PXENV_TFTP_CLOSE, BASE, sizeof(struct pxe_simple),
	  pxe_tftp_close },
	{ PXENV_TFTP_READ, BASE, sizeof(struct pxe_tftp_read),
	  pxe_tftp_read },
	{ PXENV_TFTP_READ_FILE, BASE, sizeof(struct pxe_tftp_read_file),
	  pxe_tftp_read_file },
	{ PXENV_TFTP_GET_FSIZE, BASE, sizeof(struct pxe_tftp_get_fsize),
	  pxe_tftp_get_fsize },
	{ PXENV_UDP_OPEN, BASE, sizeof(struct pxe_udp_open), pxe_udp_open },
	{ PXENV_UDP_CLOSE, BASE, sizeof(struct pxe_simple), pxe_udp_close },
	{ PXENV_UDP_READ, BASE, sizeof(struct pxe_udp_read), pxe_udp_read },
	{ PXENV_UDP_WRITE, BASE, sizeof(struct pxe_udp_write),
	  pxe_udp_write },
	{ PXENV_UNLOAD_STACK, BASE, sizeof(struct pxe_simple),
	  pxe_unload_stack },
	{ PXENV_GET_CACHED_INFO, BASE, sizeof(struct pxe_get_cached_info),
	  pxe_get_cached_info },
	{ PXENV_RESTART_TFTP, BASE, sizeof(struct pxe_tftp_read_file),
	  pxe_restart_tftp },
	{ PXENV_START_BASE, BASE, sizeof(struct pxe_simple), pxe_nothing },
	{ PXENV_STOP_BASE, BASE, sizeof(struct pxe_simple), pxe_nothing },
};

#define NUM_CALLS (sizeof(calls) / sizeof(calls[0]))

/* The call GET_STATE, which has the same number as STOP_UNDI. STOP_UNDI is not
 * allowed while the adapter is in use, so that the number then means GET_STATE. */
static const struct pxe_call get_state = {
	PXENV_UNDI_GET_STATE, UNDI, sizeof(struct pxe_undi_get_state),
	pxe_undi_get_state
};

uint32_t pxe_room(uint32_t address)
{
	const struct memory_region *own;
	unsigned int i, count = pxe_own_memory(&own);
	uint64_t end = 0xffffffff;

	for (i = 0; i < count; i++) {
		if (address < own[i].end && own[i].start < end)
			end = own[i].start;
	}
	return end > address ? end - address : 0;
}

void *pxe_memory(uint32_t address, uint32_t len, int write)
{
	if (len > 0xffffffff - address ||
	    (write && len > pxe_room(address)))
		return NULL;
	return pxe_ptr(address, len);
}

void *pxe_real(struct pxe_segoff at, uint32_t len, int write)
{
	if (len > 0x10000U - at.offset)
		return NULL;
	return pxe_memory(at.segment * 16U + at.offset, len, write);
}

void pxe_poll(void)
{
	struct step_fn *fn;

	/* step() would not do, as it may rest for a tick. */
	net_poll();
	for_each_table_entry(fn, STEP_FNS)
		fn->step();
}

int pxe_use_stack(void)
{
	int rc = netdev_open(pxe.netdev);

	netdev_rx_unfreeze(pxe.netdev);
	pxe_udp_bind();
	return rc;
}

void pxe_activate(struct net_device *netdev, struct uri *uri,
		  struct pxe_segoff buffers)
{
	memset(&pxe, 0, sizeof(pxe));
	pxe.segoff = buffers;
	pxe.buffers = pxe_ptr(buffers.segment * 16U + buffers.offset,
			      sizeof(*pxe.buffers));
	pxe.netdev = netdev_get(netdev);
	pxe.undi_state = PXE_UNDI_STARTED;
	memset(pxe.buffers, 0, sizeof(*pxe.buffers));
	pxe_undi_reset();
	pxe_cache_fill(uri);
}

void pxe_deactivate(void)
{
	if (!pxe.netdev)
		return;
	pxe_udp_reset();
	pxe_tftp_reset();
	netdev_rx_unfreeze(pxe.netdev);
	netdev_put(pxe.netdev);
	pxe.netdev = NULL;
}

/* Returns the call with that number, or NULL if there is none or what it needs
 * has ended. */
static const struct pxe_call *find_call(unsigned int opcode)
{
	unsigned int i;

	if (opcode == PXENV_UNDI_GET_STATE && pxe.netdev &&
	    pxe.undi_state != PXE_UNDI_STARTED)
		return &get_state;
	for (i = 0; i < NUM_CALLS; i++) {
		if (calls[i].opcode == opcode)
			break;
	}
	if (i == NUM_CALLS || !pxe.netdev)
		return NULL;
	if (calls[i].layer == BASE ? pxe.base_unloaded : pxe.undi_stopped)
		return NULL;
	return &calls[i];
}

unsigned int pxe_api_call(unsigned int opcode, struct pxe_segoff params)
{
	const struct pxe_call *call = find_call(opcode);
	struct pxe_simple *block;
	enum pxe_status status;

	block = pxe_real(params, call ? call->len : sizeof(*block), 1);
	if (!block)
		return PXENV_EXIT_FAILURE;
	status = call ? call->call(block) : PXENV_STATUS_UNSUPPORTED;
	/* A program that was loaded may have taken the place of the parameter
	 * block. */
	if (!pxe.restart)
		block->status = status;
	return status == PXENV_STATUS_SUCCESS ? PXENV_EXIT_SUCCESS :
		PXENV_EXIT_FAILURE;
}

enum pxe_after pxe_after_call(void)
{
	if (pxe.restart) {
		/* The next program starts with nothing open. */
		pxe_udp_reset();
		pxe_undi_reset();
		pxe.undi_state = PXE_UNDI_STARTED;
		pxe.restart = 0;
		return PXE_AFTER_RESTART;
	}
	if (pxe.base_unloaded && pxe.undi_stopped)
		return PXE_AFTER_UNLOAD;
	return PXE_AFTER_RETURN;
}
