/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The PXE API: a record is a call, whose kind is the opcode and whose bytes are
 * the parameter block; or with the opcode 0 a frame that comes; or with FF
 * bytes of the program's memory that blocks point to. Nothing of ours is written to,
 * whatever is asked for.
 */

#include "wire.h"
#include <ipxe/image.h>
#include "../../core/platform/pcbios/pxe/pxe.h"

REACHES(pxe_get_cached_info, pxe_tftp_open, pxe_tftp_read, pxe_udp_read);
REACHES(pxe_udp_write, pxe_undi_transmit, pxe_undi_isr, pxe_restart_tftp);

#define MEMORY 0x40000
#define OWN 0x30000
#define OWN_LEN 0x4000
/* Where our buffers lie in what is ours. */
#define BUFFERS 0x100
#define PARAMS 0x10020
#define DATA 0x20000
#define DATA_LEN 0x800

static uint8_t memory[MEMORY];
static uint8_t server_port[2];

void *pxe_ptr(uint32_t address, uint32_t len)
{
	if (!address || address > MEMORY || len > MEMORY - address)
		return NULL;
	return memory + address;
}

unsigned int pxe_own_memory(const struct memory_region **regions)
{
	static const struct memory_region own = { OWN, OWN + OWN_LEN };

	*regions = &own;
	return 1;
}

size_t pxe_program_room(void)
{
	return OWN - PXE_PROGRAM;
}

int pxe_run(struct image *image, struct net_device *device)
{
	return 0;
}

static void wire_hear(struct net_device *netdev, const uint8_t *frame,
		      size_t len)
{
	if (len < AT_UDP + 8)
		return;
	wire_answer_arp(netdev, frame);
	memcpy(server_port, frame + AT_UDP, 2);
}

static void wire_poll(struct net_device *netdev)
{
	hosted_clock_advance(TICKS_PER_SEC / 2);
}

/* Delivers a frame to the port that was used last, if it has room for one. */
static void deliver(struct net_device *netdev,
		    const struct fuzz_record *record)
{
	uint8_t *frame = fuzz_copy(record->data, record->len);

	if (record->len >= AT_UDP + 8) {
		memcpy(frame, netdev->ll_addr, ETH_ALEN);
		frame[AT_IP + 9] = 17;
		memset(frame + AT_IP + 6, 0, 2);
		memcpy(frame + AT_IP + 12, "\x0a\0\0\1\x0a\0\0\2", 8);
		if (!frame[AT_UDP + 2] && !frame[AT_UDP + 3])
			memcpy(frame + AT_UDP + 2, server_port, 2);
		wire_repair(frame, record->len);
	}
	wire_deliver(netdev, frame, record->len);
	free(frame);
}

static void obey(struct net_device *netdev, const struct fuzz_record *record)
{
	const struct pxe_segoff at = { 0x0020, PARAMS >> 4 & 0xf000 };
	static uint8_t own[OWN_LEN];

	if (!record->kind) {
		if (netdev_is_open(netdev))
			deliver(netdev, record);
		return;
	}
	if (record->kind == 0xff) {
		memcpy(memory + DATA, record->data, record->len);
		return;
	}
	memset(memory + PARAMS, 0, 256);
	memcpy(memory + PARAMS, record->data,
	       record->len < 256 ? record->len : 256);
	memcpy(own, memory + OWN, BUFFERS);
	pxe_api_call(record->kind, at);
	fuzz_assert(memcmp(own, memory + OWN, BUFFERS) == 0);
	fuzz_assert(memory[OWN + OWN_LEN] == 0);
	pxe_after_call();
}

static struct net_device *start(void)
{
	struct net_device *netdev = wire_add(0);
	struct settings *settings = netdev_settings(netdev);

	fuzz_assert(storef_setting(settings, &ip_setting, "10.0.0.2") == 0 &&
		    storef_setting(settings, &netmask_setting,
				   "255.255.255.0") == 0 &&
		    storef_setting(settings, &filename_setting, "f") == 0);
	return netdev;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct net_device *netdev;
	struct fuzz_input in = { data, len };
	struct fuzz_record record;

	if (!netdev)
		netdev = start();
	memset(memory, 0, sizeof(memory));
	fuzz_assert(netdev_open(netdev) == 0);
	pxe_activate(netdev, NULL,
		     (struct pxe_segoff){ BUFFERS, OWN >> 4 });
	while (fuzz_record(&in, &record))
		obey(netdev, &record);
	pxe_deactivate();
	netdev_close(netdev);
	return 0;
}
