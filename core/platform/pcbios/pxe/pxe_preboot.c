/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Does the preboot calls (PXE 2.1 section 3.3), which tell what is known of the
 * network, and end the API: the base code ends with UNLOAD_STACK and UNDI with
 * STOP_UNDI. After both nothing of us is left.
 */

#include <string.h>
#include <ipxe/netdevice.h>
#include "pxe.h"

enum pxe_status pxe_nothing(void *params)
{
	return PXENV_STATUS_SUCCESS;
}

enum pxe_status pxe_unload_stack(void *params)
{
	pxe_udp_reset();
	pxe_tftp_reset();
	/* A device must not write to the memory of a stack that is gone. */
	if (pxe.undi_state != PXE_UNDI_OPENED)
		netdev_close(pxe.netdev);
	pxe.base_unloaded = 1;
	return PXENV_STATUS_SUCCESS;
}

enum pxe_status pxe_start_undi(void *params)
{
	/* There is one UNDI, and it has been started already. */
	return PXENV_STATUS_SUCCESS;
}

enum pxe_status pxe_stop_undi(void *params)
{
	pxe_undi_cleanup(params);
	pxe.undi_stopped = 1;
	return PXENV_STATUS_SUCCESS;
}

enum pxe_status pxe_get_cached_info(void *params)
{
	struct pxe_get_cached_info *info = params;
	unsigned int index = info->packet_type - 1U;
	uint16_t len;
	void *to;

	if (index >= PXENV_PACKET_TYPES)
		return PXENV_STATUS_UNSUPPORTED;
	len = pxe.packet_len[index];
	if (info->buffer_size == 0) {
		info->buffer.segment = pxe.segoff.segment;
		info->buffer.offset = pxe.segoff.offset +
			offsetof(struct pxe_buffers, packet) +
			index * PXE_PACKET_LEN;
		info->buffer_limit = PXE_PACKET_LEN;
		info->buffer_size = len;
		return PXENV_STATUS_SUCCESS;
	}
	if (len > info->buffer_size)
		len = info->buffer_size;
	to = pxe_real(info->buffer, len, 1);
	if (!to)
		return PXENV_STATUS_FAILURE;
	memcpy(to, pxe.buffers->packet[index], len);
	info->buffer_size = len;
	info->buffer_limit = PXE_PACKET_LEN;
	return PXENV_STATUS_SUCCESS;
}
