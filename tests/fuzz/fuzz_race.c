/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The race on three wires: a record is a frame for one of them, or a link that
 * comes and goes. Frames may be replies to what the device has asked last, in a
 * VLAN or without a tag, those of a switch, or answers to what it has asked last by
 * ARP, which differ from the right one by what the record says. Time passes as the
 * race looks at it.
 */

#include "wire.h"
#include <stdio.h>
#include <ipxe/console.h>
#include <ipxe/init.h>
#include <ipxe/keys.h>
#include <ipxe/vlan.h>
#include <usr/multibootmgmt.h>
#include <usr/multibootreport.h>

REACHES(multiboot_dhcp_parse, multiboot_lacp_answer, multiboot_frame_type);
REACHES(multiboot_boot, multiboot_link_lost, multiboot_vlan_open);
REACHES(multiboot_logger_note, multiboot_logger_ask, multiboot_logger_send);

#define NICS 3
/* A record's kind: the number of the wire, and what it is. */
enum { WIRE = 3, FIX = 4, LINK = 8, TAG = 16, ARP = 32 };
/* The first byte of an input: which line is run, and whether nobody but a record
 * answers by ARP. */
enum { LINE = 3, SILENT = 4 };
/* Bytes of a question or an answer of ARP. */
#define ARP_LEN 42
/* The VLAN of frames with a tag. */
#define VLAN 20

extern struct console_driver hosted_console;

static struct net_device *nics[NICS];
/* The transactions of each device, without a tag and with one. */
static uint8_t xids[NICS][2][4];
/* What each device has asked last by ARP, as the right answer to it. */
static uint8_t arps[NICS][ARP_LEN];
/* Nobody but a record answers by ARP. */
static int silent;
static struct fuzz_input input;

static unsigned int number_of(struct net_device *netdev)
{
	return netdev->hw_addr[5] - 16;
}

/* Turns a question by ARP into the answer. */
static void note_arp(uint8_t *answer, const uint8_t *frame)
{
	memcpy(answer, frame, ARP_LEN);
	answer[21] = 2;
	memcpy(answer + 22, "\2\0\0\0\0\1", ETH_ALEN);
	memcpy(answer + 28, frame + 38, 4);
	memcpy(answer + 32, frame + 22, 10);
}

static void wire_hear(struct net_device *netdev, const uint8_t *frame,
		      size_t len)
{
	int tagged = get16(frame + 2 * ETH_ALEN) == ETH_P_8021Q;

	if (!silent)
		wire_answer_arp(netdev, frame);
	if (tagged) {
		if (get16(frame + ETH_HLEN) != VLAN)
			return;
		frame += VLAN_TAG_LEN;
		len -= VLAN_TAG_LEN;
	}
	if (len >= ARP_LEN && get16(frame + 12) == ETH_P_ARP)
		note_arp(arps[number_of(netdev)], frame);
	if (len >= AT_BOOTP + BOOTP_LEN && frame[AT_UDP + 3] == 67)
		memcpy(xids[number_of(netdev)][tagged], frame + AT_BOOTP + 4,
		       4);
}

/* Delivers a frame with the tag of the VLAN. */
static void deliver_tagged(struct net_device *netdev, const uint8_t *frame,
			   size_t len)
{
	uint8_t *tagged;

	if (len < 2 * ETH_ALEN)
		return;
	tagged = malloc(len + VLAN_TAG_LEN);
	fuzz_assert(tagged);
	memcpy(tagged, frame, 2 * ETH_ALEN);
	memcpy(tagged + 2 * ETH_ALEN, "\x81\0\0\x14", VLAN_TAG_LEN);
	memcpy(tagged + 2 * ETH_ALEN + VLAN_TAG_LEN, frame + 2 * ETH_ALEN,
	       len - 2 * ETH_ALEN);
	wire_deliver(netdev, tagged, len + VLAN_TAG_LEN);
	free(tagged);
}

static void obey(const struct fuzz_record *record, struct net_device *netdev)
{
	int tagged = !!(record->kind & TAG);
	uint8_t *frame;
	size_t i;

	if (record->kind & LINK) {
		if (netdev_link_ok(netdev))
			netdev_link_down(netdev);
		else
			netdev_link_up(netdev);
		return;
	}
	frame = fuzz_copy(record->data, record->len);
	for (i = 0; record->kind & ARP && i < record->len && i < ARP_LEN; i++)
		frame[i] ^= arps[number_of(netdev)][i];
	if (record->kind & FIX)
		wire_repair_dhcp(frame, record->len, netdev->ll_addr,
				 xids[number_of(netdev)][tagged]);
	if (tagged)
		deliver_tagged(netdev, frame, record->len);
	else
		wire_deliver(netdev, frame, record->len);
	free(frame);
}

/* Gives the next record to the first wire that is polled, so that none waits
 * for a device that is closed. */
static void wire_poll(struct net_device *netdev)
{
	struct fuzz_record record;
	struct net_device *to;

	hosted_clock_advance(TICKS_PER_SEC / 16);
	if (!fuzz_record(&input, &record))
		return;
	if (record.flags & FUZZ_LATER)
		hosted_clock_advance(TICKS_PER_SEC);
	to = nics[(record.kind & WIRE) % NICS];
	obey(&record, netdev_is_open(to) ? to : netdev);
}

static void start(void)
{
	struct init_fn *fn;
	unsigned int i;

	testhost_options.endless = 1;
	hosted_console.disabled = 1;
	for_each_table_entry(fn, INIT_FNS) {
		if (fn->initialise)
			fn->initialise();
	}
	for (i = 0; i < NICS; i++)
		nics[i] = wire_add(i);
}

/* Removes the VLAN on a device, which is there if it has won. */
static void remove_vlan(struct net_device *trunk)
{
	struct net_device *vlan;
	char name[NETDEV_NAME_LEN];

	snprintf(name, sizeof(name), "%s-%d", trunk->name, VLAN);
	vlan = find_netdev(name);
	if (vlan)
		vlan_destroy(vlan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const lines[] = {
		"multiboot", "multiboot --in-turn", "multiboot --vlan 1,20",
		"multiboot --in-turn --vlan 20",
	};
	unsigned int first, i;

	if (!nics[0])
		start();
	input.data = data;
	input.len = len;
	first = fuzz_byte(&input);
	silent = !!(first & SILENT);
	memset(arps, 0, sizeof(arps));
	system(lines[first & LINE]);
	for (i = 0; i < NICS; i++) {
		/* Nothing stays open after a race that nobody has won. */
		fuzz_assert(list_empty(&nics[i]->tx_queue));
		remove_vlan(nics[i]);
		netdev_close(nics[i]);
		netdev_link_up(nics[i]);
		generic_settings_clear(netdev_settings(nics[i]));
	}
	multiboot_results_clear();
	return 0;
}
